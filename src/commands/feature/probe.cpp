// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature probe": everything at once, in bpftool's shape.
#include <array>

#include "commands/feature/feature.hpp"
#include "commands/verb.hpp"
#include "model/helpers.hpp"
#include "render/feature.hpp"

namespace bpflens::commands {
namespace {

using kernel::Ability;
using kernel::Vocabulary;

struct ProbeOptions {
  bool full = false;
  bool macros = false;
  std::string prefix;
  std::vector<std::string> program_types;
};

struct Misc {
  Ability ability;
  const char* name;
};

constexpr auto kMisc = std::to_array<Misc>({{Ability::large_programs, "large_insn_limit"},
                                            {Ability::bounded_loops, "bounded_loops"},
                                            {Ability::isa_v2, "v2_isa_extension"},
                                            {Ability::isa_v3, "v3_isa_extension"},
                                            {Ability::isa_v4, "v4_isa_extension"}});

void declare(CLI::App& app, ProbeOptions& options) {
  app.add_flag("--full", options.full, "ask for the helpers too that make the kernel log a warning");
  app.add_flag("--macros", options.macros, "write a C header of #define lines");
  app.add_option("--prefix", options.prefix, "what the macros' names begin with")->type_name("PREFIX");
  app.add_option("--prog-type", options.program_types, "ask for the helpers of this program type only; may be repeated")
      ->type_name("TYPE")
      ->allow_extra_args(false);
}

model::SystemFacts system_facts(kernel::Host& host) {
  model::SystemFacts facts;
  for (const std::string_view path : model::bpf_settings())
    facts.settings.push_back({std::string(path.substr(path.rfind('/') + 1)), host.sysctl(std::string(path))});
  const auto config = host.build_config();
  if (!config) return facts;
  facts.config.emplace();
  for (const std::string_view name : model::bpf_config_options()) {
    const auto found = config->find(std::string(name));
    facts.config->push_back({std::string(name), found == config->end() ? std::nullopt : std::optional(found->second)});
  }
  return facts;
}

model::FeatureReport probe(kernel::Kernel& kernel, const ProbeOptions& options) {
  kernel::Prober& prober = kernel.prober;
  model::FeatureReport report;
  report.system = system_facts(kernel.host);
  report.syscall = prober.ability(Ability::bpf_syscall);
  for (auto& [value, name] : prober.values(Vocabulary::program_types))
    report.program_types.push_back({value, name, prober.program_type(value)});
  for (auto& [value, name] : prober.values(Vocabulary::map_types))
    report.map_types.push_back({value, name, prober.map_type(value)});
  std::vector<kernel::NamedValue> helpers = prober.values(Vocabulary::helpers);
  if (!options.full) std::erase_if(helpers, [](const auto& h) { return model::makes_kernel_log_banner(h.name); });
  report.helpers =
      ask_helpers(prober, chosen_values(prober, Vocabulary::program_types, options.program_types), helpers);
  for (const Misc& misc : kMisc) report.misc.push_back({0, misc.name, prober.ability(misc.ability)});
  return report;
}

int run(const ProbeOptions& options, Context& context) {
  if (!options.prefix.empty() && !options.macros) throw UsageError("--prefix goes with --macros");
  const model::FeatureReport report = probe(context.kernel, options);
  if (context.globals.json)
    print_json(context, render::to_json(report));
  else
    context.out << (options.macros ? render::macros(report, options.prefix) : render::text(report));
  return kDone;
}

}  // namespace

void add_feature_probe(CLI::App& feature, Invocation& chosen) {
  add_verb<ProbeOptions>(feature, chosen,
                         {.name = "probe",
                          .alias = "",
                          .description = "Ask the kernel for program types, map types, helpers and more",
                          .examples = "  bpflens feature probe\n"
                                      "  bpflens -j feature probe | jq .map_types.have_ringbuf_map_type\n"
                                      "  bpflens feature probe --prog-type xdp\n"
                                      "  bpflens feature probe kernel macros prefix MY_ > features.h",
                          .declare = declare,
                          .run = run});
}

}  // namespace bpflens::commands
