// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/record.hpp"

#include <algorithm>

namespace bpflens::render {
namespace {

using btf::Kind;
using btf::Shape;

constexpr std::size_t kMostPadding = 7;

bool stands_alone(const btf::Member& member) {
  return !member.name.empty() && member.bits == 0 && member.bit_offset % 8 == 0;
}

bool ends_in_flexible_array(const Shape& shape) {
  const auto& members = shape.top().members;
  if (members.empty()) return false;
  const btf::Node& last = shape.nodes[members.back().node];
  return last.kind == Kind::array && last.count == 0;
}

std::optional<Record::Member> column(const Shape& shape, const btf::Member& member) {
  if (!stands_alone(member)) return std::nullopt;
  Shape part = shape;
  part.root = member.node;
  auto compiled = btf::Plan::compile(part, {});
  if (!compiled.plan) return std::nullopt;
  const btf::Node& node = shape.nodes[member.node];
  const bool is_number = (node.kind == Kind::integer && !node.is_text) || node.kind == Kind::floating;
  return Record::Member{member.name, member.bit_offset / 8, is_number, std::move(*compiled.plan)};
}

// Those of the type's members that were asked for; all of them when none was named.
std::vector<Record::Member> columns_of(const Shape& shape, std::span<const std::string> fields, std::string& problem) {
  std::vector<Record::Member> columns;
  const auto& members = shape.top().members;
  for (const std::string& field : fields) {
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.name == field; });
    auto made = found != members.end() ? column(shape, *found) : std::nullopt;
    if (!made) problem = "it has no member " + field + " that can be shown by itself";
    if (!made) return {};
    columns.push_back(std::move(*made));
  }
  for (const btf::Member& member : members) {
    if (!fields.empty()) break;
    auto made = column(shape, member);
    if (!made) return {};
    columns.push_back(std::move(*made));
  }
  return columns;
}

}  // namespace

Record::Compiled Record::compile(std::string name, const Shape& shape, std::span<const std::string> fields) {
  auto whole = btf::Plan::compile(shape, {});
  if (!whole.plan) return {std::nullopt, std::move(whole.problem)};
  Record record(std::move(name), std::move(*whole.plan));
  std::string problem;
  record.columns_ = columns_of(shape, fields, problem);
  if (!problem.empty()) return {std::nullopt, std::move(problem)};
  record.only_columns_ = !fields.empty();
  record.flexible_ = ends_in_flexible_array(shape);
  return {std::move(record), ""};
}

bool Record::fits(std::size_t length) const {
  return length >= whole_.size() && (flexible_ || length - whole_.size() <= kMostPadding);
}

void Record::write(std::span<const std::byte> data, btf::Buffer& out) const {
  if (!flexible_) data = data.first(whole_.size());
  if (!only_columns_) return whole_.write(data, out);
  char separator = '{';
  for (const Member& member : columns_) {
    out.append({&separator, 1});
    out.append("\"");
    out.append(member.name);
    out.append("\":");
    member.plan.write(data.subspan(member.offset), out);
    separator = ',';
  }
  out.append("}");
}

}  // namespace bpflens::render
