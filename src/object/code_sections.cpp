// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// First which old sections make up each new one, then code, symbols, relocations and types one after the other.
#include "object/code_sections.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include "object/btf_ext.hpp"
#include "object/bytes.hpp"
#include "object/old_sections.hpp"

namespace bpflens::object {
namespace {

constexpr std::size_t kInstruction = 8;
constexpr std::size_t kLongestName = 256;
constexpr std::size_t kMostSections = 4096;  // to be renamed

struct Piece {
  std::size_t section = 0;
  std::uint64_t start = 0;  // where its code begins in the new section
};

struct Group {
  std::string name;
  std::vector<Piece> pieces;
  std::uint64_t size = 0;
  bool renamed = false;  // else nothing has to be done

  std::size_t home() const { return pieces[0].section; }
};

bool holds_programs(const Section& section) {
  return is_code(section) && !section.bytes.empty() && section.name != ".text";
}

// Programs for tail calls are of the kind of the program that calls them.
std::string kind_of_tail_calls(const Image& image) {
  for (const Section& section : image.sections()) {
    if (!holds_programs(section) || is_tail_call(section.name)) continue;
    const std::string modern = modern_name(section.name);
    return modern.empty() ? std::string(section.name) : modern;
  }
  return "classifier";
}

std::vector<Group> groups_of(const Image& image, const Rewriter& rewriter) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t, std::less<>> by_name;
  const std::string tail_calls = kind_of_tail_calls(image);
  for (std::size_t i = 0; i < image.sections().size(); ++i) {
    const Section& section = image.sections()[i];
    if (!holds_programs(section) || section.name.size() > kLongestName) continue;
    const std::string modern = is_tail_call(section.name) ? tail_calls : modern_name(section.name);
    const std::string name = modern.empty() ? std::string(section.name) : modern;
    const auto [found, is_new] = by_name.emplace(name, groups.size());
    if (is_new) groups.push_back({.name = name});
    Group& group = groups[found->second];
    group.pieces.push_back({i, group.size});
    group.size += rewriter.contents(i).size();
    group.renamed |= !modern.empty();
  }
  std::erase_if(groups, [](const Group& group) { return !group.renamed; });
  return groups;
}

std::optional<Problem> obstacle(const Image& image, const std::vector<Group>& groups) {
  std::size_t pieces = 0;
  for (const Group& group : groups) {
    pieces += group.pieces.size();
    for (const Piece& piece : group.pieces)
      if (group.pieces.size() > 1 && image.sections()[piece.section].bytes.size() % kInstruction != 0)
        return Problem{"half an instruction is in section " + std::string(image.sections()[piece.section].name),
                       "compile it again"};
  }
  if (pieces > kMostSections) return Problem{"it has too many sections", ""};
  return std::nullopt;
}

void put_code(Rewriter& rewriter, const Image& image, const Group& group) {
  if (image.sections()[group.home()].name != group.name) rewriter.set_name(group.home(), group.name);
  if (group.pieces.size() == 1) return;
  std::vector<std::size_t> sections;
  for (const Piece& piece : group.pieces) sections.push_back(piece.section);
  rewriter.join(sections);
}

// By section: where its code went.
struct Moved {
  const Group* group = nullptr;
  std::uint64_t start = 0;
};

std::vector<Moved> moves(const Image& image, const std::vector<Group>& groups) {
  std::vector<Moved> moved(image.sections().size());
  for (const Group& group : groups)
    for (const Piece& piece : group.pieces) moved[piece.section] = {&group, piece.start};
  return moved;
}

void put_symbols(Rewriter& rewriter, const Image& image, const std::vector<Moved>& moved) {
  for (const Symbol& symbol : image.symbols()) {
    if (symbol.entry.st_shndx >= moved.size()) continue;
    const Moved& to = moved[symbol.entry.st_shndx];
    if (to.group == nullptr || to.group->home() == symbol.entry.st_shndx) continue;
    auto entry = rewriter.get<Elf64_Sym>(symbol.place);
    entry.st_shndx = static_cast<Elf64_Section>(to.group->home());
    entry.st_value += to.start;
    rewriter.set(symbol.place, entry);
  }
}

// The relocations of a group come to be in the first section of its pieces' that holds any.
void put_relocations(Rewriter& rewriter, const Image& image, const std::vector<Moved>& moved) {
  struct New {
    std::size_t section = 0;
    std::vector<std::byte> bytes;
  };
  std::map<const Group*, New> all;
  for (std::size_t i = 0; i < image.sections().size(); ++i) {
    const Elf64_Shdr& header = rewriter.header_of(i);
    const Bytes bytes = rewriter.contents(i);
    if (header.sh_type != SHT_REL || bytes.empty()) continue;
    const Moved& to = moved[header.sh_info];
    if (to.group == nullptr) continue;
    const auto [found, is_new] = all.try_emplace(to.group, New{i, {}});
    if (!is_new) rewriter.remove(i);
    for (std::uint64_t at = 0; at + sizeof(Elf64_Rel) <= bytes.size(); at += sizeof(Elf64_Rel)) {
      Elf64_Rel entry = *record_at<Elf64_Rel>(bytes, at);
      entry.r_offset += to.start;
      append(found->second.bytes, &entry, sizeof entry);
    }
  }
  for (const auto& [group, relocations] : all) {
    rewriter.set_name(relocations.section, ".rel" + group->name);
    rewriter.section(relocations.section).sh_info = static_cast<Elf64_Word>(group->home());
    if (group->pieces.size() > 1) rewriter.set_contents(relocations.section, relocations.bytes);
  }
}

// Source lines and types of functions are kept by the names of sections.
std::optional<Problem> put_types(Rewriter& rewriter, const Image& image, const std::vector<Group>& groups,
                                 std::optional<BtfEdit>& edited) {
  const std::size_t types = rewriter.index_of(".BTF");
  const std::size_t extension = rewriter.index_of(".BTF.ext");
  if (!edited || types == 0 || extension == 0) return std::nullopt;
  auto read_ext = BtfExt::read(image.sections()[extension].bytes);
  if (auto* problem = std::get_if<Problem>(&read_ext)) return std::move(*problem);
  BtfEdit& btf = *edited;
  auto& ext = std::get<BtfExt>(read_ext);
  std::map<std::string, std::uint32_t, std::less<>> places;
  if (ext.section_names().empty()) return std::nullopt;  // gcc's, without records
  for (const std::uint32_t place : ext.section_names()) places.emplace(btf.string(place), place);
  for (const Group& group : groups) {
    const auto there = places.find(group.name);
    const std::uint32_t name = there == places.end() ? btf.add_string(group.name) : there->second;
    for (const Piece& piece : group.pieces) {
      const auto old = places.find(image.sections()[piece.section].name);
      if (old != places.end() && old->second != name)
        ext.move(old->second, name, static_cast<std::uint32_t>(piece.start));
    }
  }
  rewriter.set_contents(extension, ext.bytes());
  // It said where the places in there come from, which are others now.
  if (const std::size_t index = rewriter.index_of(".rel.BTF.ext"); index != 0) rewriter.remove(index);
  return std::nullopt;
}

}  // namespace

std::variant<std::vector<SectionRename>, Problem> rename_sections(const Image& image, Rewriter& rewriter,
                                                                  std::optional<BtfEdit>& types) {
  std::vector<SectionRename> names;
  const std::vector<Group> groups = groups_of(image, rewriter);
  if (groups.empty()) return names;
  if (auto problem = obstacle(image, groups)) return std::move(*problem);
  const std::vector<Moved> moved = moves(image, groups);
  for (const Group& group : groups) put_code(rewriter, image, group);
  put_symbols(rewriter, image, moved);
  put_relocations(rewriter, image, moved);
  if (auto problem = put_types(rewriter, image, groups, types)) return std::move(*problem);
  for (const Group& group : groups)
    for (const Piece& piece : group.pieces)
      if (const Section& section = image.sections()[piece.section]; section.name != group.name)
        names.push_back({std::string(section.name), group.name});
  return names;
}

}  // namespace bpflens::object
