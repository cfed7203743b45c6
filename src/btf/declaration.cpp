// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A recursive descent over the words of a declaration; places are given out as the System V ABI does.
#include "btf/declaration.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "btf/declaration_words.hpp"
#include "btf/lookup.hpp"

namespace bpflens::btf {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::uint64_t kLargest = std::uint64_t{1} << 30;

struct Typed {
  std::size_t node = 0;
  std::uint64_t alignment = 1;
};

// Where the next member of a struct or union goes.
class Places {
 public:
  Places(bool is_union, bool packed) : is_union_(is_union), packed_(packed) {}

  std::uint64_t place(std::uint64_t bits, std::uint64_t alignment) {
    align(packed_ ? 8 : alignment * 8);
    return take(bits, alignment);
  }

  // A bitfield doesn't cross from one unit of its type's size to the next.
  std::uint64_t place_bits(std::uint64_t bits, std::uint64_t unit, std::uint64_t alignment) {
    if (!packed_ && at_ / unit != (at_ + bits - 1) / unit) align(unit);
    return take(bits, alignment);
  }
  void align(std::uint64_t bits) { at_ = (at_ + bits - 1) / bits * bits; }

  std::uint64_t alignment() const { return packed_ ? 1 : alignment_; }
  std::uint64_t size() const {
    const std::uint64_t unit = alignment() * 8;
    return (end_ + unit - 1) / unit * unit / 8;
  }

 private:
  std::uint64_t take(std::uint64_t bits, std::uint64_t alignment) {
    const std::uint64_t offset = at_;
    end_ = std::max(end_, at_ + bits);
    if (end_ > kLargest * 8) throw Wrong("the type is larger than 1 GiB");
    at_ = is_union_ ? 0 : end_;
    alignment_ = std::max(alignment_, alignment);
    return offset;
  }

  bool is_union_;
  bool packed_;
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t alignment_ = 1;
};

class Declaration {
 public:
  Declaration(std::string_view text, const Types* known) : words_(text), known_(known) {}

  Shape parse() {
    shape_.root = arrays(pointers(type())).node;
    words_.skip(";");
    if (!words_.now().empty()) throw Wrong("'" + std::string(words_.now()) + "' is too much");
    return std::move(shape_);
  }

 private:
  Typed add(Node node, std::uint64_t alignment) {
    shape_.nodes.push_back(std::move(node));
    return {shape_.nodes.size() - 1, alignment};
  }

  const Node& of(const Typed& typed) const { return shape_.nodes[typed.node]; }

  Typed type() {
    if (++depth_ > kDeepest) throw Wrong("types are nested deeper than " + std::to_string(kDeepest));
    while (words_.skip("const") || words_.skip("volatile")) {
    }
    const std::string name(words_.now());
    if (!words_.at_name()) throw Wrong("a type is missing " + words_.place());
    const Typed made = is_integer_word(name) ? integer() : named(name);
    while (words_.skip("const") || words_.skip("volatile")) {
    }
    --depth_;
    return made;
  }

  Typed named(const std::string& name) {
    words_.next();
    if (name == "struct" || name == "union") return composite(name);
    if (name == "enum") return enumeration();
    if (name == "void") {
      if (words_.now() != "*") throw Wrong("void has no value");
      return add({.kind = Kind::pointer, .size = sizeof(std::uint64_t)}, 8);
    }
    if (const Scalar* scalar = scalar_named(name))
      return add({.kind = scalar->kind, .name = name, .size = scalar->size, .is_signed = scalar->is_signed},
                 scalar->size);
    return looked_up(name);
  }

  Typed integer() {
    std::string name;
    std::size_t longs = 0;
    bool is_unsigned = false;
    bool is_signed = false;
    std::uint64_t size = 4;
    while (is_integer_word(words_.now())) {
      const std::string_view word = words_.next();
      name += (name.empty() ? "" : " ") + std::string(word);
      if (word == "unsigned") is_unsigned = true;
      if (word == "signed") is_signed = true;
      if (word == "long") ++longs;
      if (word == "short") size = 2;
      if (word == "char") size = 1;
      if (word == "__int128") size = 16;
    }
    if (longs != 0) size = 8;
    return add({.kind = Kind::integer,
                .name = name,
                .size = size,
                .is_signed = !is_unsigned,
                .is_text = size == 1 && !is_unsigned && !is_signed},
               size);
  }

  Typed looked_up(const std::string& name) {
    const auto id = known_ != nullptr ? find_type(*known_, name) : std::nullopt;
    if (!id)
      throw Wrong("'" + name + "' is no type" +
                  (known_ == nullptr ? " of C's or the kernel's: declare it, or name a file with --btf" : ""));
    Resolved resolved = resolve(*known_, *id);
    if (!resolved.shape) throw Wrong(resolved.problem);
    const std::size_t base = shape_.nodes.size();
    for (Node& node : resolved.shape->nodes) {
      node.element += base;
      for (Member& member : node.members) member.node += base;
      shape_.nodes.push_back(std::move(node));
    }
    const std::size_t root = base + resolved.shape->root;
    return {root, alignment_of(root)};
  }

  // What BTF doesn't tell: that of the most aligned part, unless the size gives it away as packed.
  std::uint64_t alignment_of(std::size_t index) const {
    const Node& node = shape_.nodes[index];
    if (node.kind == Kind::array) return alignment_of(node.element);
    if (node.kind != Kind::composite && node.kind != Kind::section) return std::max<std::uint64_t>(node.size, 1);
    std::uint64_t alignment = 1;
    for (const Member& member : node.members) alignment = std::max(alignment, alignment_of(member.node));
    return node.size % alignment == 0 ? alignment : 1;
  }

  bool packed() {
    bool found = false;
    for (;;) {
      if (words_.skip("packed") || words_.skip("__packed")) {
        found = true;
      } else if (words_.skip("__attribute__")) {
        words_.expect("(");
        words_.expect("(");
        if (!words_.skip("packed")) words_.expect("__packed__");
        words_.expect(")");
        words_.expect(")");
        found = true;
      } else {
        return found;
      }
    }
  }

  Typed composite(const std::string& keyword) {
    bool is_packed = packed();
    const std::string tag = words_.at_name() ? std::string(words_.next()) : "";
    const std::string name = tag.empty() ? keyword : keyword + " " + tag;
    if (!words_.skip("{")) {
      if (tag.empty()) throw Wrong("'{' is missing " + words_.place());
      return looked_up(name);
    }
    Node node{.kind = Kind::composite, .name = name, .is_union = keyword == "union"};
    Words ahead = words_;  // "packed" may stand behind the members
    for (std::size_t open = 1; open != 0 && !ahead.now().empty();) {
      const std::string_view word = ahead.next();
      open += word == "{" ? 1 : 0;
      open -= word == "}" ? 1 : 0;
    }
    std::swap(words_, ahead);
    is_packed |= packed();
    std::swap(words_, ahead);
    Places places(node.is_union, is_packed);
    while (!words_.skip("}")) members(node, places);
    packed();
    node.size = places.size();
    return add(std::move(node), places.alignment());
  }

  void members(Node& parent, Places& places) {
    if (words_.now().empty()) throw Wrong("'}' is missing at the end");
    const Typed base = type();
    if (words_.skip(";")) {
      if (of(base).kind != Kind::composite) throw Wrong("a member has no name");
      member(parent, places, "", base);
      return;
    }
    do {
      Typed typed = pointers(base);
      const std::string name = words_.at_name() ? std::string(words_.next()) : "";
      if (words_.skip(":")) {
        bitfield(parent, places, name, typed);
      } else {
        if (name.empty()) throw Wrong("the name of a member is missing " + words_.place());
        member(parent, places, name, arrays(typed));
      }
    } while (words_.skip(","));
    words_.expect(";");
  }

  void member(Node& parent, Places& places, const std::string& name, const Typed& typed) const {
    check_new(parent, name);
    parent.members.push_back(
        {.name = name, .bit_offset = places.place(of(typed).size * 8, typed.alignment), .bits = 0, .node = typed.node});
  }

  void bitfield(Node& parent, Places& places, const std::string& name, const Typed& typed) {
    const Node& node = of(typed);
    const std::uint64_t unit = node.size * 8;
    const std::uint64_t bits = number();
    const bool whole = node.kind == Kind::integer || node.kind == Kind::boolean || node.kind == Kind::enumeration;
    if (!whole || bits > unit) throw Wrong("'" + name + "' can't be a bitfield of " + std::to_string(bits) + " bits");
    if (bits == 0) return places.align(unit);
    check_new(parent, name);
    const std::uint64_t at = places.place_bits(bits, unit, typed.alignment);
    if (!name.empty())
      parent.members.push_back(
          {.name = name, .bit_offset = at, .bits = static_cast<std::uint32_t>(bits), .node = typed.node});
  }

  static void check_new(const Node& parent, const std::string& name) {
    if (name.empty()) return;
    for (const Member& other : parent.members)
      if (other.name == name) throw Wrong("there are two members '" + name + "'");
  }

  Typed enumeration() {
    const std::string tag = words_.at_name() ? std::string(words_.next()) : "";
    if (!words_.skip("{")) {
      if (tag.empty()) throw Wrong("'{' is missing " + words_.place());
      return looked_up("enum " + tag);
    }
    Node node{.kind = Kind::enumeration, .name = "enum " + tag, .size = 4};
    std::int64_t value = 0;
    while (!words_.skip("}")) {
      if (!words_.at_name()) throw Wrong("a name is missing " + words_.place());
      const std::string name(words_.next());
      if (words_.skip("=")) {
        const bool negative = words_.skip("-");
        const std::uint64_t magnitude = number();
        if (magnitude > UINT32_MAX) throw Wrong("'" + name + "' doesn't fit into an enum");
        value = negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
      }
      node.is_signed |= value < 0;
      node.enumerators.push_back({name, static_cast<std::uint64_t>(value++)});
      if (!words_.skip(",") && words_.now() != "}") throw Wrong("'}' is missing " + words_.place());
    }
    return add(std::move(node), 4);
  }

  Typed pointers(Typed typed) {
    while (words_.skip("*")) {
      words_.skip("const");
      if (of(typed).kind != Kind::pointer) typed = add({.kind = Kind::pointer, .size = sizeof(std::uint64_t)}, 8);
    }
    return typed;
  }

  std::uint64_t number() {
    const std::string_view word = words_.next();
    const bool hex = word.starts_with("0x");
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(word.data() + (hex ? 2 : 0), word.data() + word.size(), value, hex ? 16 : 10);
    if (word.empty() || error != std::errc() || end != word.data() + word.size())
      throw Wrong(word.empty() ? "a number is missing at the end" : "'" + std::string(word) + "' is no number");
    return value;
  }

  // "[3][2]" is three times two: the last one is the innermost. "[]" takes what is there.
  Typed arrays(Typed element) {
    std::vector<std::uint64_t> counts;
    while (words_.skip("[")) {
      counts.push_back(words_.now() == "]" ? 0 : number());
      words_.expect("]");
    }
    for (; !counts.empty(); counts.pop_back()) {
      const std::uint64_t count = counts.back();
      const Node& node = of(element);
      if (count > kLargest || node.size * count > kLargest) throw Wrong("the type is larger than 1 GiB");
      if (counts.size() > kDeepest) throw Wrong("types are nested deeper than " + std::to_string(kDeepest));
      element = add({.kind = Kind::array,
                     .name = node.name + "[" + std::to_string(count) + "]",
                     .size = node.size * count,
                     .is_text = node.is_text,
                     .count = count,
                     .element = element.node},
                    element.alignment);
    }
    return element;
  }

  Words words_;
  const Types* known_;
  Shape shape_;
  std::size_t depth_ = 0;
};

}  // namespace

Resolved declared(const std::string& text, const Types* known) {
  try {
    return {Declaration(text, known).parse(), ""};
  } catch (const Wrong& problem) {
    return {std::nullopt, problem.what()};
  }
}

}  // namespace bpflens::btf
