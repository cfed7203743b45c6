// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog tracelog": what programs print with bpf_printk, until Ctrl-C.
#include <string_view>

#include "commands/prog/prog.hpp"
#include "commands/verb.hpp"
#include "render/escape.hpp"
#include "render/trace_line.hpp"

namespace bpflens::commands {
namespace {

struct TraceLogOptions {
  bool mount = false;
};

void declare(CLI::App& app, TraceLogOptions& options) {
  app.add_flag("--mount", options.mount, "mount tracefs where it isn't mounted");
}

void write_line(std::string_view line, Context& context) {
  if (context.globals.json)
    context.out << render::trace_line_json(line);
  else
    context.out << render::printable(std::string(line)) << '\n';
}

int run(const TraceLogOptions& options, Context& context) {
  const auto stop = context.kernel.processes.catch_stop();
  const auto log = context.kernel.events.trace_log(options.mount);
  std::string pending;  // a line that has come in part
  while (!stop->requested()) {
    const std::string text = log->read(stop->descriptor());
    if (text.empty()) break;
    pending += text;
    std::size_t start = 0;
    for (std::size_t end; (end = pending.find('\n', start)) != std::string::npos; start = end + 1)
      write_line(std::string_view(pending).substr(start, end - start), context);
    pending.erase(0, start);
    context.out.flush();
  }
  if (!pending.empty()) write_line(pending, context);
  return kDone;
}

}  // namespace

void add_prog_tracelog(CLI::App& prog, Invocation& chosen) {
  add_verb<TraceLogOptions>(prog, chosen,
                            {.name = "tracelog",
                             .alias = "",
                             .description = "Print what programs write with bpf_printk",
                             .examples = "  bpflens prog tracelog\n"
                                         "  bpflens -j prog tracelog | jq -r .message",
                             .declare = declare,
                             .run = run});
}

}  // namespace bpflens::commands
