// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/contents.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "object/annotations.hpp"
#include "object/functions.hpp"
#include "object/maps.hpp"

namespace bpflens::object {
namespace {

using model::ObjectExtern;
using model::ObjectFile;
using model::SymbolUse;

// A parser of BTF may not be handed what it takes for an error in the file.
std::variant<std::optional<btf::Types>, Problem> read_types(const Image& image) {
  const Section* section = image.section(".BTF");
  if (section == nullptr || section->bytes.empty()) return std::nullopt;
  auto types = btf::Types::parse(section->bytes);
  if (!types) return Problem{"its BTF is damaged", "compile it again, or take the BTF out with llvm-strip -R .BTF"};
  return types;
}

std::string_view name_at(const ::btf* types, std::uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name != nullptr ? name : "";
}

// Visits what every DATASEC places: (section's name, its entry, the VAR's or FUNC's type).
template <class Visit>
void each_placed(const ::btf* types, Visit visit) {
  for (std::uint32_t id = 1; id < btf__type_cnt(types); ++id) {
    const btf_type* section = btf__type_by_id(types, id);
    if (section == nullptr || !btf_is_datasec(section)) continue;
    const btf_var_secinfo* entries = btf_var_secinfos(section);
    for (std::uint32_t i = 0; i < btf_vlen(section); ++i)
      if (const btf_type* placed = btf__type_by_id(types, entries[i].type); placed != nullptr)
        visit(name_at(types, section->name_off), entries[i], *placed);
  }
}

bool is_data(std::string_view section) {
  return section == ".bss" || section == ".data" || section == ".rodata" || section.starts_with(".bss.") ||
         section.starts_with(".data.") || section.starts_with(".rodata.");
}

// The first symbol of each name.
std::unordered_map<std::string_view, const Symbol*> symbols_by_name(const Image& image) {
  std::unordered_map<std::string_view, const Symbol*> symbols;
  for (const Symbol& symbol : image.symbols())
    if (ELF64_ST_TYPE(symbol.entry.st_info) != STT_SECTION) symbols.emplace(symbol.name, &symbol);
  return symbols;
}

void read_variables(const Image& image, const ::btf* types, ObjectFile& file) {
  const auto symbols = symbols_by_name(image);
  each_placed(types, [&](std::string_view section, const btf_var_secinfo& entry, const btf_type& placed) {
    if (!is_data(section) || !btf_is_var(&placed)) return;
    const std::string name(name_at(types, placed.name_off));
    // Compilers leave the places to the linker: the symbol knows.
    const auto symbol = symbols.find(name);
    const std::uint64_t offset = symbol != symbols.end() ? symbol->second->entry.st_value : entry.offset;
    file.variables.push_back({.name = name,
                              .section = std::string(section),
                              .offset = static_cast<std::uint32_t>(offset),
                              .size = entry.size,
                              .type = placed.type});
  });
  std::stable_sort(file.variables.begin(), file.variables.end(), [](const auto& a, const auto& b) {
    return a.section != b.section ? a.section < b.section : a.offset < b.offset;
  });
}

ObjectExtern extern_of(const Symbol& symbol, const ::btf* types) {
  ObjectExtern found{.name = std::string(symbol.name), .weak = ELF64_ST_BIND(symbol.entry.st_info) == STB_WEAK};
  if (types == nullptr) return found;
  each_placed(types, [&](std::string_view section, const btf_var_secinfo& entry, const btf_type& placed) {
    if (name_at(types, placed.name_off) != symbol.name) return;
    if (section == ".kconfig") found.kind = ObjectExtern::Kind::build_option;
    if (section == ".ksyms" && btf_is_func(&placed)) found.kind = ObjectExtern::Kind::kernel_function;
    if (section != ".kconfig" && section != ".ksyms") return;
    found.type = btf_is_var(&placed) ? placed.type : entry.type;
    const btf_type* type = btf__type_by_id(types, found.type);
    for (int depth = 0; depth < 32 && type != nullptr && btf_is_mod(type); ++depth)
      type = btf__type_by_id(types, type->type);
    found.is_typed = type != nullptr && !btf_is_void(type);
  });
  return found;
}

void read_externs(const Image& image, const ::btf* types, ObjectFile& file) {
  std::set<std::string_view> used;
  for (const auto& function : file.functions)
    for (const SymbolUse& use : function.symbols)
      if (use.kind == SymbolUse::Kind::external) used.insert(use.name);
  for (const Symbol& symbol : image.symbols())
    if (symbol.entry.st_shndx == SHN_UNDEF && !symbol.name.empty() && used.contains(symbol.name))
      file.externs.push_back(extern_of(symbol, types));
}

std::string license(const Image& image) {
  const Section* section = image.section("license");
  if (section == nullptr) return "";
  std::string text(reinterpret_cast<const char*>(section->bytes.data()), section->bytes.size());
  return text.substr(0, text.find('\0'));
}

// Relocations name maps; which one in the list of maps that is, a reader shouldn't have to search.
void link_maps(ObjectFile& file) {
  std::unordered_map<std::string_view, std::size_t> indexes;
  for (std::size_t i = 0; i < file.maps.size(); ++i) indexes.emplace(file.maps[i].name, i);
  for (auto& function : file.functions)
    std::erase_if(function.symbols, [&](SymbolUse& use) {
      if (use.kind != SymbolUse::Kind::map) return false;
      const auto found = indexes.find(use.name);
      if (found != indexes.end()) use.index = found->second;
      return found == indexes.end();
    });
}

// The variable at a place, where the relocation tells only the section. Variables are in order.
void name_variables(ObjectFile& file) {
  const auto behind = [](const SymbolUse& use, const model::ObjectVariable& variable) {
    return use.section != variable.section ? use.section < variable.section : use.place < variable.offset;
  };
  for (auto& function : file.functions)
    for (SymbolUse& use : function.symbols) {
      if (use.kind != SymbolUse::Kind::data || !use.name.empty()) continue;
      auto found = std::upper_bound(file.variables.begin(), file.variables.end(), use, behind);
      if (found == file.variables.begin() || (--found)->section != use.section) continue;
      if (use.place - found->offset < found->size) use.name = found->name;
    }
}

}  // namespace

std::variant<ObjectFile, Problem> read_contents(const Image& image) {
  ObjectFile file;
  file.license = license(image);
  auto parsed = read_types(image);
  if (auto* problem = std::get_if<Problem>(&parsed)) return std::move(*problem);
  const auto& types = std::get<std::optional<btf::Types>>(parsed);
  if (const Section* section = image.section(".BTF"); section != nullptr)
    file.types.assign(section->bytes.begin(), section->bytes.end());
  auto annotations = read_annotations(image);
  if (auto* problem = std::get_if<Problem>(&annotations)) return std::move(*problem);
  auto functions = read_functions(image, std::get<Annotations>(annotations));
  if (auto* problem = std::get_if<Problem>(&functions)) return std::move(*problem);
  file.functions = std::move(std::get<std::vector<model::ObjectFunction>>(functions));
  auto maps = read_maps(image, types ? &*types : nullptr);
  if (auto* problem = std::get_if<Problem>(&maps)) return std::move(*problem);
  file.maps = std::move(std::get<std::vector<model::ObjectMap>>(maps));
  if (types) read_variables(image, types->get(), file);
  read_externs(image, types ? types->get() : nullptr, file);
  link_maps(file);
  name_variables(file);
  return file;
}

}  // namespace bpflens::object
