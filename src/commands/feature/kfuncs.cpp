// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature kfuncs": the kernel functions that programs may call, and from where.
#include "render/kfuncs.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "btf/prototype.hpp"
#include "commands/feature/feature.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

using kernel::Vocabulary;
using model::Answer;

struct KfuncsOptions {
  std::vector<std::string> program_types;
  std::vector<std::string> kfuncs;
  bool matrix = false;
};

void declare(CLI::App& app, KfuncsOptions& options) {
  app.add_option("--prog-type", options.program_types, "which kfuncs may programs of this type call? may be repeated")
      ->type_name("TYPE")
      ->allow_extra_args(false);
  app.add_option("--kfunc", options.kfuncs, "which program types may call this kfunc? may be repeated")
      ->type_name("KFUNC")
      ->allow_extra_args(false);
  app.add_flag("--matrix", options.matrix, "a grid on a terminal, CSV elsewhere");
}

// Keeps the kfuncs of these names, all if there are no names.
void choose(std::vector<model::Kfunc>& kfuncs, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::any_of(kfuncs.begin(), kfuncs.end(), [&](const auto& kfunc) { return kfunc.name == name; })) continue;
    std::string near;
    for (const model::Kfunc& kfunc : kfuncs)
      if (kfunc.name.find(name) != std::string::npos) near += (near.empty() ? "" : ", ") + kfunc.name;
    throw UsageError("this kernel has no kfunc '" + name + "'" + (near.empty() ? "" : ": did you mean " + near + "?"));
  }
  if (names.empty()) return;
  std::erase_if(kfuncs,
                [&](const auto& kfunc) { return std::find(names.begin(), names.end(), kfunc.name) == names.end(); });
}

// By the BTF of vmlinux and of modules; kfuncs come grouped by module.
std::vector<std::string> prototypes_of(const std::vector<model::Kfunc>& kfuncs, kernel::Types& types) {
  const auto vmlinux = types.vmlinux();
  std::vector<std::string> all;
  std::optional<btf::Types> at;
  for (std::size_t i = 0; i < kfuncs.size(); ++i) {
    if (i == 0 || kfuncs[i].module_btf != kfuncs[i - 1].module_btf) {
      const auto module = kfuncs[i].module_btf != 0 ? types.blob({kfuncs[i].module_btf}) : std::nullopt;
      at = !vmlinux ? std::nullopt : btf::Types::parse(module ? btf::joined(*vmlinux, *module) : *vmlinux);
    }
    all.push_back(at ? btf::prototype(*at, kfuncs[i].type_id) : "");
  }
  return all;
}

render::KfuncReport ask(kernel::Kernel& kernel, const std::vector<model::Kfunc>& kfuncs,
                        const std::vector<kernel::NamedValue>& types) {
  std::vector<kernel::KfuncQuestion> questions;
  for (const model::Kfunc& kfunc : kfuncs)
    for (const kernel::NamedValue& type : types) questions.push_back({type.value, &kfunc});
  std::vector<model::KfuncSupport> answers = kernel.kfuncs.callable(questions);
  render::KfuncReport report;
  for (const kernel::NamedValue& type : types) report.types.push_back(type.name);
  std::vector<std::string> prototypes = prototypes_of(kfuncs, kernel.types);
  auto answer = answers.begin();
  for (std::size_t k = 0; k < kfuncs.size(); ++k) {
    render::KfuncRow& row = report.rows.emplace_back(render::KfuncRow{kfuncs[k], std::move(prototypes[k]), {}});
    for (std::size_t i = 0; i < types.size(); ++i) row.answers.push_back(std::move(*answer++));
  }
  return report;
}

int exit_code(const render::KfuncReport& report) {
  const auto any = [&report](Answer answer) {
    return std::any_of(report.rows.begin(), report.rows.end(), [answer](const auto& row) {
      return std::any_of(row.answers.begin(), row.answers.end(),
                         [answer](const auto& a) { return a.support.answer == answer; });
    });
  };
  return any(Answer::yes) ? kDone : any(Answer::unknown) ? kUndetermined : kNo;
}

int run(const KfuncsOptions& options, Context& context) {
  const auto types = chosen_values(context.kernel.prober, Vocabulary::program_types, options.program_types);
  model::KfuncCatalogue catalogue = context.kernel.kfuncs.list();
  if (catalogue.tagged.answer != Answer::yes)
    return report_error(context, "which kfuncs there are is unknown: " + catalogue.tagged.reason, kUndetermined);
  choose(catalogue.kfuncs, options.kfuncs);
  const render::KfuncReport report = ask(context.kernel, catalogue.kfuncs, types);
  if (context.globals.json)
    print_json(context, render::to_json(report));
  else if (options.matrix)
    print_matrix(context, render::matrix(report));
  else
    print_table(context, render::table(report));
  return exit_code(report);
}

}  // namespace

void add_feature_kfuncs(CLI::App& feature, Invocation& chosen) {
  add_verb<KfuncsOptions>(
      feature, chosen,
      {.name = "kfuncs",
       .alias = "",
       .description = "Which kernel functions (kfuncs) are there, and which program types may call them?",
       .examples = "  bpflens feature kfuncs --prog-type xdp\n"
                   "  bpflens feature kfuncs --kfunc bpf_task_from_pid\n"
                   "  bpflens feature kfuncs --matrix > kfuncs.csv",
       .declare = declare,
       .run = run,
       .listing = [](const KfuncsOptions&) {
         return Listing{"kfunc", "name"};
       }});
}

}  // namespace bpflens::commands
