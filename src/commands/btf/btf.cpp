// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "btf": type information, of the kernel, of what it holds, and in files.
#include "commands/btf/btf.hpp"

#include "commands/nouns.hpp"

namespace bpflens::commands {

void add_btf_verbs(CLI::App& btf, Invocation& chosen) { add_btf_dump(btf, chosen); }

}  // namespace bpflens::commands
