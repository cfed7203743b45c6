// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For verbs that work on one program.
#pragma once

#include <string>

#include "commands/select.hpp"
#include "render/details.hpp"

namespace bpflens::commands {

// Runs with the program that the argument means, or reports that there is none. Throws UsageError when there
// are several.
template <class Use>
int with_program(Context& context, const std::string& object, Use use) {
  const model::Selector wanted = selector(object);
  const std::vector<model::Program> programs = select_programs(context.kernel, wanted);
  if (programs.empty()) return report_error(context, not_found("program", wanted), kNo);
  if (programs.size() > 1)
    throw UsageError(std::to_string(programs.size()) + " programs match '" + wanted.text + "': give the id of one (" +
                     render::joined(programs, [](const auto& program) { return std::to_string(program.id.value); }) +
                     ")");
  return use(programs[0]);
}

}  // namespace bpflens::commands
