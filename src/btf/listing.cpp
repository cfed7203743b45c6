// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The text is made from the JSON: its keys are the words, in the same order.
#include "btf/listing.hpp"

#include <bpf/btf.h>

#include <array>
#include <string_view>

namespace bpflens::btf {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 20> kKinds = {
    "UNKNOWN", "INT",      "PTR",  "ARRAY",      "STRUCT", "UNION",   "ENUM",  "FWD",      "TYPEDEF",  "VOLATILE",
    "CONST",   "RESTRICT", "FUNC", "FUNC_PROTO", "VAR",    "DATASEC", "FLOAT", "DECL_TAG", "TYPE_TAG", "ENUM64"};

class Lister {
 public:
  Lister(const ::btf* types, std::uint32_t id) : types_(types), type_(btf__type_by_id(types, id)) {
    const std::size_t kind = btf_kind(type_);
    json_ = {{"id", id}, {"kind", kKinds[kind < kKinds.size() ? kind : 0]}, {"name", name(type_->name_off)}};
  }

  Json run() {
    switch (btf_kind(type_)) {
      case BTF_KIND_INT:
        integer();
        break;
      case BTF_KIND_ARRAY:
        json_["type_id"] = btf_array(type_)->type;
        json_["index_type_id"] = btf_array(type_)->index_type;
        json_["nr_elems"] = btf_array(type_)->nelems;
        break;
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION:
        composite();
        break;
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        enumeration();
        break;
      case BTF_KIND_FWD:
        json_["fwd_kind"] = btf_kflag(type_) ? "union" : "struct";
        break;
      case BTF_KIND_FUNC_PROTO:
        function_type();
        break;
      case BTF_KIND_DATASEC:
        section();
        break;
      case BTF_KIND_FLOAT:
        json_["size"] = type_->size;
        break;
      default:
        reference();
        break;
    }
    return std::move(json_);
  }

 private:
  std::string name(std::uint32_t offset) const {
    const char* text = btf__name_by_offset(types_, offset);
    return text == nullptr ? "(invalid)" : offset == 0 ? "(anon)" : text;
  }

  static std::string_view linkage(std::uint32_t value) {
    constexpr std::array<std::string_view, 3> kWords = {"static", "global", "extern"};
    return value < kWords.size() ? kWords[value] : "(unknown)";
  }

  void integer() {
    const std::uint32_t encoding = btf_int_encoding(type_);
    json_["size"] = type_->size;
    json_["bits_offset"] = btf_int_offset(type_);
    json_["nr_bits"] = btf_int_bits(type_);
    json_["encoding"] = encoding == 0                ? "(none)"
                        : encoding == BTF_INT_SIGNED ? "SIGNED"
                        : encoding == BTF_INT_CHAR   ? "CHAR"
                        : encoding == BTF_INT_BOOL   ? "BOOL"
                                                     : "UNKN";
  }

  // One part more of a type: a member, an enumerator, a parameter.
  static void add(Json& list, Json part) { list.push_back(std::move(part)); }

  void composite() {
    json_["size"] = type_->size;
    json_["vlen"] = btf_vlen(type_);
    Json members = Json::array();
    for (std::uint32_t i = 0; i < btf_vlen(type_); ++i) {
      const btf_member& member = btf_members(type_)[i];
      Json one = {
          {"name", name(member.name_off)}, {"type_id", member.type}, {"bits_offset", btf_member_bit_offset(type_, i)}};
      if (const std::uint32_t bits = btf_member_bitfield_size(type_, i); bits != 0) one["bitfield_size"] = bits;
      add(members, std::move(one));
    }
    json_["members"] = std::move(members);
  }

  void enumeration() {
    const bool is_signed = btf_kflag(type_);
    json_["encoding"] = is_signed ? "SIGNED" : "UNSIGNED";
    json_["size"] = type_->size;
    json_["vlen"] = btf_vlen(type_);
    Json values = Json::array();
    for (std::uint32_t i = 0; i < btf_vlen(type_); ++i) {
      if (btf_is_enum64(type_)) {
        const std::uint64_t value = btf_enum64_value(&btf_enum64(type_)[i]);
        const Json number = is_signed ? Json(static_cast<std::int64_t>(value)) : Json(value);
        add(values, {{"name", name(btf_enum64(type_)[i].name_off)}, {"val", number}});
      } else {
        const std::int32_t value = btf_enum(type_)[i].val;
        const Json number = is_signed ? Json(value) : Json(static_cast<std::uint32_t>(value));
        add(values, {{"name", name(btf_enum(type_)[i].name_off)}, {"val", number}});
      }
    }
    json_["values"] = std::move(values);
  }

  void function_type() {
    json_["ret_type_id"] = type_->type;
    json_["vlen"] = btf_vlen(type_);
    Json parameters = Json::array();
    for (std::uint32_t i = 0; i < btf_vlen(type_); ++i)
      add(parameters, {{"name", name(btf_params(type_)[i].name_off)}, {"type_id", btf_params(type_)[i].type}});
    json_["params"] = std::move(parameters);
  }

  void section() {
    json_["size"] = type_->size;
    json_["vlen"] = btf_vlen(type_);
    Json variables = Json::array();
    for (std::uint32_t i = 0; i < btf_vlen(type_); ++i) {
      const btf_var_secinfo& one = btf_var_secinfos(type_)[i];
      const btf_type* type = btf__type_by_id(types_, one.type);
      Json variable = {{"type_id", one.type}, {"offset", one.offset}, {"size", one.size}};
      if (type != nullptr) variable["name"] = name(type->name_off);
      add(variables, std::move(variable));
    }
    json_["vars"] = std::move(variables);
  }

  // The kinds that only lead to another type.
  void reference() {
    json_["type_id"] = type_->type;
    if (btf_is_func(type_)) json_["linkage"] = linkage(btf_vlen(type_));
    if (btf_is_var(type_)) json_["linkage"] = linkage(btf_var(type_)->linkage);
    if (btf_is_decl_tag(type_)) json_["component_idx"] = btf_decl_tag(type_)->component_idx;
  }

  const ::btf* types_;
  const btf_type* type_;
  Json json_;
};

std::string value_text(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// "'name' key=value key=value"; what is nested is left out.
std::string part_text(const Json& part) {
  std::string text;
  if (part.contains("name")) text = "'" + part["name"].get<std::string>() + "'";
  for (const auto& [key, value] : part.items()) {
    if (key == "id" || key == "kind" || key == "name" || value.is_array()) continue;
    text += (text.empty() ? "" : " ") + key + "=" + value_text(value);
  }
  return text;
}

// A variable's place comes before its name.
std::string variable_text(Json part) {
  const std::string name = part.contains("name") ? part["name"].get<std::string>() : "?";
  part.erase("name");
  return part_text(part) + " (VAR '" + name + "')";
}

}  // namespace

Json listed(const Types& types, std::uint32_t id) { return Lister(types.get(), id).run(); }

std::string listed_text(const Json& type) {
  std::string text = "[" + type["id"].dump() + "] " + type["kind"].get<std::string>() + " " + part_text(type);
  // bpftool has a comma here, and only here.
  if (type["kind"] == "VAR") text.replace(text.find(" linkage="), 1, ", ");
  text += "\n";
  const std::string_view ending = type["kind"] != "ENUM64" ? "" : type["encoding"] == "SIGNED" ? "LL" : "ULL";
  for (const auto& [key, value] : type.items()) {
    if (!value.is_array()) continue;
    for (const Json& part : value) {
      text += "\t" + (key == "vars" ? variable_text(part) : part_text(part));
      text += ending;
      text += '\n';
    }
  }
  return text;
}

}  // namespace bpflens::btf
