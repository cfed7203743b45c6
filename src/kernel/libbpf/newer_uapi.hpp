// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Values of the kernel's interface that the oldest supported build machine (Linux 6.1 headers) lacks.
#pragma once

namespace bpflens::kernel {

// enum bpf_prog_type, enum bpf_map_type, enum bpf_attach_type
constexpr unsigned kProgTypeNetfilter = 32;    // Linux 6.4
constexpr unsigned kMapTypeCgrpStorage = 32;   // Linux 6.2
constexpr unsigned kMapTypeArena = 33;         // Linux 6.9
constexpr unsigned kMapTypeInsnArray = 34;     // Linux 6.19
constexpr unsigned kAttachTypeNetfilter = 45;  // Linux 6.4
constexpr unsigned kTcxIngress = 46;           // Linux 6.6
constexpr unsigned kTcxEgress = 47;            // Linux 6.6

}  // namespace bpflens::kernel
