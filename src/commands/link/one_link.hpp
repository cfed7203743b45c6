// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For verbs that work on one link.
#pragma once

#include <string>

#include "commands/select.hpp"
#include "render/details.hpp"

namespace bpflens::commands {

// Runs with the link that the argument means, or reports that there is none. Throws UsageError when there are several.
template <class Use>
int with_link(Context& context, const std::string& object, Use use) {
  const model::Selector wanted = selector(object);
  const std::vector<model::Link> links = select_links(context.kernel, wanted);
  if (links.empty()) return report_error(context, not_found("link", wanted), kNo);
  if (links.size() > 1)
    throw UsageError(std::to_string(links.size()) + " links match '" + wanted.text + "': give the id of one (" +
                     render::joined(links, [](const model::Link& link) { return std::to_string(link.id.value); }) +
                     ")");
  return use(links[0]);
}

}  // namespace bpflens::commands
