// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "version": of bpflens and of the libbpf it runs with.
#include "commands/nouns.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct VersionOptions {};

int run(const VersionOptions&, Context& context) { return print_version(context); }

}  // namespace

// bpftool's document; its features name what was compiled in there, of which nothing is needed here.
int print_version(Context& context) {
  const std::string libbpf = context.kernel.loader.libbpf_version();
  if (context.globals.json) {
    const render::Json features = {{"libbfd", false}, {"llvm", false}, {"skeletons", false}, {"bootstrap", false}};
    print_json(context, {{"version", BPFLENS_VERSION}, {"libbpf_version", libbpf}, {"features", features}});
  } else {
    context.out << "bpflens " BPFLENS_VERSION "\nlibbpf " << libbpf << '\n';
  }
  return kDone;
}

void add_version(CLI::App& root, Invocation& chosen) {
  add_verb<VersionOptions>(root, chosen,
                           {.name = "version",
                            .alias = "",
                            .description = "Print the versions of bpflens and libbpf",
                            .examples = "  bpflens version\n"
                                        "  bpflens -j version | jq -r .version",
                            .declare = [](CLI::App&, VersionOptions&) {},
                            .run = run});
}

}  // namespace bpflens::commands
