// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature save": everything that "feature check" could ask, written down for where this kernel isn't.
#include "commands/feature/feature.hpp"
#include "commands/verb.hpp"
#include "model/helpers.hpp"
#include "render/saved_kernel.hpp"

namespace bpflens::commands {
namespace {

using kernel::Vocabulary;
using model::Answer;
using model::Capability;
using model::SavedKernel;

struct SaveOptions {
  bool full = false;
};

void declare(CLI::App& app, SaveOptions& options) {
  app.add_flag("--full", options.full, "ask for the helpers too that make the kernel log a warning");
}

std::vector<Capability> ask_all(kernel::Prober& prober, Vocabulary of) {
  std::vector<Capability> all;
  for (auto& [value, name] : prober.values(of)) all.push_back({value, name, prober.has(of, value)});
  return all;
}

std::vector<Capability> ask_abilities(kernel::Prober& prober) {
  std::vector<Capability> all;
  for (const model::AbilityFact& fact : model::abilities())
    if (fact.group != model::AbilityGroup::device)
      all.push_back({0, std::string(fact.name), prober.ability(fact.ability)});
  return all;
}

// All pairs under a GPL-compatible license, then under another one those that can be called at all.
void save_helpers(kernel::Prober& prober, bool full, SavedKernel& saved) {
  std::vector<kernel::HelperQuestion> questions;
  std::vector<model::SavedHelper*> asked;
  const auto known = prober.values(Vocabulary::helpers);
  for (const auto& [value, name] : known) saved.helpers.push_back({value, name, {}, {}});
  for (model::SavedHelper& helper : saved.helpers)
    for (const Capability& type : saved.program_types) {
      if (!full && model::makes_kernel_log_banner(helper.name)) {
        helper.gpl[type.value] = {
            model::unknown(0, "asking makes the kernel log a warning: save the kernel with --full"), false, ""};
        continue;
      }
      questions.push_back({type.value, helper.helper});
      asked.push_back(&helper);
    }
  const auto answers = prober.helpers(questions);
  std::vector<kernel::HelperQuestion> again;
  std::vector<model::SavedHelper*> asked_again;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    asked[i]->gpl[questions[i].program_type] = answers[i];
    if (answers[i].support.answer != Answer::yes) continue;
    again.push_back({questions[i].program_type, questions[i].helper, false});
    asked_again.push_back(asked[i]);
  }
  const auto proprietary = prober.helpers(again);
  for (std::size_t i = 0; i < proprietary.size(); ++i)
    if (proprietary[i].support.answer != Answer::yes)
      asked_again[i]->proprietary[again[i].program_type] = proprietary[i];
}

void save_kfuncs(kernel::Kfuncs& kfuncs, SavedKernel& saved) {
  const model::KfuncCatalogue catalogue = kfuncs.list();
  saved.kfuncs_tagged = catalogue.tagged;
  std::vector<kernel::KfuncQuestion> questions;
  for (const model::Kfunc& kfunc : catalogue.kfuncs)
    for (const Capability& type : saved.program_types) questions.push_back({type.value, &kfunc});
  const auto answers = kfuncs.callable(questions);
  auto answer = answers.begin();
  for (const model::Kfunc& kfunc : catalogue.kfuncs) {
    model::SavedKfunc& one = saved.kfuncs.emplace_back(model::SavedKfunc{kfunc, {}});
    for (const Capability& type : saved.program_types) one.types[type.value] = *answer++;
  }
}

SavedKernel ask_everything(kernel::Kernel& kernel, bool full) {
  SavedKernel saved;
  saved.saved_by = BPFLENS_VERSION;
  saved.release = kernel.host.surroundings().release.value.value_or("");
  kernel::Prober& prober = kernel.prober;
  saved.program_types = ask_all(prober, Vocabulary::program_types);
  saved.map_types = ask_all(prober, Vocabulary::map_types);
  saved.map_flags = ask_all(prober, Vocabulary::map_flags);
  saved.attach_types = ask_all(prober, Vocabulary::attach_types);
  saved.link_types = ask_all(prober, Vocabulary::link_types);
  saved.btf_kinds = ask_all(prober, Vocabulary::btf_kinds);
  saved.abilities = ask_abilities(prober);
  save_helpers(prober, full, saved);
  save_kfuncs(kernel.kfuncs, saved);
  for (const std::string_view path : model::bpf_settings())
    if (const auto value = kernel.host.sysctl(std::string(path))) saved.settings[std::string(path)] = *value;
  saved.config = kernel.host.build_config();
  saved.types = kernel.types.vmlinux();
  return saved;
}

int run(const SaveOptions& options, Context& context) {
  print_json(context, render::to_json(ask_everything(context.kernel, options.full)));
  return kDone;
}

}  // namespace

void add_feature_save(CLI::App& feature, Invocation& chosen) {
  add_verb<SaveOptions>(feature, chosen,
                        {.name = "save",
                         .alias = "",
                         .description = "Write down what this kernel can do, for feature check --against elsewhere",
                         .examples = "  bpflens feature save > 6.18.json\n"
                                     "  bpflens feature save --full > 6.18.json\n"
                                     "  bpflens feature check --against 6.18.json --object filter.o",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
