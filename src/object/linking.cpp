// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Subprograms are put behind the program in the order of the calls that lead to them.
#include "object/linking.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace bpflens::object {
namespace {

using insn::Instruction;
using model::ObjectFile;
using model::SymbolUse;

// The kernel takes a million instructions; a file may ask for more by calling much from everywhere.
constexpr std::size_t kMostInstructions = std::size_t{1} << 20;

class Linker {
 public:
  explicit Linker(const ObjectFile& file) : file_(file) {}

  Linked run(std::size_t program) {
    append(program);
    for (std::size_t i = 0; i < linked_.parts.size(); ++i) resolve(linked_.parts[i]);  // grows on the way
    return std::move(linked_);
  }

 private:
  std::size_t append(std::size_t function) {
    const auto found = starts_.find(function);
    if (found != starts_.end()) return found->second;
    const std::size_t start = linked_.instructions.size();
    const auto code = insn::decode(file_.functions[function].code);
    if (code.size() > kMostInstructions - start) return start;
    linked_.instructions.insert(linked_.instructions.end(), code.begin(), code.end());
    linked_.parts.push_back({start, function});
    starts_[function] = start;
    return start;
  }

  void resolve(const Linked::Part part) {
    for (const SymbolUse& use : file_.functions[part.function].symbols) resolve(use, part.slot + use.slot);
  }

  void resolve(const SymbolUse& use, std::size_t slot) {
    if (slot >= linked_.instructions.size()) return;
    switch (use.kind) {
      case SymbolUse::Kind::map:
        load_map(slot, insn::kPseudoMapIndex, use.index, 0);
        break;
      case SymbolUse::Kind::data:
        if (const auto index = map_of(use.section)) load_map(slot, insn::kPseudoMapIndexValue, *index, use.place);
        break;
      case SymbolUse::Kind::function:
        refer_to_function(slot, append(use.index));
        break;
      case SymbolUse::Kind::external:
        if (std::find(linked_.left.begin(), linked_.left.end(), use.name) == linked_.left.end())
          linked_.left.push_back(use.name);
        break;
    }
  }

  std::optional<std::size_t> map_of(const std::string& section) const {
    for (std::size_t i = 0; i < file_.maps.size(); ++i)
      if (file_.maps[i].origin == model::ObjectMap::Origin::data && file_.maps[i].name == section) return i;
    return std::nullopt;
  }

  void load_map(std::size_t slot, std::uint8_t kind, std::size_t index, std::uint64_t place) {
    if (!is_wide(linked_.instructions[slot]) || slot + 1 >= linked_.instructions.size()) return;
    linked_.instructions[slot].src = kind;
    linked_.instructions[slot].imm = static_cast<std::int32_t>(index);
    linked_.instructions[slot + 1].imm = static_cast<std::int32_t>(place);
  }

  void refer_to_function(std::size_t slot, std::size_t start) {
    Instruction& i = linked_.instructions[slot];
    i.src =
        is_wide(i) ? static_cast<std::uint8_t>(insn::kPseudoFunction) : static_cast<std::uint8_t>(insn::kSubprogram);
    i.imm = static_cast<std::int32_t>(static_cast<std::int64_t>(start) - static_cast<std::int64_t>(slot) - 1);
  }

  const ObjectFile& file_;
  Linked linked_;
  std::map<std::size_t, std::size_t> starts_;
};

// The first printable text that holds one of the words.
std::string text_with(Bytes bytes, std::initializer_list<std::string_view> words) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (std::size_t start = 0; start < all.size();) {
    const std::size_t end = std::min(all.find('\0', start), all.size());
    const std::string_view text = all.substr(start, end - start);
    for (const std::string_view word : words)
      if (text.find(word) != std::string_view::npos && text.size() < 256) return std::string(text);
    start = end + 1;
  }
  return "";
}

}  // namespace

Linked link(const ObjectFile& file, std::size_t program) { return Linker(file).run(program); }

std::string compiler(const Image& image) {
  for (const char* name : {".comment", ".debug_str", ".debug_info"})
    if (const Section* section = image.section(name); section != nullptr) {
      std::string text = text_with(section->bytes, {"clang version", "GCC: (", "GNU C"});
      if (!text.empty()) return text;
    }
  return "";
}

}  // namespace bpflens::object
