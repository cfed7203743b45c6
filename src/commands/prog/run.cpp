// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog run": a program run by hand on a packet and context from files.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "commands/files.hpp"
#include "commands/prog/one_program.hpp"
#include "commands/prog/prog.hpp"
#include "commands/verb.hpp"
#include "render/test_run.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kLargestPacket = 2 << 20;  // 17 fragments of a page of 64 KiB, and more than any kernel takes
constexpr std::size_t kLargestContext = 65535;
constexpr std::size_t kRoomToGrow = 64 * 1024;  // for what a program puts in front of its packet

struct RunOptions {
  std::string object;
  std::string data_in;
  std::string data_out;
  std::string context_in;
  std::string context_out;
  std::uint32_t data_size_out = 0;
  std::uint32_t context_size_out = 0;
  std::uint32_t repeat = 1;
};

void declare(CLI::App& app, RunOptions& options) {
  const auto file = [&app](const char* name, std::string& value, const char* description) {
    app.add_option(name, value, description)->type_name("FILE");
  };
  const auto size = [&app](const char* name, std::uint32_t& value, const char* description) {
    app.add_option(name, value, description)
        ->type_name("BYTES")
        ->check(CLI::Range(std::uint32_t{1}, std::numeric_limits<std::uint32_t>::max() / 256));
  };
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin")->required();
  file("--data-in", options.data_in, "the packet, from its Ethernet header on; -: standard input");
  file("--data-out", options.data_out, "where the packet goes that comes out; -: show it");
  size("--data-size-out", options.data_size_out, "the most that may come out");
  file("--ctx-in", options.context_in, "the context, as the program's type has it; -: standard input");
  file("--ctx-out", options.context_out, "where the context goes that comes out; -: show it");
  size("--ctx-size-out", options.context_size_out, "the most of a context that may come out");
  app.add_option("--repeat", options.repeat, "how often to run it")
      ->type_name("N")
      ->check(CLI::Range(std::uint32_t{1}, std::uint32_t{std::numeric_limits<std::int32_t>::max()}));
}

// Reads what an option names; empty input is as wrong as none at all.
std::string read_input(const std::string& path, std::size_t limit, std::optional<std::vector<std::byte>>& input) {
  if (path.empty()) return "";
  FileBytes file = read_file(path, limit);
  if (!file.error.empty()) return file.error;
  if (file.bytes.empty()) return (path == "-" ? "standard input" : path) + " is empty: there is nothing to run on";
  input = std::move(file.bytes);
  return "";
}

std::optional<std::size_t> room_for(const std::string& path, std::uint32_t asked_for, std::size_t otherwise) {
  if (path.empty()) return std::nullopt;
  return asked_for != 0 ? asked_for : otherwise;
}

// Whether the zero that a program returned may not be its own.
std::string note_on(const model::Program& program, const model::TestResult& result, Context& context) {
  if (result.return_value != 0) return "";
  const auto code = context.kernel.programs.code(program.id);
  const auto loads_packet = [](const auto& call) { return call.second.starts_with("bpf_skb_load_helper_"); };
  if (!code || std::none_of(code->calls.begin(), code->calls.end(), loads_packet)) return "";
  return "this program loads packet bytes with LD_ABS or LD_IND, and a load beyond the packet's end also ends it with "
         "0 (offsets count from the IP header in socket filters, from the Ethernet header in tc)";
}

std::string write_output(const std::string& path, const std::vector<std::byte>& bytes, Context& context) {
  return path.empty() || path == "-" ? "" : write_file(path, bytes, context);
}

void report(const model::TestResult& result, const render::TestRunForm& form, Context& context) {
  if (context.globals.json)
    print_json(context, render::to_json(result, form));
  else
    context.out << render::text_of(result, form);
}

int run_program(const RunOptions& options, const model::Program& program, Context& context) {
  model::TestInput input{.repeat = options.repeat};
  std::string error = read_input(options.data_in, kLargestPacket, input.data);
  if (error.empty()) error = read_input(options.context_in, kLargestContext, input.context);
  if (!error.empty()) return report_error(context, error, kRefused);
  input.data_room =
      room_for(options.data_out, options.data_size_out, (input.data ? input.data->size() : 0) + kRoomToGrow);
  input.context_room = room_for(options.context_out, options.context_size_out, kLargestContext);

  const model::TestResult result = context.kernel.programs.run(program, input);
  error = write_output(options.data_out, result.data, context);
  if (error.empty()) error = write_output(options.context_out, result.context, context);
  if (!error.empty()) return report_error(context, error, kRefused);
  report(result,
         {.data = options.data_out == "-",
          .context = options.context_out == "-",
          .repeated = options.repeat > 1,
          .note = note_on(program, result, context)},
         context);
  return kDone;
}

int run(const RunOptions& options, Context& context) {
  if (options.data_in == "-" && options.context_in == "-")
    throw UsageError("standard input can't be both the packet and the context");
  return with_program(context, options.object,
                      [&](const model::Program& program) { return run_program(options, program, context); });
}

}  // namespace

void add_prog_run(CLI::App& prog, Invocation& chosen) {
  add_verb<RunOptions>(prog, chosen,
                       {.name = "run",
                        .alias = "",
                        .description = "Run a program by hand on a packet or context",
                        .examples = "  bpflens prog run filter --data-in packet.bin\n"
                                    "  bpflens prog run id 12 data_in packet.bin data_out - repeat 1000\n"
                                    "  bpflens -j prog run 12 --data-in packet.bin | jq .retval",
                        .declare = declare,
                        .run = run});
}

}  // namespace bpflens::commands
