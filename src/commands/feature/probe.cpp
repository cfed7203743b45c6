// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature probe": everything at once, in bpftool's shape.
#include <cstdint>
#include <future>
#include <memory>
#include <optional>

#include "commands/feature/feature.hpp"
#include "commands/verb.hpp"
#include "model/helpers.hpp"
#include "render/feature.hpp"
#include "render/groups.hpp"

namespace bpflens::commands {
namespace {

using kernel::Ability;
using kernel::Vocabulary;

struct ProbeOptions {
  bool full = false;
  bool macros = false;
  bool unprivileged = false;
  std::string device;
  std::string prefix;
  std::vector<std::string> program_types;
};

void declare(CLI::App& app, ProbeOptions& options) {
  app.add_flag("--full", options.full, "ask for the helpers too that make the kernel log a warning");
  app.add_flag("--macros", options.macros, "write a C header of #define lines");
  app.add_option("--prefix", options.prefix, "what the macros' names begin with")->type_name("PREFIX");
  app.add_option("--dev", options.device, "ask what this network device can run itself, and how it does XDP")
      ->type_name("NIC");
  app.add_flag("--unprivileged", options.unprivileged, "ask as a process without any capability");
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

std::vector<model::Capability> all_of(kernel::Prober& prober, Vocabulary of) {
  std::vector<model::Capability> found;
  for (auto& [value, name] : prober.values(of)) found.push_back({value, name, prober.has(of, value)});
  return found;
}

std::vector<model::Capability> abilities(kernel::Prober& prober, model::AbilityGroup group) {
  std::vector<model::Capability> found;
  for (const model::AbilityFact& fact : model::abilities())
    if (fact.group == group)
      found.push_back({static_cast<std::uint32_t>(fact.ability), std::string(fact.name), prober.ability(fact.ability)});
  return found;
}

using Helpers = std::future<std::vector<model::TypeHelpers>>;

// Most of the time goes to helpers, so they are asked for while everything else is. The names are read first: only
// then may a prober be asked by several threads.
Helpers start_with_helpers(kernel::Prober& prober, const ProbeOptions& options) {
  std::vector<kernel::NamedValue> helpers = prober.values(Vocabulary::helpers);
  if (!options.full) std::erase_if(helpers, [](const auto& h) { return model::makes_kernel_log_banner(h.name); });
  auto types = chosen_values(prober, Vocabulary::program_types, options.program_types);
  constexpr auto kElseLater = std::launch::deferred;  // where there is no room for a thread
  return std::async(std::launch::async | kElseLater, [&prober, types = std::move(types), helpers = std::move(helpers)] {
    return ask_helpers(prober, types, helpers);
  });
}

// bpftool's other questions, which a device can be asked, too.
model::FeatureReport probe(kernel::Prober& prober) {
  model::FeatureReport report;
  report.syscall = prober.ability(Ability::bpf_syscall);
  report.program_types = all_of(prober, Vocabulary::program_types);
  report.map_types = all_of(prober, Vocabulary::map_types);
  report.misc = abilities(prober, model::AbilityGroup::misc);
  return report;
}

model::FeatureReport probe_kernel(kernel::Kernel& kernel, const ProbeOptions& options) {
  kernel::Prober& prober = kernel.prober;
  Helpers helpers = start_with_helpers(prober, options);
  model::FeatureReport report = probe(prober);
  report.system = system_facts(kernel.host);
  report.surroundings = kernel.host.surroundings();
  report.attach_types = all_of(prober, Vocabulary::attach_types);
  report.link_types = all_of(prober, Vocabulary::link_types);
  report.map_flags = all_of(prober, Vocabulary::map_flags);
  report.btf_kinds = all_of(prober, Vocabulary::btf_kinds);
  report.instructions = abilities(prober, model::AbilityGroup::instructions);
  report.programs = abilities(prober, model::AbilityGroup::programs);
  report.maps = abilities(prober, model::AbilityGroup::maps);
  report.helpers = helpers.get();
  return report;
}

// Null, and told, when there is no such device.
std::optional<model::FeatureReport> probe_device(Context& context, const ProbeOptions& options) {
  const std::unique_ptr<kernel::Prober> prober = context.kernel.prober.on_device(options.device);
  if (prober == nullptr) {
    report_error(context, "there is no network device '" + options.device + "' (ip link lists them)", kNo);
    return std::nullopt;
  }
  Helpers helpers = start_with_helpers(*prober, options);
  model::FeatureReport report = probe(*prober);
  report.device = options.device;
  report.xdp_modes = abilities(*prober, model::AbilityGroup::device);
  report.helpers = helpers.get();
  return report;
}

int run(const ProbeOptions& options, Context& context) {
  if (!options.prefix.empty() && !options.macros) throw UsageError("--prefix goes with --macros");
  if (options.unprivileged) context.kernel.host.become_unprivileged();
  const std::optional<model::FeatureReport> report =
      options.device.empty() ? probe_kernel(context.kernel, options) : probe_device(context, options);
  if (!report) return kNo;
  if (context.globals.json)
    print_json(context, render::to_json(*report));
  else
    context.out << (options.macros ? render::macros(*report, options.prefix) : render::text(*report));
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
                                      "  bpflens feature probe dev eth0\n"
                                      "  bpflens feature probe unprivileged\n"
                                      "  bpflens feature probe kernel macros prefix MY_ > features.h",
                          .declare = declare,
                          .run = run,
                          .listing =
                              [](const ProbeOptions&) {
                                return Listing{"probe_fact", "name", false, render::rows_of_groups};
                              },
                          .paged = true});
}

}  // namespace bpflens::commands
