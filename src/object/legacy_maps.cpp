// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One symbol a map. Words first, then what they mean in the layout that they are in, then what refers to others.
#include "object/legacy_maps.hpp"

#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <utility>

#include "object/old_sections.hpp"
#include "object/sha1.hpp"

namespace bpflens::object {
namespace {

constexpr std::size_t kShortest = 16;  // without flags
constexpr std::size_t kSampleWithNuma = 28;
constexpr std::size_t kLargestElfMap = 64;     // 36 and room for what iproute2 might have added
constexpr std::size_t kNameSpace = 24;         // where gobpf's begins
constexpr std::uint32_t kPinForObject = 1;     // iproute2's PIN_OBJECT_NS
constexpr std::uint32_t kPinGlobally = 2;      // PIN_GLOBAL_NS, gobpf's too
constexpr std::uint32_t kNoSlot = UINT32_MAX;  // an inner_idx of -1: not put anywhere

// So that what is made of an object has bounds. libbpf makes room for all slots up to the last that is filled.
constexpr std::size_t kMostMaps = 4096;
constexpr std::size_t kMostSlots = 1 << 16;
constexpr std::size_t kLongestMapName = 512;

enum class Dialect { samples, iproute2, gobpf };

bool is_map_in_map(std::uint32_t type) {
  return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

struct Definition {
  LegacyMap map;
  Bytes bytes;
  std::array<std::uint32_t, 9> words{};
  Dialect layout = Dialect::samples;
};

Problem damaged_map(std::string_view name, const std::string& what) {
  return {"the definition of map " + std::string(name) + " is damaged: " + what, "compile the object again"};
}

// The symbols that stand for maps: everything in the sections but the sections themselves and labels of debuggers.
std::vector<Definition> definitions_in(const Image& image) {
  std::vector<Definition> found;
  const auto& symbols = image.symbols();
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto& entry = symbols[i].entry;
    const int type = ELF64_ST_TYPE(entry.st_info);
    if (entry.st_shndx >= image.sections().size() || symbols[i].name.empty()) continue;
    if (type != STT_OBJECT && type != STT_NOTYPE) continue;
    if (!holds_legacy_maps(image.sections()[entry.st_shndx])) continue;
    Definition definition;
    definition.map = {.name = std::string(symbols[i].name.substr(0, kLongestMapName)),
                      .section = entry.st_shndx,
                      .symbol = i,
                      .offset = entry.st_value};
    found.push_back(std::move(definition));
    if (found.size() > kMostMaps) break;
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.map.section, a.map.offset) < std::pair(b.map.section, b.map.offset);
  });
  return found;
}

// Old compilers left symbols without a size: a record ends where the next begins.
std::optional<Problem> read_words(Definition& definition, const Image& image, std::uint64_t end) {
  const LegacyMap& map = definition.map;
  const Bytes section = image.sections()[map.section].bytes;
  if (map.offset >= section.size() || end > section.size() || end <= map.offset)
    return damaged_map(map.name, "it lies outside its section");
  const std::uint64_t said = image.symbols()[map.symbol].entry.st_size;
  const std::uint64_t room = end - map.offset;
  definition.bytes = section.subspan(map.offset, said == 0 ? room : std::min(said, room));
  if (definition.bytes.size() < kShortest) return damaged_map(map.name, "it is shorter than 16 bytes");
  for (std::size_t i = 0; i < definition.words.size(); ++i)
    definition.words[i] = record_at<std::uint32_t>(definition.bytes, i * 4).value_or(0);
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

std::variant<std::vector<Definition>, Problem> definitions(const Image& image) {
  std::vector<Definition> all = definitions_in(image);
  if (all.size() > kMostMaps) return Problem{"it defines more maps than can be: " + std::to_string(all.size()), ""};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const LegacyMap& map = all[i].map;
    const bool last = i + 1 == all.size() || all[i + 1].map.section != map.section;
    const std::uint64_t end = last ? image.sections()[map.section].bytes.size() : all[i + 1].map.offset;
    if (map.name.size() >= kLongestMapName) return damaged_map(map.name, "its name is too long");
    if (const auto problem = read_words(all[i], image, end)) return *problem;
    read_fields(all[i]);
  }
  return all;
}

bool has_tc_programs(const Image& image) {
  const auto& sections = image.sections();
  return std::any_of(sections.begin(), sections.end(), [](const Section& section) {
    const std::string_view modern = modern_section(section.name);
    return is_code(section) && (modern == "classifier" || modern == "action" || is_tail_call(section.name) ||
                                section.name.starts_with("prog"));
  });
}

// Whether the object's types know a struct of that name.
bool names_type(const Image& image, std::string_view name) {
  const Section* types = image.section(".BTF");
  if (types == nullptr) return false;
  const std::string_view text(reinterpret_cast<const char*>(types->bytes.data()), types->bytes.size());
  const auto is_end = [&](std::size_t at) { return at < text.size() && text[at] == '\0'; };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1))
    if (at > 0 && is_end(at - 1) && is_end(at + name.size())) return true;
  return false;
}

// 28 bytes are the samples' with a NUMA node or iproute2's without inner maps.
Dialect layout_of(const Definition& definition, bool has_elf_map, bool has_map_def, bool tc) {
  const std::size_t size = definition.bytes.size();
  if (size < kSampleWithNuma) return Dialect::samples;
  if (size > kLargestElfMap) return Dialect::gobpf;
  if (has_elf_map && !has_map_def) return Dialect::iproute2;
  if (has_map_def && !has_elf_map) return size == kSampleWithNuma ? Dialect::samples : Dialect::gobpf;
  if (size > kSampleWithNuma) return Dialect::iproute2;
  return tc && definition.words[6] <= kPinGlobally ? Dialect::iproute2 : Dialect::samples;
}

void choose_layouts(std::vector<Definition>& all, const Image& image) {
  const auto is_short = [](const Definition& definition) { return definition.bytes.size() < kSampleWithNuma; };
  if (std::all_of(all.begin(), all.end(), is_short)) return;
  const bool has_elf_map = names_type(image, "bpf_elf_map");
  const bool has_map_def = names_type(image, "bpf_map_def");
  const bool tc = has_tc_programs(image);
  for (Definition& definition : all) definition.layout = layout_of(definition, has_elf_map, has_map_def, tc);
}

// tc's: tc/globals for all, or a directory named after the object's SHA-1, which is found out when it is needed.
std::string tc_pin(std::uint32_t pinning, const std::string& name, const Image& image, std::string& digest) {
  if (pinning == kPinGlobally) return "tc/globals/" + name;
  if (pinning != kPinForObject) return "";
  if (digest.empty()) digest = sha1(image.file());
  return "tc/" + digest + "/" + name;
}

std::string gobpf_pin(const Definition& definition) {
  const std::string_view space = string_at(definition.bytes, kNameSpace);
  if (definition.words[5] != kPinGlobally || space.empty() || space.find('.') != std::string_view::npos) return "";
  return std::string(space) + "/globals/" + definition.map.name;
}

void read_extra_fields(std::vector<Definition>& all, const Image& image) {
  std::string digest;
  for (Definition& definition : all) {
    LegacyMap& map = definition.map;
    const auto& words = definition.words;
    if (definition.layout == Dialect::iproute2) {
      map.id = words[5];
      map.pin_by_name = words[6] == kPinGlobally;
      map.pin = tc_pin(words[6], map.name, image, digest);
    } else if (definition.layout == Dialect::gobpf) {
      map.pin = gobpf_pin(definition);
    } else {
      map.numa_node = words[6];
    }
  }
}

// What iproute2 put into a map of maps: those that have the id it asks for, each in the slot it asks for.
void fill_with_maps(std::vector<Definition>& all, Definition& outer) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Definition& inner = all[i];
    if (&inner == &outer || inner.layout != Dialect::iproute2 || is_map_in_map(inner.map.type)) continue;
    if (inner.map.id != outer.words[7]) continue;
    if (!outer.map.inner) outer.map.inner = i;
    const std::uint32_t slot = inner.words[8];
    if (slot != kNoSlot && inner.bytes.size() >= 36) outer.map.filled.push_back({slot, inner.map.symbol});
  }
}

std::optional<Problem> find_inner_maps(std::vector<Definition>& all) {
  for (Definition& definition : all) {
    LegacyMap& map = definition.map;
    if (!is_map_in_map(map.type)) continue;
    if (definition.layout == Dialect::iproute2)
      fill_with_maps(all, definition);
    else
      map.inner = definition.words[5];  // the samples': an index
    if (!map.inner || *map.inner >= all.size() || is_map_in_map(all[*map.inner].map.type))
      return damaged_map(map.name, "its inner map is not there");
  }
  return std::nullopt;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// What iproute2 put into a map of programs: the one in section "42/0" into slot 0 of the map with id 42.
void fill_with_programs(std::vector<Definition>& all, const Image& image) {
  std::map<std::uint32_t, LegacyMap*> by_id;
  for (Definition& definition : all)
    if (definition.map.type == BPF_MAP_TYPE_PROG_ARRAY && definition.layout == Dialect::iproute2)
      by_id.emplace(definition.map.id, &definition.map);
  for (std::size_t i = 0; i < image.symbols().size() && !by_id.empty(); ++i) {
    const Symbol& symbol = image.symbols()[i];
    const auto type = ELF64_ST_TYPE(symbol.entry.st_info);  // not told by clang before 10
    if (symbol.entry.st_shndx >= image.sections().size() || (type != STT_FUNC && type != STT_NOTYPE)) continue;
    if (ELF64_ST_BIND(symbol.entry.st_info) == STB_LOCAL) continue;
    const Section& section = image.sections()[symbol.entry.st_shndx];
    if (!is_code(section) || !is_tail_call(section.name) || symbol.name.empty()) continue;
    const std::size_t slash = section.name.find('/');
    const auto map = by_id.find(number(section.name.substr(0, slash)).value_or(0));
    const auto slot = number(section.name.substr(slash + 1));
    if (map != by_id.end() && slot) map->second->filled.push_back({*slot, i});
  }
}

std::optional<Problem> check_slots(const std::vector<Definition>& all) {
  std::size_t slots = 0;
  for (const Definition& definition : all) {
    std::size_t last = 0;
    for (const FilledSlot& filled : definition.map.filled)
      last = std::max<std::size_t>(last, filled.slot + std::size_t{1});
    slots += std::max(last, definition.map.filled.size());
    if (slots > kMostSlots) return damaged_map(definition.map.name, "more slots are to be filled than can be");
  }
  return std::nullopt;
}

}  // namespace

bool holds_legacy_maps(const Section& section) {
  if (section.header.sh_type != SHT_PROGBITS || is_code(section)) return false;
  return section.name == "maps" || section.name.starts_with("maps/") || section.name == "lirc_mode2/maps";
}

std::variant<std::vector<LegacyMap>, Problem> legacy_maps(const Image& image) {
  auto found = definitions(image);
  if (auto* problem = std::get_if<Problem>(&found)) return std::move(*problem);
  auto& all = std::get<std::vector<Definition>>(found);
  choose_layouts(all, image);
  read_extra_fields(all, image);
  if (const auto problem = find_inner_maps(all)) return *problem;
  fill_with_programs(all, image);
  if (const auto problem = check_slots(all)) return *problem;
  std::vector<LegacyMap> maps;
  for (Definition& definition : all) maps.push_back(std::move(definition.map));
  return maps;
}

}  // namespace bpflens::object
