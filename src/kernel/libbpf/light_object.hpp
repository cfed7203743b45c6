// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An object of ours with one program and one map of global data, loaded without libbpf reading the kernel's
// BTF: libbpf writes a loader program, and the kernel itself relocates (Linux 5.14). A third of the time.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

struct LightObject {
  Descriptor program;
  Descriptor data;  // an array of one value: the global data
};

// Nothing when the kernel can't, or doesn't let us.
std::optional<LightObject> load_light(const char* name, std::span<const std::byte> object);

}  // namespace bpflens::kernel
