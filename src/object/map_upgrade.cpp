// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/map_upgrade.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "object/legacy_maps.hpp"
#include "object/map_definitions.hpp"

namespace bpflens::object {
namespace {

constexpr std::string_view kMapSection = ".maps";
constexpr std::string_view kTypeSection = ".BTF";
constexpr std::uint32_t kRelocation64 = 1;  // R_BPF_64_64

// What described the old records means nothing any more.
void forget_legacy_sections(const Image& image, BtfEdit& btf) {
  std::set<std::string_view> names;
  for (const Section& section : image.sections())
    if (holds_legacy_maps(section)) names.insert(section.name);
  names.insert(kMapSection);  // it is written anew
  btf.drop_sections([&](std::string_view name) { return names.contains(name); });
}

// Maps that are defined by BTF beside the legacy ones.
std::variant<std::vector<BtfEdit::Variable>, Problem> maps_of_today(const Image& image, const BtfEdit& btf) {
  std::vector<BtfEdit::Variable> maps;
  const Section* section = image.section(kMapSection);
  if (section == nullptr) return maps;
  const auto index = static_cast<std::size_t>(section - image.sections().data());
  std::map<std::string_view, const Symbol*> symbols;
  for (const Symbol& symbol : image.symbols())
    if (symbol.entry.st_shndx == index) symbols.emplace(symbol.name, &symbol);
  for (BtfEdit::Variable variable : btf.variables_of(kMapSection)) {
    const auto symbol = symbols.find(variable.name);
    if (symbol == symbols.end() || symbol->second->entry.st_value > section->bytes.size() ||
        variable.size > section->bytes.size() - symbol->second->entry.st_value)
      return Problem{"the definition of map " + std::string(variable.name) + " is damaged: it lies outside its section",
                     "compile the object again"};
    variable.offset = static_cast<std::uint32_t>(symbol->second->entry.st_value);
    maps.push_back(variable);
  }
  return maps;
}

// Legacy maps on their way into .maps.
class Work {
 public:
  Work(const Image& image, const std::vector<LegacyMap>& maps, Rewriter& rewriter)
      : image_(image), maps_(maps), rewriter_(rewriter) {}

  std::optional<Problem> define(BtfEdit& btf) {
    auto there = maps_of_today(image_, btf);
    if (auto* problem = std::get_if<Problem>(&there)) return std::move(*problem);
    forget_legacy_sections(image_, btf);
    slots_ = define_maps(btf, maps_, std::get<std::vector<BtfEdit::Variable>>(there));
    make_room_for_types();
    put_section();
    put_symbols();
    put_values();
    return put_references();
  }

 private:
  // The types themselves are written when all steps are done.
  void make_room_for_types() {
    if (rewriter_.index_of(kTypeSection) == 0) rewriter_.add_section(kTypeSection, SHT_PROGBITS);
    // It told where variables are; .BTF itself does now.
    if (const std::size_t relocations = rewriter_.index_of(".rel.BTF"); relocations != 0) rewriter_.remove(relocations);
  }

  void put_section() {
    home_ = rewriter_.index_of(kMapSection);
    if (home_ == 0) {
      home_ = maps_[0].section;
      rewriter_.set_name(home_, kMapSection);
    }
    rewriter_.section(home_).sh_type = SHT_PROGBITS;
    std::size_t size = 0;
    for (const MapSlot& slot : slots_) size = std::max<std::size_t>(size, slot.offset + std::size_t{slot.size});
    rewriter_.set_contents(home_, std::vector<std::byte>(size));
    for (std::size_t i = 0; i < image_.sections().size(); ++i)
      if (i != home_ && holds_legacy_maps(image_.sections()[i])) rewriter_.remove(i);
  }

  void put_symbols() {
    for (std::size_t i = 0; i < maps_.size(); ++i) {
      const Symbol& symbol = image_.symbols()[maps_[i].symbol];
      Elf64_Sym entry = symbol.entry;
      entry.st_shndx = static_cast<Elf64_Section>(home_);
      entry.st_value = slots_[i].offset;
      entry.st_size = slots_[i].size;
      entry.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);  // libbpf looks for no other
      rewriter_.set(symbol.place, entry);
    }
  }

  // What is in the maps from the start, by a relocation for each.
  void put_values() {
    const std::size_t there = map_relocations();
    std::vector<std::byte> bytes;
    if (there != 0) bytes.assign(image_.sections()[there].bytes.begin(), image_.sections()[there].bytes.end());
    const std::size_t had = bytes.size();
    for (std::size_t i = 0; i < maps_.size(); ++i)
      for (const FilledSlot& filled : maps_[i].filled) {
        const Elf64_Rel entry{.r_offset = slots_[i].offset + slots_[i].values + 8 * std::uint64_t{filled.slot},
                              .r_info = ELF64_R_INFO(filled.symbol, kRelocation64)};
        const auto* start = reinterpret_cast<const std::byte*>(&entry);
        bytes.insert(bytes.end(), start, start + sizeof entry);
      }
    if (bytes.size() == had) return;
    const std::size_t place = there != 0 ? there : rewriter_.add_section(".rel.maps", SHT_REL);
    rewriter_.set_contents(place, bytes);
    Elf64_Shdr& header = rewriter_.section(place);
    header.sh_info = static_cast<Elf64_Word>(home_);
    header.sh_link = static_cast<Elf64_Word>(symbol_table());
    header.sh_entsize = sizeof(Elf64_Rel);
  }

  // The section with the relocations of maps that aren't legacy; 0 without one.
  std::size_t map_relocations() const {
    const auto& all = image_.sections();
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].header.sh_type == SHT_REL && all[all[i].header.sh_info].name == kMapSection) return i;
    return 0;
  }

  bool is_in_legacy_section(const Symbol& symbol) const {
    const auto& sections = image_.sections();
    return symbol.entry.st_shndx < sections.size() && holds_legacy_maps(sections[symbol.entry.st_shndx]);
  }

  std::size_t symbol_table() const {
    const auto& all = image_.sections();
    const auto found =
        std::find_if(all.begin(), all.end(), [](const auto& s) { return s.header.sh_type == SHT_SYMTAB; });
    return static_cast<std::size_t>(found - all.begin());
  }

  // Code may name a map by the section and a place in it (static maps): from now on by the map's own symbol.
  std::optional<Problem> put_references() {
    std::map<std::pair<std::size_t, std::uint64_t>, std::size_t> by_place;
    for (const LegacyMap& map : maps_) by_place.emplace(std::pair(map.section, map.offset), map.symbol);
    for (const Relocation& relocation : image_.relocations()) {
      const Symbol& symbol = image_.symbols()[relocation.symbol];
      const Section& code = image_.sections()[relocation.of_section];
      if (ELF64_ST_TYPE(symbol.entry.st_info) != STT_SECTION || !is_in_legacy_section(symbol) || !is_code(code))
        continue;
      const auto place = record_at<std::uint32_t>(code.bytes, relocation.offset + kImmediate);
      const auto map = by_place.find({symbol.entry.st_shndx, symbol.entry.st_value + place.value_or(0)});
      if (!place || map == by_place.end())
        return Problem{"code refers to a place in section " + std::string(symbol.name) + " where no map begins",
                       "compile it again"};
      const Elf64_Rel entry{.r_offset = relocation.offset, .r_info = ELF64_R_INFO(map->second, relocation.type)};
      rewriter_.set(relocation.place, entry);
      rewriter_.set(code.header.sh_offset + relocation.offset + kImmediate, std::uint32_t{0});
    }
    return std::nullopt;
  }

  static constexpr std::uint64_t kImmediate = 4;  // of an instruction: bytes from its start

  const Image& image_;
  const std::vector<LegacyMap>& maps_;
  Rewriter& rewriter_;
  std::vector<MapSlot> slots_;
  std::size_t home_ = 0;
};

}  // namespace

std::variant<std::vector<UpgradedMap>, Problem> upgrade_maps(const Image& image, Rewriter& rewriter,
                                                             std::optional<BtfEdit>& types) {
  auto found = legacy_maps(image);
  if (auto* problem = std::get_if<Problem>(&found)) return std::move(*problem);
  const auto& maps = std::get<std::vector<LegacyMap>>(found);
  std::vector<UpgradedMap> upgraded;
  if (maps.empty()) return upgraded;
  if (image.sections().size() >= SHN_LORESERVE - 2) return Problem{"it has too many sections", ""};
  if (const Section* home = image.section(kMapSection); home != nullptr && is_code(*home))
    return Problem{"code is in its section .maps", "compile it again"};
  if (!types) types.emplace();
  if (auto problem = Work(image, maps, rewriter).define(*types)) return std::move(*problem);
  for (const LegacyMap& map : maps) upgraded.push_back({map.name, map.pin});
  return upgraded;
}

}  // namespace bpflens::object
