// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Nodes are written depth first, each once.
#include "btf/blob.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <stdexcept>
#include <string>

namespace bpflens::btf {
namespace {

struct NotThere : std::runtime_error {
  using std::runtime_error::runtime_error;
};

int checked(int result) {
  if (result < 0) throw NotThere("BTF has no such type");
  return result;
}

// The kernel takes names that C takes; "struct event" is called "event", other names are left out.
std::string identifier(const std::string& name) {
  const std::string last = name.substr(name.rfind(' ') + 1);
  const bool good = !last.empty() && std::isdigit(static_cast<unsigned char>(last[0])) == 0 &&
                    std::all_of(last.begin(), last.end(),
                                [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
  const bool keyword = last == "struct" || last == "union" || last == "enum";
  return good && !keyword ? last : "";
}

class Writer {
 public:
  explicit Writer(::btf* types) : types_(types) {}

  std::uint32_t write(const Shape& shape) {
    ids_.assign(shape.nodes.size(), 0);
    return static_cast<std::uint32_t>(id_of(shape, shape.root));
  }

 private:
  int id_of(const Shape& shape, std::size_t index) {
    if (ids_[index] == 0) ids_[index] = make(shape, shape.nodes[index]);
    return ids_[index];
  }

  int make(const Shape& shape, const Node& node) {
    switch (node.kind) {
      case Kind::integer:
      case Kind::boolean:
      case Kind::character:
        return integer(node);
      case Kind::floating:
        return checked(btf__add_float(types_, node.name.c_str(), node.size));
      case Kind::pointer:
        return checked(btf__add_ptr(types_, 0));
      case Kind::enumeration:
        return enumeration(node);
      case Kind::array:
        return array(shape, node);
      case Kind::composite:
        return composite(shape, node);
      default:
        throw NotThere("a data section is made by a loader");
    }
  }

  int integer(const Node& node) {
    if (node.bits != 0) throw NotThere("an integer of an odd width");
    int encoding = node.is_signed ? BTF_INT_SIGNED : 0;
    if (node.kind == Kind::boolean) encoding = BTF_INT_BOOL;
    if (node.kind == Kind::character) encoding |= BTF_INT_CHAR;
    return checked(btf__add_int(types_, node.name.c_str(), node.size, encoding));
  }

  int enumeration(const Node& node) {
    const std::string name = identifier(node.name);
    const bool wide = node.size == 8;
    const int id =
        checked(wide ? btf__add_enum64(types_, name.c_str(), static_cast<std::uint32_t>(node.size), node.is_signed)
                     : btf__add_enum(types_, name.c_str(), static_cast<std::uint32_t>(node.size)));
    for (const Enumerator& enumerator : node.enumerators)
      checked(wide ? btf__add_enum64_value(types_, enumerator.name.c_str(), enumerator.value)
                   : btf__add_enum_value(types_, enumerator.name.c_str(), static_cast<std::int64_t>(enumerator.value)));
    return id;
  }

  int array(const Shape& shape, const Node& node) {
    const int element = id_of(shape, node.element);
    if (index_ == 0) index_ = checked(btf__add_int(types_, "__ARRAY_SIZE_TYPE__", sizeof(std::uint32_t), 0));
    return checked(btf__add_array(types_, index_, element, static_cast<std::uint32_t>(node.count)));
  }

  int composite(const Shape& shape, const Node& node) {
    std::vector<int> members;
    for (const Member& member : node.members) members.push_back(id_of(shape, member.node));
    const std::string name = identifier(node.name);
    const auto size = static_cast<std::uint32_t>(node.size);
    const int id = checked(node.is_union ? btf__add_union(types_, name.c_str(), size)
                                         : btf__add_struct(types_, name.c_str(), size));
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Member& member = node.members[i];
      checked(btf__add_field(types_, member.name.c_str(), members[i], static_cast<std::uint32_t>(member.bit_offset),
                             member.bits));
    }
    return id;
  }

  ::btf* types_;
  std::vector<int> ids_;
  int index_ = 0;
};

}  // namespace

std::optional<Blob> blob_of(const Shape* key, const Shape* value) {
  const std::unique_ptr<::btf, decltype(&btf__free)> types(btf__new_empty(), &btf__free);
  if (!types) return std::nullopt;
  Blob blob;
  try {
    Writer writer(types.get());
    if (key != nullptr) blob.key = writer.write(*key);
    if (value != nullptr) blob.value = writer.write(*value);
  } catch (const NotThere&) {
    return std::nullopt;
  }
  std::uint32_t size = 0;
  const auto* data = static_cast<const std::byte*>(btf__raw_data(types.get(), &size));
  if (data == nullptr) return std::nullopt;
  blob.bytes.assign(data, data + size);
  return blob;
}

}  // namespace bpflens::btf
