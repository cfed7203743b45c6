// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature diff": two saved kernels side by side.
#include "commands/feature/feature.hpp"
#include "commands/feature/saved_file.hpp"
#include "commands/verb.hpp"
#include "model/kernel_difference.hpp"
#include "render/table.hpp"

namespace bpflens::commands {
namespace {

using model::KernelDifference;
using model::SavedKernel;
using render::Json;

struct DiffOptions {
  std::string a;
  std::string b;
};

void declare(CLI::App& app, DiffOptions& options) {
  app.add_option("A", options.a, "a saved kernel")->required()->type_name("FILE");
  app.add_option("B", options.b, "another one")->required()->type_name("FILE");
}

render::Table table(const std::vector<KernelDifference>& differences, const DiffOptions& options) {
  render::Table table({{"FACT"}, {options.a}, {options.b}});
  for (const KernelDifference& one : differences) table.add({one.fact, one.a, one.b});
  return table;
}

Json kernel_json(const std::string& file, const SavedKernel& saved) {
  Json json;
  json["file"] = file;
  json["kernel"] = saved.release;
  return json;
}

Json to_json(const std::vector<KernelDifference>& differences) {
  Json all = Json::array();
  for (const KernelDifference& one : differences) all.push_back({{"fact", one.fact}, {"a", one.a}, {"b", one.b}});
  return all;
}

int run(const DiffOptions& options, Context& context) {
  auto a = read_saved_kernel(options.a);
  if (const auto* problem = std::get_if<std::string>(&a)) return report_error(context, *problem, kRefused);
  auto b = read_saved_kernel(options.b);
  if (const auto* problem = std::get_if<std::string>(&b)) return report_error(context, *problem, kRefused);
  const auto& left = std::get<SavedKernel>(a);
  const auto& right = std::get<SavedKernel>(b);
  const std::vector<KernelDifference> found = differences(left, right);
  if (context.globals.json) {
    Json json;
    json["a"] = kernel_json(options.a, left);
    json["b"] = kernel_json(options.b, right);
    json["differences"] = to_json(found);
    print_json(context, json);
  } else if (!found.empty()) {
    print_table(context, table(found, options));
  }
  return found.empty() ? kDone : kNo;
}

}  // namespace

void add_feature_diff(CLI::App& feature, Invocation& chosen) {
  add_verb<DiffOptions>(feature, chosen,
                        {.name = "diff",
                         .alias = "",
                         .description = "What sets two saved kernels apart? Status 1 when anything does",
                         .examples = "  bpflens feature diff 5.10.json 6.1.json\n"
                                     "  bpflens -j feature diff old.json new.json | jq -r '.differences[].fact'",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
