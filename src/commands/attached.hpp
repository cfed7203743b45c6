// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Every attachment of the system in one list, each once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "model/attached.hpp"
#include "model/link.hpp"
#include "model/pin.hpp"
#include "model/program.hpp"

namespace bpflens::commands {

struct AttachedView {
  std::vector<model::Attached> all;      // links by id, then the others by source
  std::vector<model::Link> links;        // also those that attach nothing any more
  std::vector<model::Program> programs;  // every one
  std::map<model::ObjectKind, kernel::Holdings> held;
  std::vector<std::string> partial;  // why some may be missing, each once
};

// Links, and what is attached without one: by perf events, netlink, BPF_PROG_ATTACH. Holders are filled in.
AttachedView attached_view(kernel::Kernel& kernel);

}  // namespace bpflens::commands
