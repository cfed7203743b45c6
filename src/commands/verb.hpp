// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How a verb joins the command tree: one function declares its options, another runs with them.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "commands/context.hpp"

namespace bpflens::commands {

template <class Options>
struct Verb {
  std::string name;
  std::string alias;  // a second word for it; may be empty
  std::string description;
  std::string examples;  // lines, shown by --help and in the man page
  void (*declare)(CLI::App& app, Options& options);
  int (*run)(const Options& options, Context& context);
  Listing (*listing)(const Options& options) = nullptr;  // for verbs whose JSON is an array of objects, or one of them
  bool paged = false;                                    // for verbs without one whose text may be long
};

template <class Options>
CLI::App& add_verb(CLI::App& noun, Invocation& chosen, const Verb<Options>& verb) {
  auto options = std::make_shared<Options>();
  CLI::App* app = noun.add_subcommand(verb.name, verb.description);
  if (!verb.alias.empty()) app->alias(verb.alias);
  if (!verb.examples.empty()) app->footer("Examples:\n" + verb.examples);
  verb.declare(*app, *options);
  if (verb.listing != nullptr) chosen.listings[app] = [options, listing = verb.listing] { return listing(*options); };
  app->callback([&chosen, app, options, run = verb.run, paged = verb.paged] {
    chosen.paged = paged;
    chosen.run = [options, run](Context& context) { return run(*options, context); };
    if (const auto found = chosen.listings.find(app); found != chosen.listings.end()) chosen.listing = found->second();
  });
  return *app;
}

}  // namespace bpflens::commands
