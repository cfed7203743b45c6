// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Files that an option names; "-" stands for the standard streams.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace bpflens::commands {

struct FileBytes {
  std::vector<std::byte> bytes;
  std::string error;  // what went wrong, ready to be reported; empty when all was read
  ExitCode code = kDone;
};

// The whole of a file, or of standard input. More than `limit` bytes are an error.
FileBytes read_file(const std::string& path, std::size_t limit);

// Writes a file, or to the context's output. Returns what went wrong, or an empty text. A file that could
// not be written whole is removed if it wasn't there before.
std::string write_file(const std::string& path, std::span<const std::byte> bytes, Context& context);

// The same, but whole or not at all: the file appears under its name when every byte is in it. A file that is
// there is replaced (keeping its mode) only if `replace_it` says so; what is no file never is.
std::string write_new_file(const std::string& path, std::span<const std::byte> bytes, bool replace_it,
                           Context& context);

}  // namespace bpflens::commands
