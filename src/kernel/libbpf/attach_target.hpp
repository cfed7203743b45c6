// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Attaching a program to what a word names, by the program's type.
#pragma once

#include <string>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/loaded_object.hpp"

namespace bpflens::kernel {

// Links of libbpf's, or of a type that it doesn't know, by their descriptor.
struct MadeLink {
  LinkHandle link;
  Descriptor descriptor;
  int fd() const { return link ? bpf_link__fd(link.get()) : descriptor.get(); }
  explicit operator bool() const { return link || descriptor; }
};

// An empty one, with errno, when the kernel refuses. Throws when the target makes no sense for the program.
MadeLink attach_program(bpf_program* program, const std::string& target);

}  // namespace bpflens::kernel
