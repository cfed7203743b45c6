// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/kfuncs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "render/feature.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

using model::Answer;

std::vector<std::string> types_with(const KfuncReport& report, const KfuncRow& row, Answer answer) {
  std::vector<std::string> types;
  for (std::size_t i = 0; i < report.types.size(); ++i)
    if (row.answers[i].support.answer == answer) types.push_back(report.types[i]);
  return types;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool sleepable(const KfuncRow& row) {
  return std::any_of(row.answers.begin(), row.answers.end(), [](const auto& answer) { return answer.sleepable; });
}

std::vector<std::string> flags(const KfuncRow& row) {
  std::vector<std::string> all = row.kfunc.flags;
  if (sleepable(row)) all.emplace_back("sleepable");
  return all;
}

// "xdp, sched_cls"; "all" where every type answers so.
std::string types_in_words(const KfuncReport& report, const KfuncRow& row, Answer answer) {
  const auto types = types_with(report, row, answer);
  return types.size() == report.types.size() && types.size() > 1 ? "all" : listed(types);
}

// "xdp, sched_cls; unknown: ext, lsm"
std::string callers(const KfuncReport& report, const KfuncRow& row) {
  const std::string yes = types_in_words(report, row, Answer::yes);
  const std::string unknown = types_in_words(report, row, Answer::unknown);
  if (unknown.empty()) return yes;
  return yes + (yes.empty() ? "" : "; ") + "unknown: " + unknown;
}

// Why answers are unknown, a line each.
std::string reasons(const KfuncReport& report) {
  std::set<std::string> lines;
  for (const KfuncRow& row : report.rows)
    for (const model::KfuncSupport& answer : row.answers)
      if (answer.support.answer == Answer::unknown) lines.insert("unknown: " + reason(answer.support) + "\n");
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

// The types nobody could be asked for, one group a reason.
Json unknown_types(const KfuncReport& report, const KfuncRow& row) {
  std::map<std::pair<int, std::string>, Json> groups;
  for (std::size_t i = 0; i < report.types.size(); ++i) {
    const model::Support& support = row.answers[i].support;
    if (support.answer == Answer::unknown) groups[{support.error, support.reason}].push_back(report.types[i]);
  }
  Json json = Json::array();
  for (auto& [reason, types] : groups) {
    Json group;
    if (reason.first != 0) group["errno"] = errno_word(reason.first);
    group["reason"] = reason.second;
    group["types"] = std::move(types);
    json.push_back(std::move(group));
  }
  return json;
}

Cell cell(const model::KfuncSupport& answer) {
  if (answer.support.answer == Answer::unknown) return Cell::unknown;
  if (answer.support.answer == Answer::no) return Cell::no;
  return answer.sleepable ? Cell::only_sleepable : Cell::yes;
}

}  // namespace

Table table(const KfuncReport& report) {
  Table table({{"KFUNC"}, {"MODULE"}, {"FLAGS"}, {"CALLABLE FROM"}, {"PROTOTYPE"}});
  std::size_t left_out = 0;
  for (const KfuncRow& row : report.rows) {
    const std::string types = callers(report, row);
    if (types.empty())
      ++left_out;
    else
      table.add({row.kfunc.name, row.kfunc.module, listed(flags(row)), types, row.prototype});
  }
  const std::string rest = left_out == 0
                               ? ""
                               : fmt::format("{} of {} not callable from {}\n", left_out, report.rows.size(),
                                             report.types.size() == 1 ? report.types[0] : "any of these types");
  table.end_with(rest + reasons(report));
  return table;
}

Json to_json(const KfuncReport& report) {
  Json all = Json::array();
  for (const KfuncRow& row : report.rows) {
    Json json;
    json["name"] = row.kfunc.name;
    json["module"] = row.kfunc.module;
    json["prototype"] = row.prototype;
    json["flags"] = flags(row);
    json["types"] = types_with(report, row, Answer::yes);
    if (Json unknown = unknown_types(report, row); !unknown.empty()) json["unknown"] = std::move(unknown);
    all.push_back(std::move(json));
  }
  return all;
}

Matrix matrix(const KfuncReport& report) {
  Matrix matrix{"kfunc", report.types, {}};
  for (const KfuncRow& row : report.rows) {
    MatrixRow& cells = matrix.rows.emplace_back(MatrixRow{row.kfunc.name, {}});
    for (const model::KfuncSupport& answer : row.answers) cells.cells.push_back(cell(answer));
  }
  return matrix;
}

}  // namespace bpflens::render
