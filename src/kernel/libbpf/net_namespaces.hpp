// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Network namespaces: found by processes and by the names that ip netns gives, and entered by threads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/network.hpp"

namespace bpflens::kernel {

// This process's own; 0 when it can't be told.
std::uint64_t own_network_namespace();

// See Network::namespaces. Costs a stat(2) a process.
std::vector<model::NetworkNamespace> network_namespaces();

// The name ip netns has for it; empty for most.
std::string netns_name(std::uint64_t inode);

// Runs the work on a thread of its own within the namespace, and waits. What it throws is thrown here. Returns 0, or
// the errno of entering, when nothing was run.
int inside(const model::NetworkNamespace& where, const std::function<void()>& work);

}  // namespace bpflens::kernel
