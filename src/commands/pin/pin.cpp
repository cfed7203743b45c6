// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin": the names that keep programs, maps and links alive.
#include "commands/pin/pin.hpp"

#include "commands/nouns.hpp"

namespace bpflens::commands {

void add_pin_verbs(CLI::App& pin, Invocation& chosen) {
  add_pin_list(pin, chosen);
  add_pin_tree(pin, chosen);
  add_pin_add(pin, chosen);
  add_pin_move(pin, chosen);
  add_pin_remove(pin, chosen);
  add_pin_gc(pin, chosen);
}

}  // namespace bpflens::commands
