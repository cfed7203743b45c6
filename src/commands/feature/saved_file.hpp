// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Files that "feature save" wrote, read back. They come from elsewhere: everything is checked.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "model/saved_kernel.hpp"

namespace bpflens::commands {

// The kernel in a file ("-": standard input), or a sentence about what is wrong with it.
std::variant<model::SavedKernel, std::string> read_saved_kernel(const std::string& path);

// The same from the file's text.
std::variant<model::SavedKernel, std::string> parse_saved_kernel(std::string_view text);

}  // namespace bpflens::commands
