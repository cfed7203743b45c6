// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Functions are symbols; what is in a section with code before, between and behind them belongs to none.
#include "object/functions.hpp"

#include <algorithm>
#include <tuple>

#include "insn/instruction.hpp"
#include "object/legacy_maps.hpp"
#include "object/section_kinds.hpp"

namespace bpflens::object {
namespace {

using model::ObjectFunction;
using model::SymbolUse;

using insn::kSlot;
constexpr std::string_view kSubprograms = ".text";

// So that what is made of an object has bounds.
constexpr std::size_t kMostFunctions = 1 << 16;
constexpr std::uint64_t kMostSharing = 4;  // functions may lie over one another, but not all of them

struct Found {
  ObjectFunction function;
  std::size_t section = 0;
  std::uint64_t begin = 0;  // bytes into the section
  std::uint64_t size = 0;
};

// Compilers before clang 7 or so gave functions no type.
bool is_function(const Symbol& symbol) {
  const int type = ELF64_ST_TYPE(symbol.entry.st_info);
  return type == STT_FUNC || (type == STT_NOTYPE && ELF64_ST_BIND(symbol.entry.st_info) != STB_LOCAL);
}

std::vector<Found> functions_of(const Image& image) {
  std::vector<Found> found;
  for (const Symbol& symbol : image.symbols()) {
    const std::size_t section = symbol.entry.st_shndx;
    if (section >= image.sections().size() || !is_code(image.sections()[section]) || !is_function(symbol)) continue;
    Found one{.section = section, .begin = symbol.entry.st_value, .size = symbol.entry.st_size};
    one.function.name = symbol.name;
    one.function.section = image.sections()[section].name;
    one.function.start = one.begin / kSlot;
    one.function.is_program = one.function.section != kSubprograms;
    one.function.is_global =
        ELF64_ST_BIND(symbol.entry.st_info) != STB_LOCAL && ELF64_ST_VISIBILITY(symbol.entry.st_other) != STV_HIDDEN;
    found.push_back(std::move(one));
    if (found.size() > kMostFunctions) break;
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.section, a.begin) < std::tie(b.section, b.begin);
  });
  return found;
}

std::optional<Problem> read_code(const Image& image, std::vector<Found>& all) {
  if (all.size() > kMostFunctions) return Problem{"it has more functions than can be", ""};
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Found& one = all[i];
    const Bytes section = image.sections()[one.section].bytes;
    const bool last = i + 1 == all.size() || all[i + 1].section != one.section;
    if (one.size == 0) one.size = (last ? section.size() : all[i + 1].begin) - one.begin;
    if (one.begin > section.size() || one.size > section.size() - one.begin || one.begin % kSlot != 0)
      return Problem{"function " + one.function.name + " lies outside its section", "compile the object again"};
    sum += one.size;
    if (sum > kMostSharing * image.file().size())
      return Problem{"function " + one.function.name + " lies over others", "compile the object again"};
    const Bytes code = section.subspan(one.begin, one.size / kSlot * kSlot);
    one.function.code.assign(code.begin(), code.end());
  }
  return std::nullopt;
}

// What is told of a section in the order of its slots, cut to one of its functions and counted from there.
template <class Record>
std::vector<Record> within(const std::vector<Record>& all, const Found& one) {
  const std::size_t start = one.begin / kSlot;
  const std::size_t end = start + one.size / kSlot;
  const auto before = [](const Record& record, std::size_t slot) { return record.slot < slot; };
  const auto first = std::lower_bound(all.begin(), all.end(), start, before);
  std::vector<Record> part(first, std::lower_bound(first, all.end(), end, before));
  for (Record& record : part) record.slot -= start;
  return part;
}

void annotate(Found& one, const Annotations& annotations) {
  const auto section = annotations.find(one.function.section);
  if (section == annotations.end()) return;
  const auto type = section->second.function_types.find(one.function.start);
  if (type != section->second.function_types.end()) one.function.type = type->second;
  one.function.lines = within(section->second.lines, one);
  one.function.core_relocations = within(section->second.core_relocations, one);
}

// The function that begins at a place, or that has the place in it; the first of several that begin alike.
std::optional<std::size_t> function_at(const std::vector<Found>& all, std::size_t section, std::uint64_t place) {
  const auto before = [](const Found& one, const auto& at) { return std::tie(one.section, one.begin) < at; };
  const auto after = [](const auto& at, const Found& one) { return at < std::tie(one.section, one.begin); };
  auto found = std::upper_bound(all.begin(), all.end(), std::tie(section, place), after);
  if (found == all.begin() || (--found)->section != section) return std::nullopt;
  found = std::lower_bound(all.begin(), found, std::tie(section, found->begin), before);
  if (place - found->begin >= found->size) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

bool is_named(const Symbol& symbol) { return ELF64_ST_TYPE(symbol.entry.st_info) != STT_SECTION; }

// What a relocation of a call or of a 64-bit immediate load means; nothing for the ones of other instructions.
class Meaning {
 public:
  Meaning(const Image& image, const std::vector<Found>& all) : image_(image), all_(all) {}

  std::optional<SymbolUse> of(const Relocation& relocation, const insn::Instruction& instruction) const {
    const Symbol& symbol = image_.symbols()[relocation.symbol];
    const std::size_t section = symbol.entry.st_shndx;
    if (section == SHN_UNDEF) return SymbolUse{.kind = SymbolUse::Kind::external, .name = std::string(symbol.name)};
    if (section >= image_.sections().size()) return std::nullopt;
    const Section& home = image_.sections()[section];
    if (is_code(home)) return function(symbol, instruction);
    if (home.name == ".maps" || holds_legacy_maps(home))
      return SymbolUse{.kind = SymbolUse::Kind::map, .name = std::string(symbol.name)};
    return SymbolUse{.kind = SymbolUse::Kind::data,
                     .name = is_named(symbol) ? std::string(symbol.name) : "",
                     .section = std::string(home.name),
                     .place = symbol.entry.st_value + static_cast<std::uint64_t>(instruction.imm)};
  }

 private:
  // Calls tell how far it is from the next instruction; addresses tell bytes.
  std::optional<SymbolUse> function(const Symbol& symbol, const insn::Instruction& instruction) const {
    std::uint64_t place = symbol.entry.st_value;
    if (insn::is_call(instruction))
      place += (static_cast<std::uint64_t>(instruction.imm) + 1) * kSlot;
    else
      place += static_cast<std::uint64_t>(instruction.imm);
    const auto index = function_at(all_, symbol.entry.st_shndx, place);
    if (!index) return std::nullopt;
    return SymbolUse{.kind = SymbolUse::Kind::function, .name = all_[*index].function.name, .index = *index};
  }

  const Image& image_;
  const std::vector<Found>& all_;
};

void read_symbol_uses(const Image& image, std::vector<Found>& all) {
  const Meaning meaning(image, all);
  std::vector<std::pair<std::size_t, SymbolUse>> uses;
  for (const Relocation& relocation : image.relocations()) {
    if (!is_code(image.sections()[relocation.of_section])) continue;
    const auto index = function_at(all, relocation.of_section, relocation.offset);
    if (!index) continue;
    const std::size_t slot = (relocation.offset - all[*index].begin) / kSlot;
    const Bytes code = all[*index].function.code;
    if ((slot + 1) * kSlot > code.size()) continue;
    const insn::Instruction instruction = insn::decode(code.subspan(slot * kSlot, kSlot)).front();
    if (!insn::is_call(instruction) && !insn::is_wide(instruction)) continue;
    if (auto use = meaning.of(relocation, instruction)) {
      use->slot = slot;
      uses.emplace_back(*index, std::move(*use));
    }
  }
  for (auto& [index, use] : uses) all[index].function.symbols.push_back(std::move(use));
}

void sort_by_slot(std::vector<SymbolUse>& symbols) {
  std::stable_sort(symbols.begin(), symbols.end(), [](const auto& a, const auto& b) { return a.slot < b.slot; });
}

// Calls of a static function in the same section need no relocation.
void add_local_calls(std::vector<Found>& all) {
  for (Found& one : all) {
    std::vector<SymbolUse>& symbols = one.function.symbols;
    sort_by_slot(symbols);
    const std::size_t told = symbols.size();
    const auto code = insn::decode(one.function.code);
    std::size_t next = 0;  // of those that relocations told
    for (std::size_t slot = 0; slot < code.size(); ++slot) {
      while (next < told && symbols[next].slot < slot) ++next;
      if (!insn::is_call(code[slot]) || code[slot].src != insn::kSubprogram) continue;
      if (next < told && symbols[next].slot == slot) continue;
      const auto place = static_cast<std::int64_t>(one.begin + (slot + 1) * kSlot) + std::int64_t{code[slot].imm} * 8;
      const auto index = function_at(all, one.section, static_cast<std::uint64_t>(place));
      if (!index) continue;
      symbols.push_back(
          {.slot = slot, .kind = SymbolUse::Kind::function, .name = all[*index].function.name, .index = *index});
    }
    sort_by_slot(symbols);
  }
}

}  // namespace

bool holds_variables(const Section& section) {
  if (is_code(section)) return false;
  for (const std::string_view name : {".bss", ".data", ".rodata", ".kconfig"})
    if (section.name == name || (section.name.starts_with(name) && section.name[name.size()] == '.')) return true;
  return false;
}

std::variant<std::vector<ObjectFunction>, Problem> read_functions(const Image& image, const Annotations& annotations) {
  std::vector<Found> all = functions_of(image);
  if (auto problem = read_code(image, all)) return std::move(*problem);
  if (all.size() == 1) all.front().function.is_program = true;
  read_symbol_uses(image, all);
  add_local_calls(all);
  std::vector<ObjectFunction> functions;
  for (Found& one : all) {
    annotate(one, annotations);
    if (one.function.is_program) one.function.kind = kind_of_section(one.function.section);
    functions.push_back(std::move(one.function));
  }
  return functions;
}

}  // namespace bpflens::object
