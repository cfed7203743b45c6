// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A depth-first walk that makes one node a type and remembers it, so that the work is bounded by the number
// of types even where they nest many times over.
#include "btf/shape.hpp"

#include <bpf/btf.h>

#include <map>
#include <stdexcept>

namespace bpflens::btf {
namespace {

constexpr std::size_t kDeepestShape = 64;
constexpr std::uint64_t kLargestShape = std::uint64_t{1} << 30;
constexpr std::uint64_t kMostFields = std::uint64_t{1} << 20;

struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The lowest bits of a value, the highest of them repeated where it is a sign.
std::uint64_t extended(std::uint64_t value, std::uint32_t bits, bool is_signed) {
  const std::uint32_t unused = 64 - bits;
  const std::uint64_t shifted = value << unused;
  return is_signed ? static_cast<std::uint64_t>(static_cast<std::int64_t>(shifted) >> unused) : shifted >> unused;
}

std::string type_text(std::uint32_t id) { return "BTF type " + std::to_string(id); }

class Resolver {
 public:
  explicit Resolver(const ::btf* types) : types_(types) {}

  std::size_t node_of(std::uint32_t id) {
    const std::string alias = skip_modifiers(id);
    if (const auto known = nodes_.find(id); known != nodes_.end()) {
      if (known->second == kInProgress) throw Malformed(type_text(id) + " contains itself");
      return known->second;
    }
    if (++depth_ > kDeepestShape) throw Malformed("types are nested deeper than " + std::to_string(kDeepestShape));
    nodes_[id] = kInProgress;
    Node node = make(id, type(id));
    if (node.size > kLargestShape) throw Malformed(type_text(id) + " is larger than 1 GiB");
    fields_.push_back(fields_of(id, node));
    if (!alias.empty()) node.name = alias;
    --depth_;
    shape.nodes.push_back(std::move(node));
    return nodes_[id] = shape.nodes.size() - 1;
  }

  Shape shape;

 private:
  static constexpr std::size_t kInProgress = SIZE_MAX;

  const btf_type& type(std::uint32_t id) const {
    const btf_type* found = id == 0 ? nullptr : btf__type_by_id(types_, id);
    if (found == nullptr) throw Malformed(id == 0 ? "void has no value" : "there is no " + type_text(id));
    return *found;
  }

  std::string name(std::uint32_t offset) const {
    const char* text = btf__name_by_offset(types_, offset);
    return text != nullptr ? text : "";
  }

  // Types that contain one another several times over, and need no bytes for it, would grow beyond all measure for
  // whoever walks the value.
  std::uint64_t fields_of(std::uint32_t id, const Node& node) const {
    std::uint64_t fields = 1 + (node.kind == Kind::array ? fields_[node.element] : 0);
    for (const Member& member : node.members) fields += fields_[member.node];
    if (fields > kMostFields) throw Malformed(type_text(id) + " has more than a million fields");
    return fields;
  }

  // Leaves the id of what a value is really made of; returns the outermost typedef's name.
  std::string skip_modifiers(std::uint32_t& id) const {
    std::string alias;
    for (std::size_t hops = 0; hops < kDeepestShape; ++hops) {
      const btf_type& at = type(id);
      const std::uint32_t kind = btf_kind(&at);
      const bool modifier = kind == BTF_KIND_TYPEDEF || kind == BTF_KIND_CONST || kind == BTF_KIND_VOLATILE ||
                            kind == BTF_KIND_RESTRICT || kind == BTF_KIND_TYPE_TAG || kind == BTF_KIND_VAR;
      if (!modifier) return alias;
      if (kind == BTF_KIND_TYPEDEF && alias.empty()) alias = name(at.name_off);
      id = at.type;
    }
    throw Malformed(type_text(id) + " is behind too many qualifiers");
  }

  Node make(std::uint32_t id, const btf_type& from) {
    switch (btf_kind(&from)) {
      case BTF_KIND_INT:
        return integer(id, from);
      case BTF_KIND_FLOAT:
        return {.kind = Kind::floating, .name = name(from.name_off), .size = from.size};
      case BTF_KIND_PTR:
        return {.kind = Kind::pointer, .size = sizeof(std::uint64_t)};
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        return enumeration(id, from);
      case BTF_KIND_ARRAY:
        return array(from);
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION:
        return composite(id, from);
      case BTF_KIND_DATASEC:
        return section(id, from);
      default:
        throw Malformed(type_text(id) + " is of a kind (" + std::to_string(btf_kind(&from)) + ") that has no value");
    }
  }

  Node integer(std::uint32_t id, const btf_type& from) const {
    const std::uint32_t encoding = btf_int_encoding(&from);
    const std::uint32_t bits = btf_int_bits(&from);
    Node node{.name = name(from.name_off), .size = from.size};
    if (from.size == 0 || from.size > 16 || bits == 0 || bits > from.size * 8 || btf_int_offset(&from) != 0)
      throw Malformed(type_text(id) + " is an integer of an impossible size");
    if ((encoding & BTF_INT_BOOL) != 0 && from.size == 1) node.kind = Kind::boolean;
    if ((encoding & BTF_INT_CHAR) != 0 && from.size == 1) node.kind = Kind::character;
    node.is_signed = (encoding & BTF_INT_SIGNED) != 0;
    node.is_text = from.size == 1 && (node.kind == Kind::character || node.name == "char");
    const bool odd = bits != from.size * 8 || (from.size & (from.size - 1)) != 0;
    node.bits = odd && node.kind != Kind::boolean ? bits : 0;
    return node;
  }

  Node enumeration(std::uint32_t id, const btf_type& from) const {
    Node node{.kind = Kind::enumeration, .name = "enum " + name(from.name_off), .size = from.size};
    if (from.size != 1 && from.size != 2 && from.size != 4 && from.size != 8)
      throw Malformed(type_text(id) + " is an enum of an impossible size");
    node.is_signed = btf_kflag(&from);
    for (std::uint32_t i = 0; i < btf_vlen(&from); ++i) {
      const bool wide = btf_is_enum64(&from);
      const std::uint64_t value = wide ? btf_enum64_value(&btf_enum64(&from)[i])
                                       : static_cast<std::uint64_t>(std::int64_t{btf_enum(&from)[i].val});
      const std::uint32_t name_at = wide ? btf_enum64(&from)[i].name_off : btf_enum(&from)[i].name_off;
      node.enumerators.push_back({name(name_at), extended(value, from.size * 8, node.is_signed)});
    }
    return node;
  }

  Node array(const btf_type& from) {
    const struct ::btf_array& bounds = *::btf_array(&from);
    const std::size_t element = node_of(bounds.type);
    const Node& of = shape.nodes[element];
    return {.kind = Kind::array,
            .name = of.name + "[" + std::to_string(bounds.nelems) + "]",
            .size = of.size * bounds.nelems,
            .is_text = of.is_text,
            .count = bounds.nelems,
            .element = element};
  }

  Node composite(std::uint32_t id, const btf_type& from) {
    const bool is_union = btf_is_union(&from);
    Node node{.kind = Kind::composite,
              .name = (is_union ? "union " : "struct ") + name(from.name_off),
              .size = from.size,
              .is_union = is_union};
    for (std::uint32_t i = 0; i < btf_vlen(&from); ++i) {
      const btf_member& member = btf_members(&from)[i];
      add(id, node,
          {.name = name(member.name_off),
           .bit_offset = btf_member_bit_offset(&from, i),
           .bits = btf_member_bitfield_size(&from, i),
           .node = node_of(member.type)});
    }
    return node;
  }

  Node section(std::uint32_t id, const btf_type& from) {
    Node node{.kind = Kind::section, .name = name(from.name_off), .size = from.size};
    for (std::uint32_t i = 0; i < btf_vlen(&from); ++i) {
      const btf_var_secinfo& place = btf_var_secinfos(&from)[i];
      const btf_type& variable = type(place.type);
      if (!btf_is_var(&variable)) continue;  // functions may stand in sections of their own
      add(id, node,
          {.name = name(variable.name_off),
           .bit_offset = std::uint64_t{place.offset} * 8,
           .bits = 0,
           .node = node_of(variable.type)});
    }
    return node;
  }

  // Compilers before kind_flag put a bitfield's width into an integer type of its own.
  void add(std::uint32_t id, Node& parent, Member member) const {
    const Node& of = shape.nodes[member.node];
    const bool number = of.kind == Kind::integer || of.kind == Kind::enumeration || of.kind == Kind::boolean;
    if (member.bits == 0 && (of.bits != 0 || member.bit_offset % 8 != 0) && number)
      member.bits = of.bits != 0 ? of.bits : static_cast<std::uint32_t>(of.size * 8);
    const std::uint64_t bits = member.bits != 0 ? member.bits : of.size * 8;
    const bool fits = member.bit_offset + bits <= parent.size * 8;
    const bool sane = member.bits == 0 ? member.bit_offset % 8 == 0 : number && member.bits <= of.size * 8;
    if (!fits || !sane) throw Malformed("member '" + member.name + "' doesn't fit into " + type_text(id));
    parent.members.push_back(std::move(member));
  }

  const ::btf* types_;
  std::map<std::uint32_t, std::size_t> nodes_;
  std::vector<std::uint64_t> fields_;  // of each node, those of its parts included
  std::size_t depth_ = 0;
};

}  // namespace

Resolved resolve(const Types& types, std::uint32_t type_id) {
  Resolver resolver(types.get());
  try {
    resolver.shape.root = resolver.node_of(type_id);
    return {std::move(resolver.shape), ""};
  } catch (const Malformed& problem) {
    return {std::nullopt, problem.what()};
  }
}

}  // namespace bpflens::btf
