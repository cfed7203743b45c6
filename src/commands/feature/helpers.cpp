// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature helpers": which helpers a program type may call, and which types may call a helper.
#include "render/helpers.hpp"
#include "commands/feature/feature.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

using kernel::Vocabulary;
using model::Answer;

struct HelpersOptions {
  std::vector<std::string> program_types;
  std::vector<std::string> helpers;
  bool matrix = false;
};

void declare(CLI::App& app, HelpersOptions& options) {
  app.add_option("--prog-type", options.program_types, "which helpers may programs of this type call? may be repeated")
      ->type_name("TYPE")
      ->allow_extra_args(false);
  app.add_option("--helper", options.helpers, "which program types may call this helper? may be repeated")
      ->type_name("HELPER")
      ->allow_extra_args(false);
  app.add_flag("--matrix", options.matrix, "a grid on a terminal, CSV elsewhere");
}

// Asks once more under another license, and only for what can be called at all.
std::vector<model::HelperPair> pairs(kernel::Prober& prober, const std::vector<model::TypeHelpers>& asked) {
  std::vector<model::HelperPair> all;
  std::vector<kernel::HelperQuestion> questions;
  std::vector<std::size_t> places;
  for (const auto& type : asked)
    for (const auto& helper : type.helpers) {
      if (helper.answer.support.answer == Answer::yes) {
        questions.push_back({type.type, helper.helper, false});
        places.push_back(all.size());
      }
      all.push_back({type.type, type.type_name, helper, std::nullopt});
    }
  const auto answers = prober.helpers(questions);
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (answers[i].support.answer != Answer::unknown) all[places[i]].gpl_only = answers[i].support.answer == Answer::no;
  return all;
}

int run(const HelpersOptions& options, Context& context) {
  kernel::Prober& prober = context.kernel.prober;
  const auto types = chosen_values(prober, Vocabulary::program_types, options.program_types);
  const auto helpers = chosen_values(prober, Vocabulary::helpers, options.helpers);
  const std::vector<model::HelperPair> found = pairs(prober, ask_helpers(prober, types, helpers));
  if (context.globals.json)
    print_json(context, render::to_json(found));
  else if (options.matrix)
    print_matrix(context, render::matrix(found));
  else
    print_table(context, render::table(found, types.size() == 1, helpers.size() == 1));
  const auto count = [&found](Answer answer) {
    return std::count_if(found.begin(), found.end(),
                         [&](const auto& p) { return p.helper.answer.support.answer == answer; });
  };
  if (count(Answer::yes) != 0) return kDone;
  return count(Answer::unknown) != 0 ? kUndetermined : kNo;
}

}  // namespace

void add_feature_helpers(CLI::App& feature, Invocation& chosen) {
  add_verb<HelpersOptions>(feature, chosen,
                           {.name = "helpers",
                            .alias = "",
                            .description = "Which helpers may a program type call, and which types a helper?",
                            .examples = "  bpflens feature helpers --prog-type tracepoint\n"
                                        "  bpflens feature helpers --helper bpf_probe_read_kernel\n"
                                        "  bpflens feature helpers --prog-type xdp --helper bpf_redirect\n"
                                        "  bpflens feature helpers --matrix > helpers.csv",
                            .declare = declare,
                            .run = run,
                            .listing = [](const HelpersOptions&) {
                              return Listing{"helper", "helper"};
                            }});
}

}  // namespace bpflens::commands
