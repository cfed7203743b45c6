// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types out of a file that an option names.
#pragma once

#include <string>
#include <vector>

#include "btf/types.hpp"

namespace bpflens::commands {

// The BTF of an object, or of a file that is nothing but BTF (/sys/kernel/btf/vmlinux); of an object without it what
// its DWARF tells. Throws UsageError, beginning with the option's name.
btf::Types types_of_file(const std::string& option, const std::string& path);

// All that can be had, BTF first; an object's DWARF has types that its BTF lacks. Nothing where nothing can.
std::vector<btf::Types> all_types_of_file(const std::string& path);

}  // namespace bpflens::commands
