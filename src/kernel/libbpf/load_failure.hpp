// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why an object did not load, worked out from errno, the verifier's log, libbpf's messages and this machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/error.hpp"

namespace bpflens::kernel {

inline constexpr std::size_t kLogSize = (UINT32_MAX >> 8) - 1;  // the largest log that kernels before 5.19 take

// The program that libbpf says it failed to load: "prog 'NAME': BPF program load failed: ...".
std::optional<std::string> failing_program(const std::vector<std::string>& warnings);

// The lines of a verifier's log that say what was wrong: the last few before its statistics, or the sections
// "Reason" and "Suggestion" that Linux 7.3 adds.
std::string last_meaningful_lines(std::string_view log, std::size_t count = 3);

// What to throw. Of the program: its section and type, when one failed.
struct FailedProgram {
  std::string name;
  std::string section;
  std::string type_name;
};
Failure load_failure(const std::string& path, int error, const std::optional<FailedProgram>& program,
                     const std::string& log, const std::vector<std::string>& warnings);

}  // namespace bpflens::kernel
