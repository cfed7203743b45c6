// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "May this type call this helper?", asked for many pairs at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/prober.hpp"

namespace bpflens::kernel {

// Does a program of the type load, attached to whatever it can be attached to?
model::Support probe_program_type(std::uint32_t type, KernelNames& names);

// One answer a question, in the same order.
std::vector<model::HelperSupport> probe_helpers(std::span<const HelperQuestion> questions, KernelNames& names);

// The same for programs that a network device is to run itself.
std::vector<model::HelperSupport> probe_helpers_on(std::span<const HelperQuestion> questions, std::uint32_t ifindex);

}  // namespace bpflens::kernel
