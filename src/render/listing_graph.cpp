// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A basic block begins where a function begins, where a jump goes to, and behind every jump.
#include <fmt/core.h>

#include <cstdint>
#include <map>
#include <set>

#include "render/escape.hpp"
#include "render/listing.hpp"

namespace bpflens::render {
namespace {

using Lines = std::span<const insn::Line>;

bool calls_subprogram(const insn::Line& line) {
  return insn::is_call(line.instruction) && line.instruction.src == insn::kSubprogram;
}

// The slot of a function whose address is taken, as for callbacks.
std::optional<std::size_t> function_taken(const insn::Line& line) {
  if (!insn::is_wide(line.instruction) || line.instruction.src != insn::kPseudoFunction) return std::nullopt;
  return static_cast<std::size_t>(static_cast<std::int64_t>(line.slot) + 1 + line.instruction.imm);
}

std::set<std::size_t> function_starts(Lines lines, const model::ProgramCode& code) {
  std::set<std::size_t> starts = {0};
  for (const model::Function& function : code.functions) starts.insert(function.slot);
  for (const insn::Line& line : lines) {
    if (calls_subprogram(line) && line.target) starts.insert(*line.target);
    if (const auto taken = function_taken(line)) starts.insert(*taken);
  }
  return starts;
}

std::set<std::size_t> block_starts(Lines lines, std::set<std::size_t> starts) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (calls_subprogram(lines[i])) continue;
    const bool jumps = lines[i].target.has_value() || !lines[i].falls_through;
    if (lines[i].target) starts.insert(*lines[i].target);
    if (jumps && i + 1 < lines.size()) starts.insert(lines[i + 1].slot);
  }
  return starts;
}

// Inside a quoted label: line ends are "\l", which also sets the line flush left.
std::string label_text(const std::string& text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string cluster_head(std::size_t slot, const model::ProgramCode& code) {
  std::string name = fmt::format("function at {}", slot);
  for (const model::Function& function : code.functions)
    if (function.slot == slot && !function.name.empty())
      name = function.prototype.empty() ? function.name : function.prototype;
  return fmt::format("  subgraph cluster_{} {{\n    label=\"{}\";\n    style=dashed;\n", slot, label_text(name));
}

std::string edge(std::size_t from, std::size_t to, std::string_view look) {
  return fmt::format("  block_{} -> block_{}{};\n", from, to, look);
}

// The edges that leave a block by its last line.
std::string edges(Lines lines, std::size_t last, std::size_t block) {
  const insn::Line& line = lines[last];
  std::string text;
  const bool conditional = line.target && line.falls_through && !calls_subprogram(line);
  if (line.target && !calls_subprogram(line)) text += edge(block, *line.target, conditional ? " [label=\"yes\"]" : "");
  if (line.falls_through && last + 1 < lines.size())
    text += edge(block, lines[last + 1].slot, conditional ? " [label=\"no\"]" : "");
  return text;
}

}  // namespace

std::string graph(Lines lines, const model::ProgramCode& code) {
  const std::set<std::size_t> functions = function_starts(lines, code);
  const std::set<std::size_t> blocks = block_starts(lines, functions);
  std::string text = "digraph program {\n  node [shape=box, fontname=monospace];\n";
  std::string arrows;
  std::size_t block = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const insn::Line& line = lines[i];
    if (functions.contains(line.slot)) text += (i == 0 ? "" : "  }\n") + cluster_head(line.slot, code);
    if (blocks.contains(line.slot)) {
      block = line.slot;
      text += fmt::format("    block_{} [label=\"", block);
    }
    text += label_text(fmt::format("{:4}: {}", line.slot, line.text)) + "\\l";
    const bool ends = i + 1 == lines.size() || blocks.contains(lines[i + 1].slot);
    if (!ends) continue;
    text += "\"];\n";
    arrows += edges(lines, i, block);
  }
  return text + (lines.empty() ? "" : "  }\n") + arrows + "}\n";
}

}  // namespace bpflens::render
