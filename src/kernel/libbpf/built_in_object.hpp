// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Compiled objects that the binary carries.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bpflens::kernel {

// Throws when there is none of that name.
std::vector<std::byte> built_in_object(const std::string& name);

}  // namespace bpflens::kernel
