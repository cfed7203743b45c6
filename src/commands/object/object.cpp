// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object": compiled objects as files; the kernel isn't asked.
#include "commands/object/object.hpp"

#include "commands/nouns.hpp"

namespace bpflens::commands {

void add_object_verbs(CLI::App& object, Invocation& chosen) {
  add_object_show(object, chosen);
  add_object_dump(object, chosen);
  add_object_diff(object, chosen);
  add_object_compile(object, chosen);
  add_object_extract(object, chosen);
  add_object_upgrade(object, chosen);
}

}  // namespace bpflens::commands
