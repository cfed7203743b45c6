// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From what people call a container to what its control group is called.
#pragma once

#include <string>
#include <vector>

#include "model/holder.hpp"

namespace bpflens::commands {

// The word itself, and the ids of docker's and podman's containers of that name, from these runtimes' own files.
std::vector<std::string> container_ids(const std::string& word);

// Whether a container is one of these: by its name, or by as much of its id as was given.
bool is_container(const model::Container& container, const std::vector<std::string>& ids);

}  // namespace bpflens::commands
