// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map": the maps the kernel holds, and what is in them.
#include "commands/map/map.hpp"

#include "commands/nouns.hpp"
#include "commands/pin/pin.hpp"

namespace bpflens::commands {

void add_map_verbs(CLI::App& map, Invocation& chosen) {
  add_map_list(map, chosen);
  add_map_dump(map, chosen);
  add_map_pin(map, chosen);
  add_map_transfer_verbs(map, chosen);
  add_map_variable_verbs(map, chosen);
  add_map_watch(map, chosen);
  add_map_event_pipe(map, chosen);
  add_map_create(map, chosen);
  add_map_read_verbs(map, chosen);
  add_map_change_verbs(map, chosen);
}

}  // namespace bpflens::commands
