// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Three steps on one new version of the file: symbols, maps, sections. The types are read once, which is most of what
// upgrading costs.
#include "object/upgrade.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "object/btf_edit.hpp"
#include "object/rewriter.hpp"

namespace bpflens::object {
namespace {

bool is_in_code(const Image& image, const Symbol& symbol) {
  return symbol.entry.st_shndx < image.sections().size() && is_code(image.sections()[symbol.entry.st_shndx]);
}

// Functions by section and place that clang before 10 left without type and size, which libbpf goes by.
std::map<std::pair<std::size_t, std::uint64_t>, std::size_t> functions_without_type(const Image& image) {
  std::map<std::pair<std::size_t, std::uint64_t>, std::size_t> functions;
  for (std::size_t i = 0; i < image.symbols().size(); ++i) {
    const Symbol& symbol = image.symbols()[i];
    const bool is_global = ELF64_ST_BIND(symbol.entry.st_info) != STB_LOCAL;  // the local ones are labels
    if (is_global && ELF64_ST_TYPE(symbol.entry.st_info) == STT_NOTYPE && symbol.entry.st_size == 0 &&
        !symbol.name.empty() && is_in_code(image, symbol))
      functions.emplace(std::pair(symbol.entry.st_shndx, symbol.entry.st_value), i);
  }
  return functions;
}

// What libbpf takes for granted and compilers of old left out: the machine, and what symbols stand for.
std::optional<Problem> complete(const Image& image, Rewriter& rewriter) {
  const auto functions = functions_without_type(image);
  if (functions.empty() && image.header().e_machine == EM_BPF) return std::nullopt;
  rewriter.header().e_machine = EM_BPF;
  for (auto at = functions.begin(); at != functions.end(); ++at) {
    const auto& [section, start] = at->first;
    const auto next = std::next(at);
    const bool last = next == functions.end() || next->first.first != section;
    const std::uint64_t end = last ? image.sections()[section].bytes.size() : next->first.second;
    if (end < start) return Problem{"the ELF file is damaged: a function lies outside its section", "compile it again"};
    const Symbol& symbol = image.symbols()[at->second];
    Elf64_Sym entry = symbol.entry;
    entry.st_size = end - start;
    entry.st_info = static_cast<unsigned char>(ELF64_ST_INFO(ELF64_ST_BIND(entry.st_info), STT_FUNC));
    rewriter.set(symbol.place, entry);
  }
  return std::nullopt;
}

// libbpf takes the types for sound. Those of the first section count.
std::variant<std::optional<BtfEdit>, Problem> read_types(const Image& image) {
  std::optional<BtfEdit> types;
  bool is_first = true;
  for (std::size_t i = 1; i < image.sections().size(); ++i) {  // the section at 0 is none
    const Section& section = image.sections()[i];
    if (section.name != ".BTF") continue;
    const bool counts = std::exchange(is_first, false);
    if (section.bytes.empty()) continue;
    auto read = BtfEdit::read(section.bytes);
    if (auto* problem = std::get_if<Problem>(&read)) return std::move(*problem);
    if (counts) types = std::move(std::get<BtfEdit>(read));
  }
  return types;
}

void put_types(const BtfEdit& types, Rewriter& rewriter) {
  const std::size_t section = rewriter.index_of(".BTF");
  rewriter.section(section).sh_type = SHT_PROGBITS;
  rewriter.set_contents(section, types.bytes());
}

std::string listed(const std::vector<std::string>& all) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(all.size(), kMost); ++i) text += (i == 0 ? "" : ", ") + all[i];
  return all.size() <= kMost ? text : text + " and " + std::to_string(all.size() - kMost) + " more";
}

}  // namespace

std::variant<Upgrade, Problem> upgrade(const Image& image, const UpgradeOptions& options) {
  auto read = read_types(image);
  if (auto* problem = std::get_if<Problem>(&read)) return std::move(*problem);
  auto& types = std::get<std::optional<BtfEdit>>(read);
  Upgrade result;
  Rewriter rewriter(image);
  if (auto problem = complete(image, rewriter)) return std::move(*problem);
  auto maps = upgrade_maps(image, rewriter, types);
  if (auto* problem = std::get_if<Problem>(&maps)) return std::move(*problem);
  result.maps = std::move(std::get<std::vector<UpgradedMap>>(maps));
  if (options.rename_sections) {
    auto names = rename_sections(image, rewriter, types);
    if (auto* problem = std::get_if<Problem>(&names)) return std::move(*problem);
    result.sections = std::move(std::get<std::vector<SectionRename>>(names));
  }
  if (types && types->changed()) put_types(*types, rewriter);
  if (rewriter.changed()) result.file = rewriter.finish();
  return result;
}

std::string summary(const Upgrade& upgrade) {
  if (upgrade.file.empty()) return "";
  std::vector<std::string> names;
  for (const UpgradedMap& map : upgrade.maps) names.push_back(map.name);
  std::string text;
  const std::size_t count = names.size();
  if (count != 0)
    text = "upgraded " + std::to_string(count) + " legacy map" + (count == 1 ? "" : "s") + " (" + listed(names) + ")";
  std::vector<std::string> sections;
  for (const auto& [from, to] : upgrade.sections) sections.push_back(std::string(from).append(" as ").append(to));
  if (!sections.empty())
    text +=
        std::string(text.empty() ? "" : "; ") + "took section" + (sections.size() == 1 ? " " : "s ") + listed(sections);
  return text.empty() ? "gave symbols the types and sizes that its compiler left out" : text;
}

}  // namespace bpflens::object
