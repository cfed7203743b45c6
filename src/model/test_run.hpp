// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program run by hand: what it is given, and what comes out (uapi BPF_PROG_TEST_RUN).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bpflens::model {

struct TestInput {
  std::optional<std::vector<std::byte>> data;     // a packet from its Ethernet header on
  std::optional<std::vector<std::byte>> context;  // as the program's type has it: struct __sk_buff, xdp_md, bpf_args
  std::uint32_t repeat = 1;
  std::optional<std::size_t> data_room;     // the most that may come out; absent: nothing is asked for
  std::optional<std::size_t> context_room;  // likewise
};

struct TestResult {
  std::uint32_t return_value = 0;
  std::chrono::nanoseconds duration{0};  // of one run, on average
  std::vector<std::byte> data;           // the packet as the program left it
  std::vector<std::byte> context;
};

}  // namespace bpflens::model
