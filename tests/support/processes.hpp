// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Other commands of the system.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace bpflens::test {

// What a command of the system writes; nothing when it can't be run or fails.
inline std::optional<std::string> output_of(const std::string& command) {
  const auto close = [](FILE* pipe) { pclose(pipe); };
  std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "re");
  if (pipe == nullptr) return std::nullopt;
  std::unique_ptr<FILE, decltype(close)> guard(pipe, close);
  std::string text;
  char buffer[4096];
  for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
  guard.release();
  return pclose(pipe) == 0 ? std::optional(text) : std::nullopt;
}

}  // namespace bpflens::test
