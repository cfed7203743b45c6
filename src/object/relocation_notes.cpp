// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Says in words what linking does, instruction by instruction.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "btf/access.hpp"
#include "insn/disassemble.hpp"
#include "insn/instruction.hpp"
#include "object/linking.hpp"

namespace bpflens::object {
namespace {

using insn::Instruction;
using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectFunction;
using model::SymbolUse;

using insn::kSlot;

std::string relocation_type(std::uint32_t type) {
  switch (type) {  // uapi has no names for them: the numbers are LLVM's
    case 1:
      return "R_BPF_64_64";
    case 2:
      return "R_BPF_64_ABS64";
    case 3:
      return "R_BPF_64_ABS32";
    case 4:
      return "R_BPF_64_NODYLD32";
    case 10:
      return "R_BPF_64_32";
    default:
      return "relocation type " + std::to_string(type);
  }
}

// "R_BPF_64_64 hash_map", by section and slot of the section.
using Relocations = std::map<std::pair<std::string_view, std::uint64_t>, std::string>;

Relocations relocations_of(const Image& image) {
  Relocations found;
  for (const Relocation& relocation : image.relocations()) {
    const Section& section = image.sections()[relocation.of_section];
    if (!is_code(section)) continue;
    found[{section.name, relocation.offset / kSlot}] =
        relocation_type(relocation.type) + " " + std::string(image.symbols()[relocation.symbol].name);
  }
  return found;
}

std::string reg(const Instruction& i) { return "R" + std::to_string(i.dst); }

std::string made_of_extern(const ObjectFile& file, const std::string& name, const Instruction& i) {
  const ObjectExtern* known = nullptr;
  for (const ObjectExtern& one : file.externs)
    if (one.name == name) known = &one;
  if (insn::is_call(i)) return "BPF_CALL_KFUNC(0, BTF id of the kernel's " + name + ")";
  if (known != nullptr && known->kind == ObjectExtern::Kind::build_option)
    return "BPF_LD_MAP_VALUE(" + reg(i) + ", fd of .kconfig, place of " + name + ")";
  if (known != nullptr && known->is_typed)
    return "BPF_LD_IMM64_RAW(" + reg(i) + ", BPF_PSEUDO_BTF_ID, BTF id of the kernel's " + name + ")";
  return "BPF_LD_IMM64(" + reg(i) + ", address of the kernel's " + name + ")";
}

std::string made_of(const ObjectFile& file, const SymbolUse& use, const Instruction& i) {
  switch (use.kind) {
    case SymbolUse::Kind::map:
      return "BPF_LD_MAP_FD(" + reg(i) + ", fd of " + use.name + ")";
    case SymbolUse::Kind::data:
      return "BPF_LD_MAP_VALUE(" + reg(i) + ", fd of " + use.section + ", " + std::to_string(use.place) + ")" +
             (use.name.empty() ? "" : " for " + use.name);
    case SymbolUse::Kind::function:
      if (insn::is_call(i)) return "BPF_CALL_REL(distance to " + use.name + ")";
      return "BPF_LD_IMM64_RAW(" + reg(i) + ", BPF_PSEUDO_FUNC, distance to " + use.name + ")";
    case SymbolUse::Kind::external:
      return made_of_extern(file, use.name, i);
  }
  return "";
}

std::string_view core_words(model::CoreKind kind) {
  constexpr std::array<std::string_view, 13> kWords = {
      "offset of",        "size of",         "whether there is",    "whether signed is",
      "left shift for",   "right shift for", "this object's id of", "the kernel's id of",
      "whether there is", "size of",         "whether there is",    "value of",
      "whether alike is"};
  const auto index = static_cast<std::size_t>(kind);
  return index < kWords.size() ? kWords[index] : "something newer about";
}

RelocationNote core_note(const btf::Types* types, const model::CoreRelocation& core) {
  const std::string what = types != nullptr ? btf::access_text(*types, core.type, core.access)
                                            : "type " + std::to_string(core.type) + " " + core.access;
  return {.slot = core.slot,
          .written = "",
          .relocation = "CO-RE " + core.access,
          .made = std::string(core_words(core.kind)) + " " + what + " on the kernel that loads it",
          .map = ""};
}

// Lines are in the order of their slots.
std::string text_at(const std::vector<insn::Line>& lines, std::size_t slot) {
  const auto line = std::lower_bound(lines.begin(), lines.end(), slot,
                                     [](const insn::Line& one, std::size_t wanted) { return one.slot < wanted; });
  return line != lines.end() && line->slot == slot ? line->text : "";
}

std::string map_of(const SymbolUse& use) {
  if (use.kind == SymbolUse::Kind::map) return use.name;
  return use.kind == SymbolUse::Kind::data ? use.section : "";
}

std::vector<RelocationNote> notes_of(const ObjectFile& file, const ObjectFunction& function,
                                     const Relocations& relocations, const btf::Types* types) {
  const auto code = insn::decode(function.code);
  std::multimap<std::size_t, RelocationNote> notes;
  for (const SymbolUse& use : function.symbols) {
    if (use.slot >= code.size()) continue;
    const auto relocation = relocations.find({function.section, function.start + use.slot});
    notes.emplace(use.slot, RelocationNote{.slot = use.slot,
                                           .written = "",
                                           .relocation = relocation == relocations.end() ? "" : relocation->second,
                                           .made = made_of(file, use, code[use.slot]),
                                           .map = map_of(use)});
  }
  for (const model::CoreRelocation& core : function.core_relocations) notes.emplace(core.slot, core_note(types, core));
  const auto lines = insn::disassemble(code);
  std::vector<RelocationNote> ordered;
  for (auto& [slot, note] : notes) {
    note.written = text_at(lines, slot);
    ordered.push_back(std::move(note));
  }
  return ordered;
}

}  // namespace

std::vector<std::vector<RelocationNote>> relocation_notes(const Image& image, const ObjectFile& file) {
  const Relocations relocations = relocations_of(image);
  const auto types = file.types.empty() ? std::nullopt : btf::Types::parse(file.types);
  std::vector<std::vector<RelocationNote>> all;
  for (const ObjectFunction& function : file.functions)
    all.push_back(notes_of(file, function, relocations, types ? &*types : nullptr));
  return all;
}

}  // namespace bpflens::object
