// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog load --raw": instructions that are nothing else, as dump --as raw writes them.
#pragma once

#include "commands/prog/load_options.hpp"

namespace bpflens::commands {

// Without a path the kernel is only asked whether it takes them; nothing stays.
int load_raw(const LoadOptions& options, Context& context);

}  // namespace bpflens::commands
