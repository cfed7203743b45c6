// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names of sections that the loaders of the kernel's samples, iproute2, gobpf and v4l-utils took, and that
// libbpf 1.x refuses.
#pragma once

#include <string>
#include <string_view>

namespace bpflens::object {

// The section name that libbpf 1.x knows for one that old loaders took: "xdp" for "xdp_filter", "classifier"
// for "classifier/ingress", "lirc_mode2" for "lirc_mode2/rc_mm". Empty when nothing was meant by it.
std::string_view modern_section(std::string_view old);

// What to call a section so that libbpf 1.x loads and attaches what is in it: "ksyscall/write" for
// "kprobe/sys_write" too, whose symbol has had a prefix since Linux 4.17. Empty for one that has such a name
// already, or that means nothing.
std::string modern_name(std::string_view section);

// Whether it is the section of a program that iproute2 put into a slot of a map for tail calls: "42/0".
bool is_tail_call(std::string_view section);

}  // namespace bpflens::object
