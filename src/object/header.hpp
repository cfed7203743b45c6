// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The first look at a file that should be a compiled BPF object.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace bpflens::object {

// Why something can't be used, and what to do about it.
struct Problem {
  std::string cause;
  std::string next_step;  // may be empty
  bool operator==(const Problem&) const = default;
};

// What keeps these bytes from being a BPF object for this machine, judged by the ELF header alone (elf(5)):
// no ELF, 32 bits, the other byte order, another machine, an executable. Nothing: the header is in order.
std::optional<Problem> header_problem(std::span<const std::byte> image);

}  // namespace bpflens::object
