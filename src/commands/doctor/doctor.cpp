// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "doctor": what on this machine helps or hinders BPF, and what to do about it.
#include "commands/doctor/doctor.hpp"

#include <vector>

#include "commands/nouns.hpp"
#include "commands/verb.hpp"
#include "render/diagnosis.hpp"

namespace bpflens::commands {
namespace {

constexpr model::Fact (*kLooks[])(const Patient&) = {
    release,      bpf_call,
    capabilities, without_privileges,
    lockdown,     security_modules,
    lsm_programs, fentry_programs,
    kprobes,      kernel_types,
    jit,          jit_hardening,
    memory_limit, bpffs,
    tracefs,      cgroup2,
    clang,        headers,
    libbpf,
};

struct DoctorOptions {};

// Hindrances are the answer, not a failure.
int run(const DoctorOptions&, Context& context) {
  kernel::Host& host = context.kernel.host;
  const Patient patient{context.kernel, host.surroundings(), host.build_config()};
  std::vector<model::Fact> facts;
  for (const auto look : kLooks) facts.push_back(look(patient));
  if (context.globals.json)
    context.out << render::array_text(
        facts, [](const model::Fact& fact) { return render::to_json(fact); }, context.globals.pretty);
  else
    context.out << render::text(facts, context.look.colour);
  return kDone;
}

}  // namespace

void add_doctor(CLI::App& root, Invocation& chosen) {
  add_verb<DoctorOptions>(root, chosen,
                          {.name = "doctor",
                           .alias = "",
                           .description = "Tell what on this machine helps or hinders BPF, and what to do about it",
                           .examples = "  bpflens doctor\n"
                                       "  bpflens -j doctor | jq -r '.[] | select(.health != \"good\").name'",
                           .declare = [](CLI::App&, DoctorOptions&) {},
                           .run = run,
                           .listing =
                               [](const DoctorOptions&) {
                                 return Listing{"fact", "name"};
                               }});
}

}  // namespace bpflens::commands
