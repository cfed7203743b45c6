// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Source lines are found by the address of their first byte.
#include "render/machine_listing.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <map>

#include "render/escape.hpp"

namespace bpflens::render {
namespace {

using Sources = std::map<std::uint64_t, const model::SourceLine*>;

Sources by_address(const model::ProgramCode& code) {
  Sources sources;
  for (const model::SourceLine& line : code.lines)
    if (line.address != 0) sources[line.address] = &line;
  return sources;
}

const model::SourceLine* find(const Sources& sources, const model::Function& function, const insn::MachineLine& line) {
  const auto found = sources.find(function.address + line.offset);
  return function.address == 0 || found == sources.end() ? nullptr : found->second;
}

std::string text_of(const insn::MachineLine& line) {
  std::string text = fmt::format("{:4x}:\t{}", line.offset, line.operation);
  for (std::size_t i = 0; i < line.operands.size(); ++i) text += (i == 0 ? " " : ", ") + line.operands[i];
  if (!line.remark.empty()) text += "  ; " + printable(line.remark);
  return text + "\n";
}

std::string bytes_text(std::span<const std::byte> bytes) {
  std::string text = "\t";
  for (const std::byte byte : bytes) text += fmt::format("{:02x} ", std::to_integer<unsigned>(byte));
  text.back() = '\n';
  return text;
}

Json json_of(const insn::MachineLine& line, const model::SourceLine* source, const ListingForm& form) {
  Json json;
  if (source != nullptr) add_source(*source, form.line_numbers, json);
  json["pc"] = fmt::format("{:#x}", line.offset);
  json["operation"] = line.operation;
  json["operands"] = line.operands;
  if (form.opcodes) json["opcodes"] = hex_array(line.bytes);
  if (!line.remark.empty()) json["remark"] = line.remark;
  return json;
}

}  // namespace

std::string machine_listing(std::span<const MachineFunction> functions, const model::ProgramCode& code,
                            const ListingForm& form) {
  const Sources sources = by_address(code);
  std::string text;
  for (const MachineFunction& one : functions) {
    if (!one.function.prototype.empty()) text += printable(one.function.prototype) + ":\n";
    text += printable(one.symbol) + ":\n";
    for (const insn::MachineLine& line : one.lines) {
      const model::SourceLine* source = find(sources, one.function, line);
      if (source != nullptr && !source->text.empty()) text += source_text(*source, form.line_numbers);
      text += text_of(line);
      if (form.opcodes) text += bytes_text(line.bytes);
    }
    text += "\n";
  }
  return text;
}

Json machine_listing_json(std::span<const MachineFunction> functions, const model::ProgramCode& code,
                          const ListingForm& form) {
  const Sources sources = by_address(code);
  Json array = Json::array();
  for (const MachineFunction& one : functions) {
    Json json;
    if (!one.function.prototype.empty()) json["proto"] = one.function.prototype;
    json["name"] = one.symbol;
    Json& instructions = json["insns"] = Json::array();
    for (const insn::MachineLine& line : one.lines)
      instructions.push_back(json_of(line, find(sources, one.function, line), form));
    array.push_back(std::move(json));
  }
  return array;
}

}  // namespace bpflens::render
