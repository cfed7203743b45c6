// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Does the kernel have an attach type, a link type? Found out by attaching a small program to nothing: the
// kernel looks at the types before it looks for the target, so nothing is ever attached.
#pragma once

#include <cstdint>

#include "kernel/libbpf/kernel_names.hpp"
#include "model/support.hpp"

namespace bpflens::kernel {

model::Support probe_attach_type(std::uint32_t attach_type, KernelNames& names);
model::Support probe_link_type(std::uint32_t link_type, KernelNames& names);

// Do attachments carry a number of their own (a cookie)?
model::Support probe_perf_link_cookie();
model::Support probe_raw_tracepoint_cookie();

}  // namespace bpflens::kernel
