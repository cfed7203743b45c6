// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The shortest way from one list of lines to another.
#pragma once

#include <string>
#include <vector>

namespace bpflens::object {

// Lines with " ", "-" or "+" in front; only a few of those that are the same stand around what differs, and "..."
// for the rest. Where so much differs that looking for the shortest way would take long, all of the old ones are
// out and all of the new ones are in.
std::vector<std::string> line_diff(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace bpflens::object
