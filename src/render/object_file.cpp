// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One table a kind of thing; kinds of which there are none are left out.
#include "render/object_file.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "btf/lookup.hpp"
#include "btf/prototype.hpp"
#include "insn/instruction.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"
#include "render/details.hpp"
#include "render/object_words.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectFunction;
using model::ObjectMap;

using insn::kSlot;

std::string or_dash(std::string text) { return text.empty() ? "-" : text; }

std::string headed(const std::string& title, const Table& table, const Look& look) {
  return "\n" + title + ":\n" + table.text(look);
}

std::string type_of(const ObjectShown& shown, std::uint32_t id) {
  return id == 0 || shown.types == nullptr ? "" : btf::type_name(*shown.types, id);
}

std::string head(const ObjectShown& shown) {
  const ObjectFile& file = shown.file;
  const bool lines = std::any_of(file.functions.begin(), file.functions.end(),
                                 [](const ObjectFunction& function) { return !function.lines.empty(); });
  std::vector<std::pair<std::string, std::string>> facts = {
      {"file", fmt::format("{}, {} bytes", shown.path, shown.bytes)},
      {"licence", file.license.empty()
                      ? "none: helpers for GPL programs are refused"
                      : file.license + (model::is_gpl_compatible(file.license) ? "" : " (not GPL-compatible)")},
      {"compiler",
       shown.compiler.empty() ? "the file doesn't tell (its debug information has been stripped)" : shown.compiler},
      {"BTF", shown.types == nullptr ? "none"
                                     : fmt::format("{} types in {} bytes{}", btf::type_count(*shown.types),
                                                   file.types.size(), lines ? ", with source lines" : "")}};
  for (const std::string& old : shown.legacy) facts.emplace_back("legacy", old);
  return details(facts);
}

std::string programs(const ObjectShown& shown, const Look& look) {
  Table table({{"NAME"}, {"SECTION"}, {"TYPE"}, {"TARGET"}, {"INSNS", Align::right}});
  bool any = false;
  for (const ObjectFunction& function : shown.file.functions) {
    if (!function.is_program) continue;
    any = true;
    table.add({function.name, function.section, kind_text(function.kind),
               or_dash(function.kind ? function.kind->target : ""), std::to_string(function.code.size() / kSlot)});
  }
  return any ? headed("programs", table, look) : "\nprograms: none\n";
}

std::string subprograms(const ObjectShown& shown, const Look& look) {
  Table table({{"NAME"}, {"SECTION"}, {"VERIFIED"}, {"INSNS", Align::right}});
  bool any = false;
  for (const ObjectFunction& function : shown.file.functions) {
    if (function.is_program) continue;
    any = true;
    table.add({function.name, function.section, function.is_global ? "on its own (global)" : "with its callers",
               std::to_string(function.code.size() / kSlot)});
  }
  return any ? headed("subprograms", table, look) : "";
}

std::string map_type(const ObjectMap& map) { return word_or_number(model::map_type_names(), map.type); }

std::string maps(const ObjectShown& shown, const Look& look) {
  if (shown.file.maps.empty()) return "";
  Table table({{"NAME"},
               {"TYPE"},
               {"KEY", Align::right},
               {"VALUE", Align::right},
               {"ENTRIES", Align::right},
               {"FLAGS"},
               {"KEY TYPE"},
               {"VALUE TYPE"},
               {"DEFINED"}});
  const auto add = [&](const ObjectMap& map, const std::string& name) {
    const auto words = model::map_flag_words(map.flags);
    const std::string entries = map.max_entries == 0 ? "-" : std::to_string(map.max_entries);
    table.add({name, map_type(map), std::to_string(map.key_size), std::to_string(map.value_size), entries,
               joined(words, [](const std::string& word) { return word; }), or_dash(type_of(shown, map.key_type)),
               or_dash(map.origin == ObjectMap::Origin::data ? "" : type_of(shown, map.value_type)),
               std::string(origin_words(map.origin)) + (map.pin_by_name ? ", pinned by name" : "")});
  };
  for (const ObjectMap& map : shown.file.maps) {
    add(map, map.name);
    for (const ObjectMap& inner : map.inner) add(inner, "  maps in " + map.name);
  }
  return headed("maps", table, look);
}

std::string globals(const ObjectShown& shown, const Look& look) {
  if (shown.file.variables.empty()) return "";
  Table table({{"NAME"}, {"SECTION"}, {"OFFSET", Align::right}, {"SIZE", Align::right}, {"TYPE"}});
  for (const model::ObjectVariable& one : shown.file.variables)
    table.add({one.name, one.section, std::to_string(one.offset), std::to_string(one.size),
               or_dash(type_of(shown, one.type))});
  return headed("globals", table, look);
}

std::string externs(const ObjectShown& shown, const Look& look) {
  if (shown.file.externs.empty()) return "";
  Table table({{"NAME"}, {"KIND"}, {"TYPE"}, {"IF MISSING"}});
  for (const ObjectExtern& one : shown.file.externs)
    table.add({one.name, std::string(extern_words(one.kind)), or_dash(type_of(shown, one.type)),
               one.weak ? "it is zero" : "loading fails"});
  return headed("externs", table, look);
}

std::string core_relocations(const ObjectShown& shown, const Look& look) {
  Table table({{"FUNCTION"}, {"INSN", Align::right}, {"WHAT"}, {"ABOUT"}});
  bool any = false;
  for (const ObjectFunction& function : shown.file.functions)
    for (const model::CoreRelocation& core : function.core_relocations) {
      any = true;
      table.add({function.name, std::to_string(core.slot), std::string(core_words(core.kind)),
                 core_target(shown.types, core)});
    }
  return any ? headed("CO-RE relocations", table, look) : "";
}

}  // namespace

std::string object_text(const ObjectShown& shown, const Look& look) {
  return head(shown) + programs(shown, look) + subprograms(shown, look) + maps(shown, look) + globals(shown, look) +
         externs(shown, look) + core_relocations(shown, look);
}

std::string relocations_text(const std::vector<RelocationShown>& all, bool loaded, const Look& look) {
  if (all.empty()) return "no instruction needs anything from a loader\n";
  std::vector<Column> columns = {{"FUNCTION"}, {"INSN", Align::right}, {"WRITTEN"}, {"RELOCATION"}, {"LOADED AS"}};
  if (loaded) columns.push_back({"MAP ID", Align::right});
  Table table(std::move(columns));
  for (const RelocationShown& one : all) {
    std::vector<std::string> cells = {one.function, std::to_string(one.slot), one.written, or_dash(one.relocation),
                                      one.made};
    if (loaded) cells.push_back(or_dash(one.map_id));
    table.add(std::move(cells));
  }
  return table.text(look);
}

}  // namespace bpflens::render
