// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#pragma once

#include <string>

namespace bpflens::commands {

// The path of "clang" in PATH, or of the newest that has its version in its name; empty when there is none.
std::string installed_clang();

}  // namespace bpflens::commands
