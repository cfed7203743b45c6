// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// mdoc macros around the tree's own words.
#include "cli/man_page.hpp"

#include <algorithm>
#include <sstream>

#include "cli/bpftool_words.hpp"
#include "cli/words.hpp"
#include "render/schema.hpp"

namespace bpflens::cli {
namespace {

// Text that can't be taken for a macro or an escape, a sentence a line.
std::string plain(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool line_start = safe.empty() || safe.back() == '\n';
    if (line_start && (c == '.' || c == '\'')) safe += "\\&";
    if (c == '\\')
      safe += "\\e";
    else if (c == '-')
      safe += "\\-";
    else if (c == ' ' && i > 0 && text[i - 1] == '.')
      safe += '\n';
    else
      safe += c;
  }
  return safe;
}

// An argument of a macro: punctuation alone, or a word that is a macro's name, would mean something else.
std::string argument(const std::string& text) { return "\\&" + plain(text); }

// "WHEN:{auto,always,never}" is how the parser says it; the values are told apart from the name here.
std::pair<std::string, std::string> type_and_values(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t brace = type.find(":{");
  if (brace == std::string::npos) return {type.substr(0, type.find(':')), ""};
  std::string values;
  for (const char c : type.substr(brace + 2, type.size() - brace - 3)) values += c == ',' ? ", " : std::string(1, c);
  return {type.substr(0, brace), values};
}

// The values are left out where the description names them.
std::string description(const CLI::Option& option, const std::string& values) {
  const std::string& text = option.get_description();
  const bool named = text.find(values.substr(0, values.find(','))) != std::string::npos;
  return plain(text) + (named ? "" : ": " + plain(values)) + "\n";
}

std::string flag_text(const CLI::Option& option) {
  std::string text;
  for (const std::string& name : option.get_snames()) text += (text.empty() ? ".It Fl " : " , Fl ") + name;
  for (const std::string& name : option.get_lnames()) text += (text.empty() ? ".It Fl Fl " : " , Fl Fl ") + name;
  const auto [type, values] = type_and_values(option);
  if (option.get_items_expected_max() > 0 && !type.empty()) text += " Ar " + argument(type);
  return text + "\n" + description(option, values);
}

std::string argument_text(const CLI::Option& option) {
  return ".It Ar " + argument(option.get_name(true)) + "\n" + description(option, type_and_values(option).second);
}

// --help stands once, in the page of the whole program.
std::string options_list(const CLI::App& app) {
  std::string items;
  for (const CLI::Option* option : app.get_options())
    if (app.get_parent() == nullptr || option != app.get_help_ptr())
      items += option->get_positional() ? argument_text(*option) : flag_text(*option);
  return items.empty() ? "" : ".Bl -tag -width Ds\n" + items + ".El\n";
}

std::string synopsis(const CLI::App& verb) {
  std::string text;
  for (const std::string& name : names_of(verb)) text += (text.empty() ? "Cm " : " | Cm ") + name;
  for (const CLI::Option* option : verb.get_options())
    if (option->get_positional())
      text += (option->get_required() ? " Ar " : " Op Ar ") + argument(option->get_name(true)) +
              (option->get_items_expected_max() > 1 ? " ..." : "");
  return text;
}

std::string sentence(const std::string& text) {
  return plain(text) + (text.ends_with('.') || text.ends_with('?') ? "" : ".");
}

std::string examples(const CLI::App& verb) {
  std::istringstream lines(verb.get_footer());
  std::string text;
  std::string line;
  while (std::getline(lines, line))
    if (line != "Examples:") text += plain(line.starts_with("  ") ? line.substr(2) : line) + "\n";
  return text.empty() ? "" : ".Bd -literal -offset indent\n" + text + ".Ed\n";
}

// On one line, in a column.
std::string in_column(const std::string& text) {
  std::string line = argument(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::string fields_table(const std::vector<render::Field>& fields) {
  std::size_t name = 0;
  std::size_t type = 0;
  for (const render::Field& field : fields) {
    name = std::max(name, field.name.size());
    type = std::max(type, field.type.size());
  }
  std::string rows;
  for (const render::Field& field : fields)
    rows += ".It Va " + in_column(field.name) + " Ta " + in_column(field.type) + " Ta " + in_column(field.description) +
            "\n";
  return ".Bl -column " + std::string(name, 'x') + " " + std::string(type, 'x') + "\n" + rows + ".El\n";
}

// "--map name:%=%o" as it is read.
std::string with_blanks(std::string_view replacement) {
  std::string text;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    text += replacement[i] == '%' ? "..." : std::string(1, replacement[i]);
    if (replacement.substr(i, 2) == "%o") ++i;
  }
  return text;
}

std::string fields_section(const CLI::App& app, const commands::Invocation& chosen) {
  std::string text;
  for (const CLI::App* verb : visible_commands(app)) {
    const auto listing = chosen.listings.find(verb);
    if (listing == chosen.listings.end()) continue;
    const auto fields = render::described_fields(listing->second().object);
    if (!fields.empty()) text += ".Pp\nObjects of\n.Cm " + verb->get_name() + " :\n" + fields_table(fields);
  }
  if (text.empty()) return "";
  return ".Sh JSON\n.Fl j\nwrites objects with these fields, each where there is something to say;\n.Fl o Cm csv\n"
         "has them as columns, and\n.Fl Fl fields\nchooses among them.\nThe schemas are in\n"
         ".Pa /usr/share/bpflens/schema .\n" +
         text;
}

std::string compatible_words(const std::string& name) {
  std::string rows;
  for (const BpftoolWord& word : bpftool_words())
    if (word.noun == name && !word.replacement.empty())
      rows += ".It " + in_column(std::string(word.verb) + " " + std::string(word.keyword)) + " Ta " +
              in_column(with_blanks(word.replacement)) + "\n";
  if (rows.empty()) return "";
  return "These words of its are understood, and stand for options:\n.Bl -column \"loadall offload_dev\"\n" + rows +
         ".El";
}

std::string commands_section(const CLI::App& app) {
  const bool of_noun = app.get_parent() != nullptr;
  std::string text = of_noun ? "" : options_list(app) + ".Sh COMMANDS\n";
  for (const CLI::App* verb : visible_commands(app))
    if (visible_commands(*verb).empty())
      text += ".Ss " + (of_noun ? app.get_name() + " " : "") + verb->get_name() + "\n." + synopsis(*verb) + "\n.Pp\n" +
              sentence(verb->get_description()) + "\n" + options_list(*verb) + examples(*verb);
  return text;
}

}  // namespace

std::string man_part(const CLI::App& root, const commands::Invocation& chosen, const std::string& part,
                     const std::vector<std::string>& noun) {
  const CLI::App* app = noun.empty() ? &root : command_named(root, noun[0]);
  if (app == nullptr) throw commands::UsageError("no noun " + noun[0]);
  if (part == "__man_fields") return fields_section(*app, chosen);
  return part == "__man_compatibility" ? compatible_words(app->get_name()) : commands_section(*app);
}

}  // namespace bpflens::cli
