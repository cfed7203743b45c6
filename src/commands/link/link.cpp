// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "link": attachments that have an id of their own.
#include "commands/link/link.hpp"

#include "commands/nouns.hpp"
#include "commands/pin/pin.hpp"

namespace bpflens::commands {

void add_link_verbs(CLI::App& link, Invocation& chosen) {
  add_link_list(link, chosen);
  add_link_pin(link, chosen);
  add_link_detach(link, chosen);
  add_link_update(link, chosen);
}

}  // namespace bpflens::commands
