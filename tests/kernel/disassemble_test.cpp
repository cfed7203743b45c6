// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "insn/disassemble.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <sstream>

#include "support/kernel_objects.hpp"

namespace bpflens::test {
namespace {

// What the verifier says of each slot while it checks the program: "(b7) r0 = 0", without register states.
std::map<std::size_t, std::string> verifier_lines(const std::string& log) {
  std::map<std::size_t, std::string> lines;
  std::istringstream text(log);
  for (std::string line; std::getline(text, line);) {
    const std::size_t colon = line.find(": (");
    if (colon == std::string::npos || line.find_first_not_of("0123456789") != colon) continue;
    line.erase(std::min(line.find(" ;"), line.size()));
    line.erase(line.find_last_not_of(' ') + 1);
    lines.emplace(std::stoul(line), line.substr(colon + 2));
  }
  return lines;
}

// Straight through every instruction that this kernel knows and that a socket filter may execute.
std::vector<bpf_insn> tour() {
  const auto i = instruction;
  return {
      i(0xbf, 6, 1, 0, 0),    // the packet loads want the context in r6
      i(0xb7, 7, 0, 0, 100),  // r7 = 100
      i(0x20, 0, 0, 0, 0),    // packet loads
      i(0x28, 0, 0, 0, 12),      i(0x30, 0, 0, 0, 23),      i(0x50, 0, 7, 0, 2),
      i(0x07, 7, 0, 0, -3),  // arithmetic
      i(0x0f, 7, 0, 0, 0),       i(0x14, 7, 0, 0, 3),       i(0x24, 7, 0, 0, 3),
      i(0x3c, 7, 0, 0, 0),       i(0x47, 7, 0, 0, 3),       i(0x5c, 7, 0, 0, 0),
      i(0x67, 7, 0, 0, 3),       i(0x74, 7, 0, 0, 3),       i(0x87, 7, 0, 0, 0),
      i(0x84, 7, 0, 0, 0),       i(0x97, 7, 0, 0, 3),       i(0xa7, 7, 0, 0, 3),
      i(0xc7, 7, 0, 0, 3),       i(0xcc, 7, 0, 0, 0),       i(0xd4, 7, 0, 0, 16),  // byte order
      i(0xdc, 7, 0, 0, 64),      i(0xd7, 7, 0, 0, 32),      i(0x37, 7, 0, 1, 3),   // version 4
      i(0x9c, 7, 0, 1, 0),       i(0xbf, 8, 7, 8, 0),       i(0xbc, 8, 7, 16, 0),
      i(0x7a, 10, 0, -8, 5),  // stack
      i(0x7b, 10, 7, -16, 0),    i(0x79, 1, 10, -8, 0),     i(0x81, 1, 10, -8, 0),
      i(0xdb, 10, 7, -8, 0x00),  // atomics
      i(0xdb, 10, 7, -8, 0x41),  i(0xc3, 10, 7, -8, 0xe1),  i(0xdb, 10, 7, -16, 0xf1),
      i(0xdb, 1, 10, -8, 0x100), i(0xc3, 10, 7, -8, 0x110), i(0x18, 3, 0, 0, 0x1234),  // 64 bits
      i(0x00, 0, 0, 0, 0x5678),  i(0x15, 7, 0, 0, 7),                                  // jumps
      i(0x1e, 7, 0, 0, 0),       i(0x65, 7, 0, 0, -7),      i(0xc6, 7, 0, 0, 7),
      i(0xde, 7, 0, 0, 0),       i(0x45, 7, 0, 0, 7),       i(0xe5, 0, 0, 0, 0),
      i(0x05, 0, 0, 0, 0),       i(0x06, 0, 0, 0, 0),       i(0x85, 0, 0, 0, 7),  // bpf_get_prandom_u32
      i(0xb7, 0, 0, 0, 0),       i(0x95, 0, 0, 0, 0),
  };
}

TEST_CASE("every instruction reads as it does in the running kernel's verifier log") {
  const std::vector<bpf_insn> program = tour();
  std::string log(256 * 1024, '\0');
  LIBBPF_OPTS(bpf_prog_load_opts, options, .log_level = 2, .log_size = static_cast<std::uint32_t>(log.size()),
              .log_buf = log.data());
  const kernel::Descriptor fd(
      bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "tour", "GPL", program.data(), program.size(), &options));
  log.resize(std::strlen(log.c_str()));
  if (!fd) {
    MESSAGE("SKIP: this kernel doesn't know every instruction: ",
            log.substr(log.size() - std::min<std::size_t>(200, log.size())));
    return;
  }
  const auto bytes = std::as_bytes(std::span(program));
  const insn::Symbols symbols{.call = [](std::size_t, const insn::Instruction&) { return "bpf_get_prandom_u32"; }};
  const auto expected = verifier_lines(log);
  const auto code = insn::decode(bytes);
  for (const insn::Line& line : insn::disassemble(code, symbols)) {
    const auto found = expected.find(line.slot);
    REQUIRE_MESSAGE(found != expected.end(), line.slot);
    char prefix[8];
    snprintf(prefix, sizeof prefix, "(%02x) ", line.instruction.code);
    CHECK(prefix + line.text == found->second);
  }
}

}  // namespace
}  // namespace bpflens::test
