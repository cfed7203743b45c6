// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What runtimes call their containers, from the files they keep of them.
#pragma once

#include <string>

#include "model/holder.hpp"

namespace bpflens::kernel {

// Fills in name, pod and pod namespace where they are found: Kubernetes' log files (/var/log/containers), docker's and
// podman's own. `root` stands before their paths.
void name_container(model::Container& container, const std::string& root = "");

}  // namespace bpflens::kernel
