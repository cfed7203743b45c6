// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// mdoc macros around the tree's own words.
#include "cli/man_page.hpp"

#include "cli/words.hpp"
#include "commands/context.hpp"

namespace bpflens::cli {
namespace {

// Text that can't be taken for a macro or an escape.
std::string plain(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else {
      safe += c;
    }
  }
  const bool control = !safe.empty() && (safe[0] == '.' || safe[0] == '\'');
  return control ? "\\&" + safe : safe;
}

std::string flag_text(const CLI::Option& option) {
  std::string text;
  for (const std::string& name : option.get_snames()) text += (text.empty() ? ".It Fl " : " , Fl ") + name;
  for (const std::string& name : option.get_lnames()) text += (text.empty() ? ".It Fl Fl " : " , Fl Fl ") + name;
  if (option.get_items_expected_min() > 0) text += " Ar " + option.get_type_name();
  return text + "\n" + plain(option.get_description()) + "\n";
}

std::string argument_text(const CLI::Option& option) {
  return ".It Ar " + option.get_name(true) + "\n" + plain(option.get_description()) + "\n";
}

std::string options_list(const CLI::App& app) {
  std::string items;
  for (const CLI::Option* option : app.get_options())
    items += option->get_positional() ? argument_text(*option) : flag_text(*option);
  return items.empty() ? "" : ".Bl -tag -width Ds\n" + items + ".El\n";
}

std::string synopsis(const CLI::App& verb) {
  std::string text;
  for (const std::string& name : names_of(verb)) text += (text.empty() ? " Cm " : " | Cm ") + name;
  for (const CLI::Option* option : verb.get_options())
    if (option->get_positional())
      text += (option->get_required() ? " Ar " : " Op Ar ") + option->get_name(true) +
              (option->get_items_expected_max() > 1 ? " ..." : "");
  return text.substr(1);
}

}  // namespace

std::string man_options(const CLI::App& root, const std::vector<std::string>& noun) {
  if (noun.empty()) return options_list(root);
  const CLI::App* app = command_named(root, noun[0]);
  if (app == nullptr) throw commands::UsageError("no noun " + noun[0]);
  std::string text;
  for (const CLI::App* verb : visible_commands(*app))
    text += ".Ss " + app->get_name() + " " + verb->get_name() + "\n.Pp\n." + synopsis(*verb) + "\n.Pp\n" +
            plain(verb->get_description()) + ".\n" + options_list(*verb);
  return text;
}

}  // namespace bpflens::cli
