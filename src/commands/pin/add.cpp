// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin add", and bpftool's words for it: "prog pin", "map pin", "link pin".
#include "commands/pin/making.hpp"
#include "commands/pin/object.hpp"
#include "commands/pin/pin.hpp"
#include "commands/pin/seen_pins.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

using model::ObjectKind;

struct AddOptions {
  std::vector<std::string> words;  // KIND (or not), OBJECT, PATH
  std::string in;
  kernel::PinOptions making;
};

int pin_object(Context& context, std::optional<ObjectKind> kind, const std::string& reference, const std::string& path,
               const kernel::PinOptions& making, const std::string& in) {
  const auto object = one_object(context.kernel, kind, reference);
  if (!object) return report_error(context, no_such_object(kind, reference), kNo);
  PinView(context, in)->add(*object, path, making);
  return done(context);
}

void declare_add(CLI::App& app, AddOptions& options) {
  app.add_option("OBJECT", options.words,
                 "what to pin (prog 12, map counts, link 3; the kind may be left out where only one fits), and "
                 "the name to give it, on a bpffs")
      ->required();
  declare_making(app, options.making);
  declare_in(app, options.in);
}

int run_add(const AddOptions& options, Context& context) {
  const auto& words = options.words;
  if (words.size() < 2 || words.size() > 3) throw UsageError("give what to pin and where: pin add OBJECT PATH");
  if (words.size() == 2) {
    if (kind_named(words[0])) throw UsageError("give what to pin and where: pin add " + words[0] + " OBJECT PATH");
    return pin_object(context, std::nullopt, words[0], words[1], options.making, options.in);
  }
  const auto kind = kind_named(words[0]);
  if (!kind) throw UsageError("'" + words[0] + "' is no kind of object: there are prog, map and link");
  return pin_object(context, kind, words[1], words[2], options.making, options.in);
}

struct PinOfKindOptions {
  std::string object;
  std::string path;
  std::string in;
  kernel::PinOptions making;
};

template <ObjectKind kind>
void declare_of_kind(CLI::App& app, PinOfKindOptions& options) {
  constexpr auto kArgument = kind == ObjectKind::program ? "PROG" : kind == ObjectKind::map ? "MAP" : "LINK";
  app.add_option(kArgument, options.object, "an id, a name or the path of a pin")->required();
  app.add_option("PATH", options.path, "the name to give it, on a bpffs")->required();
  declare_making(app, options.making);
  declare_in(app, options.in);
}

template <ObjectKind kind>
int run_of_kind(const PinOfKindOptions& options, Context& context) {
  return pin_object(context, kind, options.object, options.path, options.making, options.in);
}

template <ObjectKind kind>
void add_pin_of_kind(CLI::App& noun, Invocation& chosen, const std::string& object) {
  const std::string command = "  bpflens " + std::string(word(kind)) + " pin ";
  add_verb<PinOfKindOptions>(
      noun, chosen,
      {.name = "pin",
       .description = "Give a " + object + " a name in a bpffs, which keeps it alive",
       .examples = command + "12 /sys/fs/bpf/x\n" + command + "12 /sys/fs/bpf/app/x --parents --mount",
       .declare = declare_of_kind<kind>,
       .run = run_of_kind<kind>});
}

}  // namespace

void add_pin_add(CLI::App& pin, Invocation& chosen) {
  add_verb<AddOptions>(pin, chosen,
                       {.name = "add",
                        .description = "Give a program, map or link a name in a bpffs, which keeps it alive",
                        .examples = "  bpflens pin add prog 12 /sys/fs/bpf/filter\n"
                                    "  bpflens pin add map counts /sys/fs/bpf/app/counts --parents\n"
                                    "  bpflens pin add link 3 /sys/fs/bpf/link --mount\n"
                                    "  bpflens pin add prog 12 /sys/fs/bpf/filter --in web",
                        .declare = declare_add,
                        .run = run_add});
}

void add_prog_pin(CLI::App& prog, Invocation& chosen) { add_pin_of_kind<ObjectKind::program>(prog, chosen, "program"); }
void add_map_pin(CLI::App& map, Invocation& chosen) { add_pin_of_kind<ObjectKind::map>(map, chosen, "map"); }
void add_link_pin(CLI::App& link, Invocation& chosen) { add_pin_of_kind<ObjectKind::link>(link, chosen, "link"); }

}  // namespace bpflens::commands
