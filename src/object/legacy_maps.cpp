// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One symbol a map. What a record's words mean after the fifth is told by its length.
#include "object/legacy_maps.hpp"

#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace bpflens::object {
namespace {

constexpr std::size_t kShortest = 16;  // without flags
constexpr std::size_t kSampleWithNuma = 28;
constexpr std::size_t kElfMapWithInner = 36;
constexpr std::uint32_t kPinGlobally = 2;  // iproute2's PIN_GLOBAL_NS

bool is_map_in_map(std::uint32_t type) {
  return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

struct Definition {
  LegacyMap map;
  std::size_t section = 0;
  std::uint64_t offset = 0;
  std::size_t size = 0;
  std::array<std::uint32_t, 9> words{};
};

Problem damaged(std::string_view name, const std::string& what) {
  return {"the definition of map " + std::string(name) + " is damaged: " + what, "compile the object again"};
}

// The symbols that stand for maps: everything in the section but the section itself and labels of debuggers.
std::vector<Definition> definitions_in(const Image& image, std::size_t section) {
  std::vector<Definition> found;
  const auto& symbols = image.symbols();
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto& entry = symbols[i].entry;
    const int type = ELF64_ST_TYPE(entry.st_info);
    if (entry.st_shndx != section || symbols[i].name.empty()) continue;
    if (type != STT_OBJECT && type != STT_NOTYPE) continue;
    Definition definition{.section = section, .offset = entry.st_value, .size = entry.st_size};
    definition.map.symbol = i;
    definition.map.name = symbols[i].name;
    found.push_back(std::move(definition));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
  return found;
}

// Old assemblers left symbols without a size: a record ends where the next begins.
std::optional<Problem> read_words(Definition& definition, Bytes section, std::uint64_t end) {
  if (definition.offset >= section.size() || end > section.size() || end <= definition.offset)
    return damaged(definition.map.name, "it lies outside its section");
  const std::size_t room = end - definition.offset;
  if (definition.size == 0 || definition.size > room) definition.size = room;
  if (definition.size < kShortest) return damaged(definition.map.name, "it is shorter than 16 bytes");
  for (std::size_t i = 0; i < definition.words.size() && (i + 1) * 4 <= definition.size; ++i)
    definition.words[i] = *record_at<std::uint32_t>(section, definition.offset + i * 4);
  return std::nullopt;
}

void read_fields(Definition& definition) {
  LegacyMap& map = definition.map;
  const auto& words = definition.words;
  map.type = words[0];
  map.key_size = words[1];
  map.value_size = words[2];
  map.max_entries = words[3];
  map.flags = words[4];
}

// iproute2's records are 36 bytes long, or 28 and not the samples': an id, and a pinning of 0 to 2.
bool is_iproute2s(const Definition& definition, bool has_tc_programs) {
  if (definition.size == kElfMapWithInner || definition.size == kElfMapWithInner - 4) return true;
  return definition.size == kSampleWithNuma && has_tc_programs && definition.words[6] <= kPinGlobally;
}

bool has_tc_programs(const Image& image) {
  const auto& sections = image.sections();
  return std::any_of(sections.begin(), sections.end(), [](const Section& section) {
    return is_code(section) && (section.name.starts_with("classifier") || section.name.starts_with("action") ||
                                section.name.starts_with("prog") || section.name.starts_with("tc"));
  });
}

void read_extra_fields(std::vector<Definition>& all, bool tc) {
  for (Definition& definition : all) {
    LegacyMap& map = definition.map;
    if (is_iproute2s(definition, tc)) {
      map.id = definition.words[5];
      map.pin_by_name = definition.words[6] == kPinGlobally;
    } else if (definition.size <= kSampleWithNuma) {
      map.numa_node = definition.words[6];
    }
  }
}

std::optional<Problem> find_inner_maps(std::vector<Definition>& all, bool tc) {
  for (Definition& definition : all) {
    LegacyMap& map = definition.map;
    if (!is_map_in_map(map.type)) continue;
    std::size_t inner = definition.words[5];  // the samples': an index
    if (is_iproute2s(definition, tc)) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const Definition& other) {
        return &other != &definition && other.map.id == definition.words[7];
      });
      inner = static_cast<std::size_t>(found - all.begin());
    }
    if (inner >= all.size() || is_map_in_map(all[inner].map.type))
      return damaged(map.name, "its inner map is not there");
    map.inner = inner;
  }
  return std::nullopt;
}

}  // namespace

bool holds_legacy_maps(const Section& section) {
  if (section.header.sh_type != SHT_PROGBITS || is_code(section)) return false;
  return section.name == "maps" || section.name.starts_with("maps/") || section.name == "lirc_mode2/maps";
}

std::variant<std::vector<LegacyMap>, Problem> legacy_maps(const Image& image) {
  std::vector<Definition> all;
  for (std::size_t i = 0; i < image.sections().size(); ++i) {
    const Section& section = image.sections()[i];
    if (!holds_legacy_maps(section)) continue;
    std::vector<Definition> found = definitions_in(image, i);
    for (std::size_t n = 0; n < found.size(); ++n) {
      const std::uint64_t end = n + 1 < found.size() ? found[n + 1].offset : section.bytes.size();
      if (const auto problem = read_words(found[n], section.bytes, end)) return *problem;
      read_fields(found[n]);
      all.push_back(std::move(found[n]));
    }
  }
  const bool tc = has_tc_programs(image);
  read_extra_fields(all, tc);
  if (const auto problem = find_inner_maps(all, tc)) return *problem;
  std::vector<LegacyMap> maps;
  for (Definition& definition : all) maps.push_back(std::move(definition.map));
  return maps;
}

}  // namespace bpflens::object
