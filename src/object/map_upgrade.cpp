// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/map_upgrade.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include "object/btf_edit.hpp"
#include "object/legacy_maps.hpp"
#include "object/map_definitions.hpp"
#include "object/rewriter.hpp"

namespace bpflens::object {
namespace {

constexpr std::string_view kMapSection = ".maps";
constexpr std::string_view kTypeSection = ".BTF";
constexpr std::uint32_t kRelocation64 = 1;  // R_BPF_64_64

// The types, with the maps that are declared in .maps already at their places; those that described the old
// records mean nothing any more.
std::variant<BtfEdit, Problem> types_of(const Image& image) {
  const Section* section = image.section(kTypeSection);
  if (section == nullptr) return BtfEdit();
  auto read = BtfEdit::read(section->bytes);
  if (auto* btf = std::get_if<BtfEdit>(&read))
    for (const Section& old : image.sections())
      if (holds_legacy_maps(old)) btf->drop_section(old.name);
  return read;
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
  Work(const Image& image, const std::vector<LegacyMap>& maps) : image_(image), maps_(maps), rewriter_(image) {}

  std::optional<Problem> define() {
    auto types = types_of(image_);
    if (auto* problem = std::get_if<Problem>(&types)) return std::move(*problem);
    auto& btf = std::get<BtfEdit>(types);
    auto there = maps_of_today(image_, btf);
    if (auto* problem = std::get_if<Problem>(&there)) return std::move(*problem);
    btf.drop_section(kMapSection);
    slots_ = define_maps(btf, maps_, std::get<std::vector<BtfEdit::Variable>>(there));
    put_types(btf);
    put_section();
    put_symbols();
    put_values();
    return put_references();
  }

  std::vector<std::byte> finish() { return rewriter_.finish(); }

 private:
  std::size_t index_of(std::string_view name) const {
    const Section* found = image_.section(name);
    return found == nullptr ? 0 : static_cast<std::size_t>(found - image_.sections().data());
  }

  void put_types(const BtfEdit& btf) {
    std::size_t place = index_of(kTypeSection);
    if (place == 0) place = rewriter_.add_section(kTypeSection, SHT_PROGBITS);
    rewriter_.set_contents(place, btf.bytes());
    // It told where variables are; .BTF itself does now.
    if (const std::size_t relocations = index_of(".rel.BTF"); relocations != 0) rewriter_.empty(relocations);
  }

  void put_section() {
    home_ = index_of(kMapSection);
    if (home_ == 0) {
      home_ = maps_[0].section;
      rewriter_.set_name(home_, kMapSection);
    }
    rewriter_.section(home_).sh_type = SHT_PROGBITS;
    std::size_t size = 0;
    for (const MapSlot& slot : slots_) size = std::max<std::size_t>(size, slot.offset + std::size_t{slot.size});
    rewriter_.set_contents(home_, std::vector<std::byte>(size));
    for (std::size_t i = 0; i < image_.sections().size(); ++i)
      if (i != home_ && holds_legacy_maps(image_.sections()[i])) {
        rewriter_.empty(i);
        rewriter_.set_name(i, "");  // libbpf refuses one by its name alone
      }
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
    const std::size_t there = index_of(".rel.maps");
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
    header.sh_type = SHT_REL;
    header.sh_info = static_cast<Elf64_Word>(home_);
    header.sh_link = static_cast<Elf64_Word>(symbol_table());
    header.sh_entsize = sizeof(Elf64_Rel);
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
  Rewriter rewriter_;
  std::vector<MapSlot> slots_;
  std::size_t home_ = 0;
};

}  // namespace

std::variant<MapUpgrade, Problem> upgrade_maps(const Image& image) {
  auto found = legacy_maps(image);
  if (auto* problem = std::get_if<Problem>(&found)) return std::move(*problem);
  const auto& maps = std::get<std::vector<LegacyMap>>(found);
  if (maps.empty()) return MapUpgrade{};
  if (image.sections().size() >= SHN_LORESERVE - 2) return Problem{"it has too many sections", ""};
  Work work(image, maps);
  if (auto problem = work.define()) return std::move(*problem);
  MapUpgrade result{.file = work.finish()};
  for (const LegacyMap& map : maps) result.maps.push_back({map.name, map.pin});
  return result;
}

}  // namespace bpflens::object
