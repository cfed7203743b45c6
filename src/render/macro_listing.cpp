// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/macro_listing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "render/escape.hpp"
#include "render/listing.hpp"

namespace bpflens::render {
namespace {

std::string joined_macros(const insn::Line& line, const insn::MacroNames& names) {
  std::string text;
  for (const std::string& macro : insn::macros(line, names)) text += (text.empty() ? "" : ", ") + macro;
  return text;
}

}  // namespace

std::string c_comment(const std::string& text) {
  std::string safe;
  for (const char c : printable(text)) {
    // Neither end nor begin of a comment may come out of it.
    const bool mark = !safe.empty() && ((safe.back() == '*' && c == '/') || (safe.back() == '/' && c == '*'));
    if (mark) safe += ' ';
    safe += c;
  }
  return "/* " + safe + " */";
}

std::string descriptor_name(const std::string& map) {
  std::string name;
  for (const char c : map.substr(std::min(map.find_first_not_of('.'), map.size())))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) name.insert(0, "map_");
  return name + "_fd";
}

std::string macro_listing(std::span<const insn::Line> lines, const model::ProgramCode& code,
                          const insn::MacroNames& names) {
  InOrder functions(code.functions);
  InOrder sources(code.lines);
  std::string text;
  std::string last_source;
  for (const insn::Line& line : lines) {
    const model::Function* function = functions.at(line.slot);
    if (function != nullptr && !function->prototype.empty()) text += c_comment(function->prototype) + "\n";
    const model::SourceLine* source = sources.at(line.slot);
    if (source != nullptr && !source->text.empty() && (source->text != last_source || function != nullptr)) {
      text += c_comment(source->text) + "\n";
      last_source = source->text;
    }
    text += joined_macros(line, names) + ",";
    text += line.remark.empty() ? "\n" : "  " + c_comment(line.remark) + "\n";
  }
  return text;
}

Json macro_listing_json(std::span<const insn::Line> lines, const model::ProgramCode& code,
                        const insn::MacroNames& names) {
  Json array = listing_json(lines, code, {});
  for (std::size_t i = 0; i < lines.size(); ++i) array[i]["macro"] = joined_macros(lines[i], names);
  return array;
}

Json raw_json(std::span<const std::byte> bytes) {
  std::string hex;
  for (const std::byte byte : bytes) hex += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return {{"instructions", bytes.size() / 8}, {"raw", hex}};
}

}  // namespace bpflens::render
