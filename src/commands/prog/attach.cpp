// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog attach" and "prog detach": to maps of sockets and to the network namespace, as bpftool does.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "commands/prog/one_program.hpp"
#include "commands/prog/prog.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct Point {
  std::string_view word;
  std::uint32_t type;  // enum bpf_attach_type
  bool wants_map = true;
};

// The words after the first five are bpftool's old ones.
constexpr auto kPoints = std::to_array<Point>({
    {"sk_msg_verdict", 7},
    {"sk_skb_verdict", 38},
    {"sk_skb_stream_verdict", 5},
    {"sk_skb_stream_parser", 4},
    {"flow_dissector", 17, false},
    {"msg_verdict", 7},
    {"skb_verdict", 38},
    {"stream_verdict", 5},
    {"stream_parser", 4},
});

struct AttachOptions {
  std::string object;
  std::string type;
  std::string map;
};

void declare(CLI::App& app, AttachOptions& options) {
  std::vector<std::string> words;
  for (const Point& point : kPoints) words.emplace_back(point.word);
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin")->required();
  app.add_option("ATTACH_TYPE", options.type, "what it is to do there")->required()->check(CLI::IsMember(words));
  app.add_option("MAP", options.map, "the sockmap or sockhash; none for flow_dissector");
}

kernel::AttachPoint point_of(const AttachOptions& options, Context& context) {
  const auto row = std::find_if(kPoints.begin(), kPoints.end(), [&](const Point& p) { return p.word == options.type; });
  if (row->wants_map == options.map.empty())
    throw UsageError(row->wants_map ? options.type + " wants the map whose sockets the program is for"
                                    : options.type + " is attached to this network namespace: leave the map out");
  kernel::AttachPoint point{.type = row->type, .type_name = options.type, .map = {}};
  if (!row->wants_map) return point;
  const model::Selector wanted = selector(options.map);
  const auto maps = select_maps(context.kernel, wanted);
  if (maps.empty()) throw UsageError(not_found("map", wanted));
  if (maps.size() > 1) throw UsageError("several maps match '" + wanted.text + "': give the id of one");
  point.map = maps[0].id;
  return point;
}

int run_attach(const AttachOptions& options, Context& context) {
  return with_program(context, options.object, [&](const model::Program& program) {
    context.kernel.attachments.attach(program, point_of(options, context));
    return done(context);
  });
}

int run_detach(const AttachOptions& options, Context& context) {
  return with_program(context, options.object, [&](const model::Program& program) {
    context.kernel.attachments.detach(program, point_of(options, context));
    return done(context);
  });
}

}  // namespace

void add_prog_attach(CLI::App& prog, Invocation& chosen) {
  add_verb<AttachOptions>(prog, chosen,
                          {.name = "attach",
                           .alias = "",
                           .description = "Attach a program to a sockmap, or as flow dissector",
                           .examples = "  bpflens prog attach 12 sk_msg_verdict sockets\n"
                                       "  bpflens prog attach id 12 sk_skb_stream_verdict id 3\n"
                                       "  bpflens prog attach dissect flow_dissector",
                           .declare = declare,
                           .run = run_attach});
}

void add_prog_detach(CLI::App& prog, Invocation& chosen) {
  add_verb<AttachOptions>(prog, chosen,
                          {.name = "detach",
                           .alias = "",
                           .description = "Detach what prog attach has attached",
                           .examples = "  bpflens prog detach 12 sk_msg_verdict sockets\n"
                                       "  bpflens prog detach dissect flow_dissector",
                           .declare = declare,
                           .run = run_detach});
}

}  // namespace bpflens::commands
