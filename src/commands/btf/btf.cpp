// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "btf": type information, of the kernel, of what it holds, and in files.
#include "commands/btf/btf.hpp"

#include "commands/nouns.hpp"

namespace bpflens::commands {

void add_btf(CLI::App& root, Invocation& chosen) {
  CLI::App* btf = root.add_subcommand("btf", "Type information: of the kernel, of programs and maps, in files");
  add_btf_dump(*btf, chosen);
}

}  // namespace bpflens::commands
