// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Parse, run, and turn every way of failing into a message and an exit code.
#include "cli/run.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "cli/app.hpp"
#include "cli/complete.hpp"
#include "cli/fd_stream.hpp"
#include "cli/man_page.hpp"
#include "cli/paging.hpp"
#include "cli/rows.hpp"
#include "cli/words.hpp"
#include "commands/context.hpp"
#include "commands/nouns.hpp"
#include "commands/rejection.hpp"
#include "kernel/error.hpp"
#include "render/escape.hpp"

namespace bpflens::cli {
namespace {

using commands::Context;
using commands::ExitCode;

ExitCode exit_code(kernel::ErrorKind kind) {
  switch (kind) {
    case kernel::ErrorKind::not_found:
      return commands::kNo;
    case kernel::ErrorKind::refused:
      return commands::kRefused;
    case kernel::ErrorKind::permission:
      return commands::kPermission;
    case kernel::ErrorKind::undetermined:
      return commands::kUndetermined;
    case kernel::ErrorKind::verifier:
      return commands::kVerifier;
  }
  return commands::kRefused;
}

// The parser may not have got as far as -j when it fails.
bool wants_json(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  bool form_follows = false;
  return std::any_of(arguments.begin(), end, [&](const std::string& a) {
    const bool letters = a.size() > 1 && a[0] == '-' && a[1] != '-';
    if (std::exchange(form_follows, a == "-o")) return a == "json";
    return a == "--json" || a == "--pretty" || a == "-ojson" ||
           (letters && a[1] != 'o' && a.find_first_of("jp") != std::string::npos);
  });
}

// " prog list": the commands that the parser got to.
std::string chosen_path(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? "" : " " + chosen[0]->get_name() + chosen_path(*chosen[0]);
}

bool is_bracketed(const std::string& word) { return word.starts_with('[') && word.ends_with(']'); }

// CLI11 takes "[1,2]" apart where an option has several values, and so would change JSON arrays: they go past it with
// a mark behind them.
constexpr char kMark = '\x01';

std::string remove_mark(std::string& word) {
  if (word.ends_with(kMark)) word.pop_back();
  return "";
}

void keep_brackets(CLI::App& app, std::vector<std::string>& words) {
  if (std::none_of(words.begin(), words.end(), is_bracketed)) return;
  for (std::string& word : words)
    if (is_bracketed(word)) word += kMark;
  const auto unmark = [](CLI::App& command, const auto& self) -> void {
    for (CLI::Option* option : command.get_options()) option->transform(CLI::Validator(remove_mark, ""));
    for (CLI::App* verb : command.get_subcommands({})) self(*verb, self);
  };
  unmark(app, unmark);
}

// CLI11 wants the words in reverse order.
void parse(CLI::App& app, std::vector<std::string> words) {
  keep_brackets(app, words);
  std::reverse(words.begin(), words.end());
  app.parse(std::move(words));
}

const CLI::App& last_chosen(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : last_chosen(*chosen[0]);
}

// Of the command chosen; -h leaves examples and notes out.
std::string help_text(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::string text = app.help();
  const auto short_one = std::find(arguments.begin(), arguments.end(), "-h");
  const std::string footer = last_chosen(app).get_footer();
  if (short_one != arguments.end() && !footer.empty()) text.resize(std::min(text.size(), text.rfind(footer)));
  return text.substr(0, text.find_last_not_of('\n') + 1) + "\n";
}

int parse_and_run(const std::vector<std::string>& arguments, const commands::Globals& inherited, Context& context) {
  commands::Invocation chosen{.globals = inherited, .run = {}};
  const auto app = build_app(chosen, arguments);
  if (!arguments.empty() && arguments[0] == "__complete") {
    complete(*app, chosen, {arguments.begin() + 1, arguments.end()}, context);
    return commands::kDone;
  }
  if (!arguments.empty() && arguments[0].starts_with("__man")) {
    context.out << man_part(*app, chosen, arguments[0], {arguments.begin() + 1, arguments.end()});
    return commands::kDone;
  }
  try {
    parse(*app, canonical(arguments, *app));
  } catch (const CLI::CallForHelp&) {
    // Newer CLI11 (2.6) asks for help before it looks at options.
    const bool unasked = std::find(arguments.begin(), arguments.end(), "--no-pager") != arguments.end();
    context.globals.no_pager |= chosen.globals.no_pager || unasked;
    context.look = commands::look_of(chosen.globals, context.kernel.host);
    const auto pager = start_pager(context);
    context.out << help_text(*app, arguments);
    context.out.flush();
    return commands::kDone;
  } catch (const CLI::ParseError& error) {
    throw commands::UsageError(std::string(error.what()) + " (see bpflens help" + chosen_path(*app) + ")");
  }
  context.globals = chosen.globals;
  context.globals.json |= chosen.globals.pretty;
  context.look = commands::look_of(context.globals, context.kernel.host);
  if (chosen.globals.version) return commands::print_version(context);
  if (!chosen.run) {  // no noun at all
    context.err << app->help();
    return commands::kUsage;
  }
  const bool paged = chosen.paged || (!chosen.listing.object.empty() && !chosen.listing.lines);
  const auto pager = paged ? start_pager(context) : nullptr;
  const int code = run_in_form(chosen, chosen_path(*app).substr(1), context);
  context.out.flush();
  return code;
}

int run_and_report(const std::vector<std::string>& arguments, const commands::Globals& inherited, Context& context) {
  try {
    const int code = parse_and_run(arguments, inherited, context);
    context.out.flush();
    return code;
  } catch (const commands::UsageError& error) {
    return report_error(context, error.what(), commands::kUsage);
  } catch (const kernel::Error& error) {
    return report_failure(context, error.failure(), exit_code(error.failure().kind));
  }
}

}  // namespace

int run_within(const std::vector<std::string>& words, Context& context) {
  const commands::Globals inherited = context.globals;
  context.globals.json |= wants_json(words);
  return run_and_report(words, inherited, context);
}

bool wants_debug(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end, [](const auto& a) { return a == "-d" || a == "--debug"; });
}

int run(const std::vector<std::string>& arguments, kernel::Kernel& kernel, std::ostream& out, std::ostream& err) {
  Context context{kernel, out, err, {}, ""};
  context.globals.json = wants_json(arguments);
  try {
    const int code = run_and_report(arguments, {}, context);
    out.flush();
    return code;
  } catch (const OutputError& error) {
    if (error.code() == EPIPE) return commands::kDone;
    err << "bpflens: " << error.what() << std::endl;
    return commands::kRefused;
  } catch (const std::system_error& error) {  // no room for a thread, say
    err << "bpflens: " << render::printable(error.what()) << " (" << kernel::errno_name(error.code().value()) << ')'
        << std::endl;
    return commands::kRefused;
  } catch (const std::bad_alloc&) {
    err << "bpflens: out of memory (ENOMEM)" << std::endl;
    return commands::kRefused;
  } catch (const std::exception& error) {  // a defect of our own
    err << "bpflens: " << error.what() << std::endl;
    return commands::kRefused;
  }
}

}  // namespace bpflens::cli
