// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Functions, source lines and instructions are each in the order of their slots: one walk merges them.
#include "render/listing.hpp"

#include <fmt/core.h>

#include "render/escape.hpp"

namespace bpflens::render {
namespace {

std::string with_code(const insn::Line& line) { return fmt::format("({:02x}) {}", line.instruction.code, line.text); }

std::span<const std::byte> bytes_of(const insn::Line& line, const model::ProgramCode& code) {
  return std::span(code.translated).subspan(line.slot * 8, line.second ? 16 : 8);
}

std::string hex_bytes(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) text += fmt::format(" {:02x}", std::to_integer<unsigned>(byte));
  return text;
}

Json opcodes(const insn::Line& line, std::span<const std::byte> bytes) {
  Json json;
  json["code"] = fmt::format("0x{:02x}", line.instruction.code);
  json["src_reg"] = fmt::format("{:#x}", line.instruction.src);
  json["dst_reg"] = fmt::format("{:#x}", line.instruction.dst);
  json["off"] = hex_array(bytes.subspan(2, 2));
  json["imm"] = hex_array(bytes.subspan(4));
  return json;
}

}  // namespace

std::string source_text(const model::SourceLine& source, bool numbers) {
  std::string text = "; " + printable(source.text);
  if (numbers)
    text += fmt::format(" [file:{} line_num:{} line_col:{}]", printable(source.file), source.line, source.column);
  return text + "\n";
}

Json hex_array(std::span<const std::byte> bytes) {
  Json array = Json::array();
  for (const std::byte byte : bytes) array.push_back(fmt::format("0x{:02x}", std::to_integer<unsigned>(byte)));
  return array;
}

void add_source(const model::SourceLine& source, bool numbers, Json& json) {
  json["src"] = source.text;
  if (!numbers) return;
  json["file"] = source.file;
  if (source.line != 0) json["line_num"] = source.line;
  if (source.column != 0) json["line_col"] = source.column;
}

std::string listing(std::span<const insn::Line> lines, const model::ProgramCode& code, const ListingForm& form) {
  InOrder functions(code.functions);
  InOrder sources(code.lines);
  std::string text;
  std::string last_source;
  for (const insn::Line& line : lines) {
    const model::Function* function = functions.at(line.slot);
    if (function != nullptr && !function->prototype.empty()) text += printable(function->prototype) + ":\n";
    const model::SourceLine* source = sources.at(line.slot);
    if (source != nullptr && !source->text.empty()) {
      const std::string shown = source_text(*source, form.line_numbers);
      if (shown != last_source || function != nullptr) text += shown;
      last_source = shown;
    }
    text += fmt::format("{:4}: {}", line.slot, with_code(line));
    text += line.remark.empty() ? "\n" : "  ; " + printable(line.remark) + "\n";
    if (form.opcodes) text += "      " + hex_bytes(bytes_of(line, code)) + "\n";
  }
  return text;
}

Json listing_json(std::span<const insn::Line> lines, const model::ProgramCode& code, const ListingForm& form) {
  InOrder functions(code.functions);
  InOrder sources(code.lines);
  Json array = Json::array();
  for (const insn::Line& line : lines) {
    Json json;
    const model::Function* function = functions.at(line.slot);
    if (function != nullptr && !function->prototype.empty()) json["proto"] = function->prototype;
    if (const model::SourceLine* source = sources.at(line.slot)) add_source(*source, form.line_numbers, json);
    json["disasm"] = with_code(line);
    if (form.opcodes) json["opcodes"] = opcodes(line, bytes_of(line, code));
    if (!line.remark.empty()) json["remark"] = line.remark;
    array.push_back(std::move(json));
  }
  return array;
}

}  // namespace bpflens::render
