// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "cli/paging.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace bpflens::cli {

std::unique_ptr<kernel::Pager> start_pager(const commands::Context& context) {
  const commands::Globals& globals = context.globals;
  const bool text = !globals.json && !globals.quiet && (globals.form.empty() || globals.form == "text");
  const bool in_batch = !context.origin.empty();  // which goes on by itself
  if (!context.look.width || !text || globals.no_pager || in_batch) return nullptr;
  kernel::Host& host = context.kernel.host;
  std::string wanted = host.environment("BPFLENS_PAGER");
  if (wanted.empty()) wanted = host.environment("PAGER");
  std::vector<std::string> command;
  std::istringstream words(wanted.empty() ? "less -FRX" : wanted);
  for (std::string word; words >> word;) command.push_back(word);
  if (command.empty() || command[0] == "cat") return nullptr;
  return context.kernel.processes.page(command);
}

}  // namespace bpflens::cli
