// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Things are the same by their names. Instructions are compared with what they refer to, not with the places of
// it, so that a moved variable or function changes nothing.
#include "object/comparison.hpp"

#include <algorithm>
#include <map>

#include "btf/access.hpp"
#include "btf/prototype.hpp"
#include "insn/disassemble.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"
#include "object/line_diff.hpp"

namespace bpflens::object {
namespace {

using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectFunction;
using model::ObjectMap;
using model::ObjectVariable;
using model::SymbolUse;

class Side {
 public:
  explicit Side(const ObjectFile& object)
      : file(object), types_(object.types.empty() ? std::nullopt : btf::Types::parse(object.types)) {}

  std::string type(std::uint32_t id) const { return types_ && id != 0 ? btf::type_name(*types_, id) : "none"; }

  std::string prototype(const ObjectFunction& function) const {
    return types_ && function.type != 0 ? btf::prototype(*types_, function.type) : "none";
  }

  // The instructions as text, a line each.
  std::vector<std::string> code(const ObjectFunction& function) const {
    std::map<std::size_t, std::string> names;
    for (const SymbolUse& use : function.symbols) names[use.slot] = " <" + name(use) + ">";
    for (const model::CoreRelocation& core : function.core_relocations)
      names[core.slot] += " <" + (types_ ? btf::access_text(*types_, core.type, core.access) : core.access) + ">";
    std::vector<std::string> text;
    for (const insn::Line& line : insn::disassemble(insn::decode(without_places(function)))) {
      const auto found = names.find(line.slot);
      text.push_back(line.text + (found == names.end() ? "" : found->second));
    }
    return text;
  }

  const ObjectFile& file;

 private:
  static std::string name(const SymbolUse& use) {
    if (use.kind != SymbolUse::Kind::data) return use.name;
    return use.name.empty() ? use.section + "+" + std::to_string(use.place) : use.name;
  }

  // Where an instruction refers to something by name, the number in it says nothing.
  static std::vector<std::byte> without_places(const ObjectFunction& function) {
    auto code = insn::decode(function.code);
    for (const SymbolUse& use : function.symbols)
      if (use.slot < code.size()) code[use.slot].imm = 0;
    return insn::encode(code);
  }

  std::optional<btf::Types> types_;
};

using Details = std::vector<std::string>;

void differ(Details& details, const std::string& what, const std::string& before, const std::string& after) {
  if (before != after) details.push_back(what + ": " + before + " -> " + after);
}

template <class Number>
void differ(Details& details, const std::string& what, Number before, Number after) {
  differ(details, what, std::to_string(before), std::to_string(after));
}

std::string kind(const ObjectFunction& function) {
  if (!function.kind) return "unknown";
  std::string text = model::name_or_number(model::program_type_names(), function.kind->type);
  if (function.kind->attach_type)
    text += " " + model::name_or_number(model::attach_type_names(), *function.kind->attach_type);
  return text + (function.kind->sleepable ? " sleepable" : "") + (function.kind->frags ? " frags" : "");
}

std::string flags(std::uint32_t bits) {
  std::string text;
  for (const std::string& one : model::map_flag_words(bits)) text += (text.empty() ? "" : ",") + one;
  return text.empty() ? "none" : text;
}

void compare_one(const Side& a, const ObjectFunction& before, const Side& b, const ObjectFunction& after,
                 Change& change) {
  Details& details = change.details;
  differ(details, "section", before.section, after.section);
  differ(details, "type", kind(before), kind(after));
  differ(details, "prototype", a.prototype(before), b.prototype(after));
  differ(details, "instructions", before.code.size() / 8, after.code.size() / 8);
  const auto old = a.code(before);
  const auto now = b.code(after);
  if (old == now) return;
  change.code = line_diff(old, now);
  if (before.code.size() == after.code.size()) details.emplace_back("instructions: others, as many as before");
}

void compare_one(const Side& a, const ObjectMap& before, const Side& b, const ObjectMap& after, Change& change) {
  Details& details = change.details;
  const bool data = before.origin == ObjectMap::Origin::data;
  differ(details, "type", model::name_or_number(model::map_type_names(), before.type),
         model::name_or_number(model::map_type_names(), after.type));
  differ(details, "key size", before.key_size, after.key_size);
  differ(details, "value size", before.value_size, after.value_size);
  differ(details, "entries", before.max_entries, after.max_entries);
  differ(details, "flags", flags(before.flags), flags(after.flags));
  differ(details, "map_extra", before.extra, after.extra);
  differ(details, "NUMA node", before.numa_node, after.numa_node);
  differ<int>(details, "pinned by name", before.pin_by_name, after.pin_by_name);
  differ(details, "key type", a.type(before.key_type), b.type(after.key_type));
  if (!data) differ(details, "value type", a.type(before.value_type), b.type(after.value_type));
  if (before.origin == ObjectMap::Origin::legacy && after.origin != before.origin)
    details.emplace_back("definition: legacy -> BTF");
  if (after.origin == ObjectMap::Origin::legacy && after.origin != before.origin)
    details.emplace_back("definition: BTF -> legacy");
  if (before.inner.size() != after.inner.size()) differ(details, "inner maps", before.inner.size(), after.inner.size());
  if (!before.inner.empty() && !after.inner.empty())
    compare_one(a, before.inner.front(), b, after.inner.front(), change);
}

void compare_one(const Side& a, const ObjectVariable& before, const Side& b, const ObjectVariable& after,
                 Change& change) {
  differ(change.details, "section", before.section, after.section);
  differ(change.details, "size", before.size, after.size);
  differ(change.details, "type", a.type(before.type), b.type(after.type));
}

void compare_one(const Side& a, const ObjectExtern& before, const Side& b, const ObjectExtern& after, Change& change) {
  differ<int>(change.details, "weak", before.weak, after.weak);
  differ(change.details, "type", a.type(before.type), b.type(after.type));
}

template <class Item>
using ByName = std::map<std::string_view, const Item*>;

// Of several with the same name the first counts.
template <class Item>
ByName<Item> by_name(const std::vector<Item>& all) {
  ByName<Item> found;
  for (const Item& item : all) found.emplace(item.name, &item);
  return found;
}

std::string what_is(const ObjectFunction& function) { return function.is_program ? "program" : "subprogram"; }
std::string what_is(const ObjectMap&) { return "map"; }
std::string what_is(const ObjectVariable&) { return "global"; }
std::string what_is(const ObjectExtern&) { return "extern"; }

template <class Item>
void compare_all(const Side& a, const std::vector<Item>& before, const Side& b, const std::vector<Item>& after,
                 std::vector<Change>& changes) {
  const ByName<Item> old = by_name(before);
  const ByName<Item> now = by_name(after);
  for (const Item& item : before) {
    if (old.at(item.name) != &item) continue;
    const auto other = now.find(item.name);
    if (other == now.end()) {
      changes.push_back({Change::Kind::removed, what_is(item), item.name, {}, {}});
      continue;
    }
    Change change{Change::Kind::changed, what_is(item), item.name, {}, {}};
    compare_one(a, item, b, *other->second, change);
    if (!change.details.empty() || !change.code.empty()) changes.push_back(std::move(change));
  }
  for (const Item& item : after)
    if (!old.contains(item.name)) changes.push_back({Change::Kind::added, what_is(item), item.name, {}, {}});
}

// The values that variables begin with.
void compare_contents(const Build& before, const Build& after, std::vector<Change>& changes) {
  for (const ObjectMap& map : before.file.maps) {
    const Section* old = map.origin == ObjectMap::Origin::data ? before.image.section(map.name) : nullptr;
    const Section* now = old != nullptr ? after.image.section(map.name) : nullptr;
    if (now == nullptr || old->bytes.size() != now->bytes.size()) continue;
    const auto [a, b] = std::mismatch(old->bytes.begin(), old->bytes.end(), now->bytes.begin());
    if (a == old->bytes.end()) continue;
    changes.push_back({Change::Kind::changed,
                       "data",
                       map.name,
                       {"initial contents differ from byte " + std::to_string(a - old->bytes.begin()) + " on"},
                       {}});
  }
}

std::vector<Change> compare_files(const ObjectFile& before, const ObjectFile& after) {
  const Side a(before);
  const Side b(after);
  std::vector<Change> changes;
  if (before.license != after.license) {
    Change change{Change::Kind::changed, "license", "", {}, {}};
    differ(change.details, "license", before.license, after.license);
    changes.push_back(std::move(change));
  }
  compare_all(a, before.functions, b, after.functions, changes);
  compare_all(a, before.maps, b, after.maps, changes);
  compare_all(a, before.variables, b, after.variables, changes);
  compare_all(a, before.externs, b, after.externs, changes);
  return changes;
}

}  // namespace

std::vector<Change> compare(const Build& before, const Build& after) {
  std::vector<Change> changes = compare_files(before.file, after.file);
  compare_contents(before, after, changes);
  return changes;
}

}  // namespace bpflens::object
