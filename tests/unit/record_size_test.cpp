// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "insn/record_size.hpp"

#include <cstdint>

namespace bpflens::insn {
namespace {

using Sizes = std::vector<std::optional<std::uint32_t>>;
using Code = std::vector<Instruction>;

constexpr Instruction move(std::uint8_t reg, std::int32_t value) { return {.code = 0xb7, .dst = reg, .imm = value}; }
constexpr Instruction copy(std::uint8_t to, std::uint8_t from) { return {.code = 0xbf, .dst = to, .src = from}; }
constexpr Instruction kCallIt = {.code = 0x85, .imm = 25};
constexpr Instruction kJump = {.code = 0x05};
constexpr Instruction kSecondSlot = {};

constexpr Instruction map(std::uint8_t reg, std::int32_t id) {
  return {.code = 0x18, .dst = reg, .src = kPseudoMapFd, .imm = id};
}

Sizes perf(const Code& code) { return record_sizes(code, 7, Writing::perf_event_output); }
Sizes ring(const Code& code) { return record_sizes(code, 7, Writing::ringbuf); }

TEST_CASE("a constant length of bpf_perf_event_output is found, wherever it is moved in") {
  CHECK(perf({copy(1, 6), map(2, 7), kSecondSlot, move(3, -1), copy(4, 10), move(5, 16), kCallIt}) == Sizes{16});
  CHECK(perf({move(5, 24), map(2, 7), kSecondSlot, kCallIt}) == Sizes{24});
}

TEST_CASE("every call into the map counts, calls into others don't") {
  CHECK(perf({map(2, 7), kSecondSlot, move(5, 16), kCallIt, map(2, 8), kSecondSlot, move(5, 99), kCallIt, map(2, 7),
              kSecondSlot, move(5, 24), kCallIt}) == Sizes{16, 24});
  CHECK(perf({move(2, 7), move(5, 16), kCallIt}).empty());
}

TEST_CASE("a length that is computed, or moved in beyond a jump, is unknown") {
  CHECK(perf({map(2, 7), kSecondSlot, copy(5, 8), kCallIt}) == Sizes{std::nullopt});
  CHECK(perf({move(5, 16), kJump, map(2, 7), kSecondSlot, kCallIt}) == Sizes{std::nullopt});
  CHECK(perf({map(2, 7), kSecondSlot, move(5, 0), kCallIt}) == Sizes{std::nullopt});
}

TEST_CASE("lengths of bpf_ringbuf_reserve and bpf_ringbuf_output are found") {
  CHECK(ring({map(1, 7), kSecondSlot, move(2, 32), move(3, 0), kCallIt}) == Sizes{32});
  CHECK(ring({map(1, 7), kSecondSlot, copy(2, 10), move(3, 40), move(4, 0), kCallIt}) == Sizes{40});
}

TEST_CASE("the slots are found that calls of bpf_perf_event_output name") {
  const auto slots = [](const Code& code) { return slots_named(code, 7); };
  const Instruction current_cpu = {.code = 0xb4, .dst = 3, .imm = -1};
  const Instruction wide = {.code = 0x18, .dst = 3, .imm = -1};
  CHECK(slots({map(2, 7), kSecondSlot, move(3, 0), kCallIt, map(2, 7), kSecondSlot, move(3, 5), kCallIt, map(2, 8),
               kSecondSlot, move(3, 1), kCallIt}) == std::set<std::uint32_t>{0, 5});
  CHECK(slots({map(2, 7), kSecondSlot, current_cpu, kCallIt}).empty());
  CHECK(slots({map(2, 7), kSecondSlot, wide, kSecondSlot, kCallIt}).empty());
  CHECK(slots({map(2, 7), kSecondSlot, copy(3, 8), kCallIt}).empty());
}

TEST_CASE("the second slot of a wide load is not taken for an instruction") {
  const Instruction looks_like_move = {.code = 0, .dst = 5, .imm = 16};
  CHECK(perf({move(5, 8), map(2, 7), looks_like_move, kCallIt}) == Sizes{8});
  CHECK(perf({}).empty());
}

}  // namespace
}  // namespace bpflens::insn
