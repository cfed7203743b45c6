// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a descriptor of unknown kind refers to.
#pragma once

#include <optional>
#include <string>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "model/pin.hpp"

namespace bpflens::kernel {

struct PinnedObject {
  model::ObjectRef ref;
  std::string type_name;  // program, map or link type
  std::string name;       // the kernel's at most 15 characters; links have none
};

// Asks a program's, map's or link's descriptor what it is; nothing when it is none of these.
std::optional<PinnedObject> describe_object(int fd, KernelNames& names);

// A descriptor for the object with that id; empty, with errno set, when it can't be had.
Descriptor open_object(const model::ObjectRef& object);

}  // namespace bpflens::kernel
