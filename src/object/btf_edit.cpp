// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types are only added, or put in the place of others: the ids of all others stay.
#include "object/btf_edit.hpp"

#include <linux/btf.h>

#include <array>

#include "object/btf_soundness.hpp"
#include "object/bytes.hpp"

namespace bpflens::object {
namespace {

std::uint32_t info(std::uint32_t kind, std::size_t count = 0) { return kind << 24 | static_cast<std::uint32_t>(count); }

constexpr std::array<std::uint32_t, 3> kVoidPointer = {0, std::uint32_t{BTF_KIND_PTR} << 24, 0};

Problem damaged(const std::string& what) {
  return {"its BTF is damaged: " + what, "compile it again, or take the BTF out with llvm-strip -R .BTF"};
}

}  // namespace

std::optional<std::size_t> words_after(std::uint32_t info) {
  const std::size_t count = BTF_INFO_VLEN(info);
  switch (BTF_INFO_KIND(info)) {
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG:
      return 1;
    case BTF_KIND_ARRAY:
      return 3;
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_DATASEC:
    case kKindEnum64:
      return 3 * count;
    case BTF_KIND_ENUM:
    case BTF_KIND_FUNC_PROTO:
      return 2 * count;
    case BTF_KIND_PTR:
    case BTF_KIND_FWD:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_FUNC:
    case BTF_KIND_FLOAT:
    case BTF_KIND_TYPE_TAG:
      return 0;
    default:
      return std::nullopt;
  }
}

BtfEdit::BtfEdit() : strings_(1, '\0') {}

std::variant<BtfEdit, Problem> BtfEdit::read(Bytes section) {
  const auto header = record_at<btf_header>(section, 0);
  if (!header || header->magic != BTF_MAGIC) return damaged("it doesn't begin as BTF does");
  const std::uint64_t types = std::uint64_t{header->hdr_len} + header->type_off;
  const std::uint64_t strings = std::uint64_t{header->hdr_len} + header->str_off;
  if (types + header->type_len > section.size() || strings + header->str_len > section.size() || header->type_len % 4)
    return damaged("its parts lie outside the section");
  BtfEdit edit;
  edit.strings_.reserve(header->str_len + header->str_len / 2);
  edit.strings_.assign(reinterpret_cast<const char*>(section.data() + strings), header->str_len);
  if (edit.strings_.empty() || edit.strings_.front() != '\0' || edit.strings_.back() != '\0')
    return damaged("its strings have no end");
  edit.types_.assign(section.data() + types, header->type_len / 4);
  const std::vector<std::uint32_t>& words = edit.types_.words();
  for (std::size_t at = 0; at < words.size();) {
    const auto more = at + 3 <= words.size() ? words_after(words[at + 1]) : std::nullopt;
    if (!more || *more > words.size() - at - 3) return damaged("type " + std::to_string(edit.types_.size() + 1));
    edit.types_.begins_at(at);
    at += 3 + *more;
  }
  if (const std::string what = unsoundness(edit.types_, edit.strings_.size()); !what.empty()) return damaged(what);
  return edit;
}

std::uint32_t BtfEdit::add(BtfRecord record) {
  types_.add(record);
  changed_ = true;
  return static_cast<std::uint32_t>(types_.size());
}

std::uint32_t BtfEdit::add_string(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto there = added_.find(text); there != added_.end()) return there->second;
  const auto offset = static_cast<std::uint32_t>(strings_.size());
  strings_.append(text).push_back('\0');
  added_.emplace(text, offset);
  changed_ = true;
  return offset;
}

std::uint32_t BtfEdit::add_char() {
  return add(std::array{add_string("char"), info(BTF_KIND_INT), 1U, std::uint32_t{BTF_INT_SIGNED} << 24 | 8});
}

std::uint32_t BtfEdit::add_pointer(std::uint32_t to) { return add(std::array{0U, info(BTF_KIND_PTR), to}); }

std::uint32_t BtfEdit::add_array(std::uint32_t of, std::uint32_t index_type, std::uint32_t count) {
  return add(std::array{0U, info(BTF_KIND_ARRAY), 0U, of, index_type, count});
}

std::uint32_t BtfEdit::add_function_type() { return add(std::array{0U, info(BTF_KIND_FUNC_PROTO), 0U}); }

std::uint32_t BtfEdit::add_struct(const std::vector<Member>& members) {
  std::vector<std::uint32_t> record = {0, info(BTF_KIND_STRUCT, members.size()), 0};
  for (const Member& member : members) {
    const std::uint32_t words[] = {add_string(member.name), member.type, record[2] * 8};
    record.insert(record.end(), std::begin(words), std::end(words));
    record[2] += member.size;
  }
  return add(record);
}

std::uint32_t BtfEdit::add_variable(std::string_view name, std::uint32_t type) {
  return add(std::array{add_string(name), info(BTF_KIND_VAR), type, std::uint32_t{BTF_VAR_GLOBAL_ALLOCATED}});
}

std::uint32_t BtfEdit::add_section(std::string_view name, std::uint32_t size, const std::vector<Variable>& variables) {
  std::vector<std::uint32_t> record = {add_string(name), info(BTF_KIND_DATASEC, variables.size()), size};
  for (const Variable& variable : variables) {
    const std::uint32_t words[] = {variable.type, variable.offset, variable.size};
    record.insert(record.end(), std::begin(words), std::end(words));
  }
  return add(record);
}

std::vector<BtfEdit::Variable> BtfEdit::variables_of(std::string_view section) const {
  std::vector<Variable> variables;
  for (std::size_t i = 0; i < types_.size(); ++i) {
    const BtfRecord record = types_[i];
    if (BTF_INFO_KIND(record[1]) != BTF_KIND_DATASEC || string(record[0]) != section) continue;
    for (std::size_t at = 3; at < record.size(); at += 3) {
      const std::uint32_t id = record[at];
      const std::string_view name = id == 0 || id > types_.size() ? "" : string(types_[id - 1][0]);
      variables.push_back({id, record[at + 1], record[at + 2], name});
    }
  }
  return variables;
}

void BtfEdit::drop_sections(const std::function<bool(std::string_view)>& such) {
  const auto meant = [&](BtfRecord record) {
    return BTF_INFO_KIND(record[1]) == BTF_KIND_DATASEC && such(string(record[0]));
  };
  types_.replace(meant, kVoidPointer);
  changed_ = true;
}

std::vector<std::byte> BtfEdit::bytes() const {
  btf_header header{};
  header.magic = BTF_MAGIC;
  header.version = BTF_VERSION;
  header.hdr_len = sizeof header;
  header.type_len = static_cast<std::uint32_t>(types_.words().size() * 4);
  header.str_off = header.type_len;
  header.str_len = static_cast<std::uint32_t>(strings_.size());
  std::vector<std::byte> bytes;
  bytes.reserve(sizeof header + header.type_len + header.str_len);
  append(bytes, &header, sizeof header);
  append(bytes, types_.words().data(), header.type_len);
  append(bytes, strings_.data(), strings_.size());
  return bytes;
}

}  // namespace bpflens::object
