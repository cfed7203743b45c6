// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/helpers.hpp"

#include <fmt/core.h>

#include "model/helpers.hpp"
#include "render/feature.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

using model::Answer;

std::string remark(const model::HelperPair& pair) {
  if (pair.helper.answer.support.answer == Answer::unknown) return reason(pair.helper.answer.support);
  const model::HelperFact* fact = model::helper_fact(pair.helper.helper);
  std::string text(fact != nullptr ? fact->summary : "");
  const std::string_view better = model::better_helper(pair.helper.name);
  if (!better.empty()) text += "; better: " + std::string(better);
  if (!pair.helper.answer.note.empty()) text += " [only: " + pair.helper.answer.note + "]";
  return text;
}

Cell cell(const model::HelperPair& pair) {
  if (pair.helper.answer.support.answer == Answer::unknown) return Cell::unknown;
  if (pair.helper.answer.support.answer == Answer::no) return Cell::no;
  return pair.gpl_only.value_or(false) ? Cell::only_gpl : Cell::yes;
}

std::string license(const model::HelperPair& pair) { return !pair.gpl_only ? "?" : *pair.gpl_only ? "GPL" : "any"; }

}  // namespace

Table table(std::span<const model::HelperPair> pairs, bool one_type, bool one_helper) {
  std::vector<Column> columns;
  if (!one_type || one_helper) columns.push_back({"TYPE"});
  if (!one_helper || one_type) columns.push_back({"HELPER"});
  columns.push_back({"CALLABLE", Align::left, true});
  for (const char* title : {"SINCE", "LICENSE", "WHAT"}) columns.push_back({title});
  Table table(columns);
  std::size_t refused = 0;
  for (const model::HelperPair& pair : pairs) {
    if (pair.helper.answer.support.answer == Answer::no) {
      ++refused;
      continue;
    }
    const model::HelperFact* fact = model::helper_fact(pair.helper.helper);
    std::vector<std::string> cells;
    if (!one_type || one_helper) cells.push_back(pair.type_name);
    if (!one_helper || one_type) cells.push_back(pair.helper.name);
    cells.push_back(word(pair.helper.answer.support.answer));
    cells.push_back(fact != nullptr ? std::string(fact->since) : "?");
    cells.push_back(license(pair));
    cells.push_back(remark(pair));
    table.add(std::move(cells));
  }
  const std::string rest = refused == 0 ? "" : fmt::format("{} of {} not callable\n", refused, pairs.size());
  table.end_with(rest);
  return table;
}

Json to_json(std::span<const model::HelperPair> pairs) {
  Json all = Json::array();
  for (const model::HelperPair& pair : pairs) {
    const model::HelperSupport& answer = pair.helper.answer;
    Json json;
    json["type"] = pair.type_name;
    json["helper"] = pair.helper.name;
    json["answer"] = word(answer.support.answer);
    if (pair.gpl_only) json["gpl_only"] = *pair.gpl_only;
    if (const model::HelperFact* fact = model::helper_fact(pair.helper.helper)) {
      json["since"] = fact->since;
      json["summary"] = fact->summary;
    }
    if (!answer.note.empty()) json["note"] = answer.note;
    if (const auto better = model::better_helper(pair.helper.name); !better.empty()) json["better"] = better;
    if (answer.support.error != 0) json["errno"] = errno_word(answer.support.error);
    if (!answer.support.reason.empty()) json["reason"] = answer.support.reason;
    all.push_back(std::move(json));
  }
  return all;
}

Matrix matrix(std::span<const model::HelperPair> pairs) {
  Matrix matrix{"helper", {}, {}};
  std::size_t row = 0;
  for (const model::HelperPair& pair : pairs) {
    if (matrix.columns.empty() || matrix.columns.back() != pair.type_name) {
      matrix.columns.push_back(pair.type_name);
      row = 0;
    }
    if (matrix.columns.size() == 1) matrix.rows.push_back({pair.helper.name, {}});
    matrix.rows[row++].cells.push_back(cell(pair));
  }
  return matrix;
}

}  // namespace bpflens::render
