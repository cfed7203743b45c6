// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog": the programs the kernel holds, and objects on their way into it.
#include "commands/prog/prog.hpp"

#include "commands/nouns.hpp"
#include "commands/pin/pin.hpp"

namespace bpflens::commands {

void add_prog_verbs(CLI::App& prog, Invocation& chosen) {
  add_prog_list(prog, chosen);
  add_prog_pin(prog, chosen);
  add_prog_load(prog, chosen);
  add_prog_loadall(prog, chosen);
  add_prog_dump(prog, chosen);
  add_prog_run(prog, chosen);
  add_prog_attach(prog, chosen);
  add_prog_detach(prog, chosen);
  add_prog_unload(prog, chosen);
  add_prog_stats(prog, chosen);
  add_prog_top(prog, chosen);
  add_prog_profile(prog, chosen);
  add_prog_tracelog(prog, chosen);
}

}  // namespace bpflens::commands
