// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The file is kept as it is and only appended to: new contents for the map section, BTF and the section
// names at the end, then a new table of section headers. Symbols of maps are changed in place.
#include "object/upgrade.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "object/btf_edit.hpp"
#include "object/legacy_maps.hpp"

namespace bpflens::object {
namespace {

using Member = BtfEdit::Member;

constexpr std::string_view kMapSection = ".maps";
constexpr std::string_view kTypeSection = ".BTF";
constexpr std::uint32_t kPinByName = 1;  // LIBBPF_PIN_BY_NAME

// Defines maps in BTF as libbpf reads them: a struct each, whose members are pointers to arrays that have as
// many elements as the number they stand for. The elements are characters, so that no array is too large.
class Definitions {
 public:
  Definitions(BtfEdit& btf, const std::vector<LegacyMap>& maps) : btf_(btf), char_(btf.add_char()) {
    for (const LegacyMap& map : maps) {
      std::vector<Member> all = members(map);
      if (map.pin_by_name) all.push_back({"pinning", number(kPinByName)});
      const auto slot = static_cast<std::uint32_t>(8 * all.size());
      if (map.inner) all.push_back(inner_maps(maps[*map.inner]));
      slots_.push_back({btf_.add_variable(map.name, btf_.add_struct(all)), size_, slot});
      size_ += slot;
    }
    btf_.add_section(kMapSection, size_, slots_);
  }

  const std::vector<BtfEdit::Variable>& slots() const { return slots_; }
  std::uint32_t size() const { return size_; }

 private:
  std::uint32_t number(std::uint32_t value) { return btf_.add_pointer(btf_.add_array(char_, char_, value)); }

  std::vector<Member> members(const LegacyMap& map) {
    std::vector<Member> all = {{"type", number(map.type)}};
    const auto add = [&](std::string_view name, std::uint32_t value) {
      if (value != 0) all.push_back({name, number(value)});
    };
    add("key_size", map.key_size);
    add("value_size", map.value_size);
    add("max_entries", map.max_entries);
    add("map_flags", map.flags);
    add("numa_node", map.numa_node);
    return all;
  }

  // An array without end of pointers to the definition that the inner maps have.
  Member inner_maps(const LegacyMap& inner) {
    const std::uint32_t definition = btf_.add_pointer(btf_.add_struct(members(inner)));
    return {"values", btf_.add_array(definition, char_, 0), 0};
  }

  BtfEdit& btf_;
  std::uint32_t char_;
  std::vector<BtfEdit::Variable> slots_;
  std::uint32_t size_ = 0;
};

// The new file, growing at its end.
class Rewriter {
 public:
  explicit Rewriter(const Image& image) : file_(image.file().begin(), image.file().end()), header_(image.header()) {
    for (const Section& section : image.sections()) sections_.push_back(section.header);
    const Bytes names = image.sections()[header_.e_shstrndx].bytes;
    names_.assign(names.begin(), names.end());
    if (names_.empty() || names_.back() != std::byte{0}) names_.push_back(std::byte{0});
  }

  std::size_t section_count() const { return sections_.size(); }

  std::size_t add_section() {
    sections_.push_back({.sh_type = SHT_PROGBITS, .sh_addralign = 8});
    return sections_.size() - 1;
  }

  void set_contents(std::size_t section, Bytes bytes) {
    sections_[section].sh_offset = append(bytes);
    sections_[section].sh_size = bytes.size();
    sections_[section].sh_addralign = 8;
  }

  void set_name(std::size_t section, std::string_view name) {
    sections_[section].sh_name = static_cast<Elf64_Word>(names_.size());
    for (const char c : name) names_.push_back(static_cast<std::byte>(c));
    names_.push_back(std::byte{0});
  }

  void empty(std::size_t section) { sections_[section].sh_size = 0; }

  void set_symbol(const Symbol& symbol, const Elf64_Sym& entry) {
    std::memcpy(file_.data() + symbol.place, &entry, sizeof entry);
  }

  std::vector<std::byte> finish() {
    set_contents(header_.e_shstrndx, names_);
    const Bytes headers(reinterpret_cast<const std::byte*>(sections_.data()), sections_.size() * sizeof(Elf64_Shdr));
    header_.e_shoff = append(headers);
    header_.e_shnum = static_cast<Elf64_Half>(sections_.size());
    std::memcpy(file_.data(), &header_, sizeof header_);
    return std::move(file_);
  }

 private:
  std::uint64_t append(Bytes bytes) {
    file_.resize((file_.size() + 7) / 8 * 8);
    const std::uint64_t offset = file_.size();
    file_.insert(file_.end(), bytes.begin(), bytes.end());
    return offset;
  }

  std::vector<std::byte> file_;
  Elf64_Ehdr header_;
  std::vector<Elf64_Shdr> sections_;
  std::vector<std::byte> names_;
};

std::optional<Problem> obstacle(const Image& image) {
  if (image.section(kMapSection) != nullptr)
    return Problem{"it defines maps both in maps and in .maps", "define them all in .maps"};
  if (image.sections().size() >= SHN_LORESERVE - 1) return Problem{"it has too many sections", ""};
  for (const Relocation& relocation : image.relocations()) {
    const Symbol& symbol = image.symbols()[relocation.symbol];
    const std::size_t section = symbol.entry.st_shndx;
    if (ELF64_ST_TYPE(symbol.entry.st_info) == STT_SECTION && section < image.sections().size() &&
        holds_legacy_maps(image.sections()[section]))
      return Problem{"its legacy maps are static, and code refers to them by place, not by name",
                     "take static off the map definitions and compile it again"};
  }
  return std::nullopt;
}

// The types with the maps' definitions; those that described the old records mean nothing any more.
std::variant<BtfEdit, Problem> types_of(const Image& image) {
  const Section* section = image.section(kTypeSection);
  if (section == nullptr) return BtfEdit();
  auto read = BtfEdit::read(section->bytes);
  if (auto* btf = std::get_if<BtfEdit>(&read))
    for (const Section& old : image.sections())
      if (holds_legacy_maps(old)) btf->drop_section(old.name);
  return read;
}

void put_types(Rewriter& rewriter, const Image& image, const BtfEdit& btf) {
  std::size_t place = rewriter.section_count();
  for (std::size_t i = 0; i < image.sections().size(); ++i) {
    const std::string_view name = image.sections()[i].name;
    if (name == kTypeSection) place = std::min(place, i);
    if (name == ".rel.BTF") rewriter.empty(i);  // it told where variables are; .BTF itself does now
  }
  if (place == rewriter.section_count()) rewriter.set_name(rewriter.add_section(), kTypeSection);
  rewriter.set_contents(place, btf.bytes());
}

void put_maps(Rewriter& rewriter, const Image& image, const std::vector<LegacyMap>& maps, const Definitions& defined) {
  const auto first = std::find_if(image.sections().begin(), image.sections().end(), holds_legacy_maps);
  const auto home = static_cast<std::size_t>(first - image.sections().begin());
  rewriter.set_name(home, kMapSection);
  rewriter.set_contents(home, std::vector<std::byte>(defined.size()));
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const Symbol& symbol = image.symbols()[maps[i].symbol];
    Elf64_Sym entry = symbol.entry;
    entry.st_shndx = static_cast<Elf64_Section>(home);
    entry.st_value = defined.slots()[i].offset;
    entry.st_size = defined.slots()[i].size;
    entry.st_info = static_cast<unsigned char>(ELF64_ST_INFO(ELF64_ST_BIND(entry.st_info), STT_OBJECT));
    rewriter.set_symbol(symbol, entry);
  }
}

struct OldSection {
  std::string_view start;
  std::string_view modern;
};

// What the loaders of the kernel's samples, of iproute2 and of v4l-utils took by the start of a name.
constexpr auto kOldSections = std::to_array<OldSection>({
    {"socket", "socket"},
    {"classifier", "classifier"},
    {"ingress", "classifier"},
    {"egress", "classifier"},
    {"cls", "classifier"},
    {"action", "action"},
    {"xdp", "xdp"},
    {"prog", "xdp"},
    {"perf_event", "perf_event"},
    {"cgroup/skb", "cgroup/skb"},
    {"cgroup_skb", "cgroup/skb"},
    {"cgroup/sock", "cgroup/sock"},
    {"cgroup_sock", "cgroup/sock"},
    {"lwt_in", "lwt_in"},
    {"lwt_out", "lwt_out"},
    {"lwt_xmit", "lwt_xmit"},
    {"lwt_seg6local", "lwt_seg6local"},
    {"sockops", "sockops"},
    {"sk_skb", "sk_skb"},
    {"sk_msg", "sk_msg"},
    {"flow_dissector", "flow_dissector"},
    {"lirc_mode2", "lirc_mode2"},
});

}  // namespace

std::variant<Upgrade, Problem> upgrade(const Image& image) {
  auto found = legacy_maps(image);
  if (auto* problem = std::get_if<Problem>(&found)) return std::move(*problem);
  const auto& maps = std::get<std::vector<LegacyMap>>(found);
  if (maps.empty()) return Upgrade{};
  if (auto problem = obstacle(image)) return std::move(*problem);
  auto types = types_of(image);
  if (auto* problem = std::get_if<Problem>(&types)) return std::move(*problem);
  auto& btf = std::get<BtfEdit>(types);
  const Definitions defined(btf, maps);
  Rewriter rewriter(image);
  put_types(rewriter, image, btf);
  put_maps(rewriter, image, maps, defined);
  Upgrade result{.file = rewriter.finish()};
  for (const LegacyMap& map : maps) result.maps.push_back(map.name);
  return result;
}

std::string_view modern_section(std::string_view old) {
  for (const auto& [start, modern] : kOldSections) {
    if (!old.starts_with(start)) continue;
    if (old.size() == start.size() || std::string_view("0123456789_-/.").find(old[start.size()]) != std::string::npos)
      return modern;
  }
  return "";
}

std::string summary(const Upgrade& upgrade) {
  if (upgrade.maps.empty()) return "";
  std::string names;
  for (const std::string& name : upgrade.maps) names += (names.empty() ? "" : ", ") + name;
  const std::size_t count = upgrade.maps.size();
  return "upgraded " + std::to_string(count) + " legacy map" + (count == 1 ? "" : "s") + " (" + names + ")";
}

}  // namespace bpflens::object
