// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why the verifier rejected a program, read out of its log: where, in what state, and what to do about it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "render/json.hpp"

namespace bpflens::render {

struct SourceText {
  std::uint32_t line = 0;  // 0: the kernel doesn't tell (before Linux 6.9)
  std::string text;
  bool failing = false;
  bool operator==(const SourceText&) const = default;
};

struct VerifierReport {
  std::string reason;                  // the verifier's own line
  std::optional<std::uint64_t> slot;   // of the instruction that it stopped at
  std::string instruction;             // "(61) r0 = *(u32 *)(r0 +0)"
  std::string file;                    // of the source; empty where the kernel doesn't tell
  std::vector<SourceText> source;      // the failing line, and two before and after where the log has them
  std::vector<std::string> registers;  // "R0=map_value_or_null(...)", and stack slots "fp-8=0", before it
  std::string hint;                    // what mostly helps; empty for what isn't known
  std::vector<std::string> tail;       // the log's last lines, where no instruction was found in it
};

VerifierReport read_verifier_log(std::string_view log);

// {"reason", "insn"?: {"slot", "disasm"}, "source"?: {"file"?, "lines": [{"line"?, "text", "failing"?}]},
// "registers"?: {...}, "hint"?, "tail"?: [...], "log"}.
Json to_json(const VerifierReport& report, std::string_view log);

// Indented lines, for people.
std::string text_of(const VerifierReport& report);

// What mostly helps against a reason; empty when that isn't known.
std::string verifier_hint(std::string_view reason, std::string_view log);

}  // namespace bpflens::render
