// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/record.hpp"

#include <algorithm>

#include "btf/path.hpp"
#include "render/json.hpp"

namespace bpflens::render {
namespace {

using btf::Kind;
using btf::Shape;

bool ends_in_flexible_array(const Shape& shape) {
  const auto& members = shape.top().members;
  if (members.empty()) return false;
  const btf::Node& last = shape.nodes[members.back().node];
  return last.kind == Kind::array && last.count == 0;
}

btf::Style plan_style(const RecordStyle& style) {
  return {.string_integers = style.string_integers, .names = style.names};
}

std::size_t usual_width(const btf::Node& node) {
  switch (node.format) {
    case btf::Format::ipv4:
    case btf::Format::ip:
      return 15;
    case btf::Format::ipv6:
      return 25;
    case btf::Format::mac:
      return 17;
    case btf::Format::duration:
      return 9;
    default:
      return node.kind == Kind::array && node.is_text ? std::min<std::size_t>(node.count, 15) : 0;
  }
}

Record::Member column_of(const std::string& name, const btf::Part& part, btf::Plan plan) {
  const btf::Node& node = part.shape->top();
  const bool counts = node.format == btf::Format::natural || node.format == btf::Format::network_order ||
                      node.format == btf::Format::duration;
  const bool is_number = (node.kind == Kind::integer && !node.is_text) || node.kind == Kind::floating;
  return Record::Member{name,
                        Json(name).dump(-1, ' ', false, Json::error_handler_t::replace) + ":",
                        part.offset,
                        is_number && counts,
                        usual_width(node),
                        std::move(plan)};
}

// A member by its path ("from.port"); nothing when it can't be written apart from others.
std::optional<Record::Member> column(const Shape& shape, const std::string& path, const RecordStyle& style) {
  const btf::Part part = btf::part_of(shape, path);
  if (!part.shape || part.bits != 0 || part.first_bit != 0) return std::nullopt;
  auto compiled = btf::Plan::compile(*part.shape, plan_style(style));
  if (!compiled.plan) return std::nullopt;
  return column_of(path, part, std::move(*compiled.plan));
}

// Those of the type's members that were asked for; all of them when none was named.
std::vector<Record::Member> columns_of(const Shape& shape, const RecordStyle& style, std::string& problem) {
  std::vector<Record::Member> columns;
  for (const std::string& field : style.fields) {
    auto made = column(shape, field, style);
    if (made)
      columns.push_back(std::move(*made));
    else if (!style.fields_may_miss)
      problem = "it has no member " + field + " that can be shown by itself";
  }
  for (const btf::Member& member : shape.top().members) {
    if (!style.fields.empty()) break;
    auto made = member.name.empty() ? std::nullopt : column(shape, member.name, style);
    if (!made) return {};
    columns.push_back(std::move(*made));
  }
  return columns;
}

}  // namespace

Record::Compiled Record::compile(std::string name, const Shape& shape, const RecordStyle& style) {
  auto whole = btf::Plan::compile(shape, plan_style(style));
  if (!whole.plan) return {std::nullopt, std::move(whole.problem)};
  Record record(std::move(name), std::move(*whole.plan));
  std::string problem;
  record.columns_ = columns_of(shape, style, problem);
  if (!problem.empty()) return {std::nullopt, std::move(problem)};
  record.only_columns_ = !style.fields.empty();
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
    out.append(member.label);
    member.plan.write(data.subspan(member.offset), out);
    separator = ',';
  }
  out.append("}");
}

}  // namespace bpflens::render
