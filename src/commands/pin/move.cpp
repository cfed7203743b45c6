// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin move": another name for a pin, on the same bpffs or another.
#include "commands/pin/making.hpp"
#include "commands/pin/pin.hpp"
#include "commands/pin/seen_pins.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct MoveOptions {
  std::string from;
  std::string to;
  std::string in;
  kernel::PinOptions making;
};

void declare(CLI::App& app, MoveOptions& options) {
  app.add_option("FROM", options.from, "a pin")->required();
  app.add_option("TO", options.to, "its new name, on a bpffs")->required();
  declare_making(app, options.making);
  declare_in(app, options.in);
}

int run(const MoveOptions& options, Context& context) {
  PinView(context, options.in)->move(options.from, options.to, options.making);
  return done(context);
}

}  // namespace

void add_pin_move(CLI::App& pin, Invocation& chosen) {
  add_verb<MoveOptions>(pin, chosen,
                        {.name = "move",
                         .alias = "",
                         .description = "Give a pin another name; never replaces one",
                         .examples = "  bpflens pin move /sys/fs/bpf/x /sys/fs/bpf/app/x --parents\n"
                                     "  bpflens pin move /sys/fs/bpf/x /run/bpf/x",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
