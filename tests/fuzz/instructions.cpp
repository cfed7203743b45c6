// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Instructions that anybody may have made, from files or out of a kernel: decoded, written in every form, followed.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <span>
#include <vector>

#include "insn/disassemble.hpp"
#include "insn/extension.hpp"
#include "insn/instruction.hpp"
#include "insn/loadable.hpp"
#include "insn/macro.hpp"
#include "insn/reach.hpp"
#include "insn/record_size.hpp"

namespace bpflens::test {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

// Every slot is on one line, and no line is without text.
void show(std::span<const insn::Instruction> code) {
  const std::vector<insn::Line> lines = insn::disassemble(code);
  std::size_t slots = 0;
  for (const insn::Line& line : lines) {
    check(line.slot == slots && !line.text.empty());
    slots += line.second ? 2 : 1;
    check(!insn::macros(line).empty());
    insn::extension_of(line.instruction);
  }
  check(slots == code.size());
}

void follow(std::span<const insn::Instruction> code) {
  std::map<std::size_t, std::uint64_t> loaded;
  for (std::size_t slot = 0; slot < code.size(); slot += 3) loaded[slot] = static_cast<std::uint32_t>(code[slot].imm);
  const std::vector<bool> reached = insn::reachable(code, loaded);
  check(reached.size() == code.size() && (code.empty() || reached[0]));
  for (const auto writing : {insn::Writing::perf_event_output, insn::Writing::ringbuf})
    insn::record_sizes(code, code.empty() ? 0 : static_cast<std::uint32_t>(code[0].imm), writing);
  const insn::Loadable again = insn::loadable(code, [](std::size_t) { return std::optional<std::uint32_t>(1); });
  check(again.instructions.size() == code.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const std::vector<insn::Instruction> code = insn::decode(bytes);
  const std::vector<std::byte> again = insn::encode(code);
  check(again.size() == size / insn::kSlot * insn::kSlot && std::equal(again.begin(), again.end(), bytes.begin()));
  for (const bool swapped : {false, true}) {
    const std::vector<insn::Instruction> either = insn::decode(bytes, swapped);
    show(either);
    follow(either);
  }
  return 0;
}

}  // namespace bpflens::test
