// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What --container, --cgroup, --netns and the like mean: from what people call a place to what the kernel calls it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "commands/context.hpp"

namespace bpflens::commands {

bool is_at_or_below(std::string_view path, std::string_view top);

// The ids of the running containers that are called so; several can have the same name.
std::set<std::string> container_ids(const kernel::Inhabitants& inhabitants, const std::string& words);

// A control group by its path, in the hierarchy or in the file system. Throws UsageError when there is none.
model::Cgroup cgroup_of(kernel::Kernel& kernel, const std::string& words);

// The inode of a namespace, by a process that lives in it ("12"), its own number, the path of a file that stands for it
// ("/proc/12/ns/net") or, for network namespaces, the name that ip-netns(8) gave it. Throws UsageError, beginning with
// the option, when none of that is seen here.
std::uint64_t namespace_of(kernel::Kernel& kernel, model::NamespaceKind kind, const std::string& option,
                           const std::string& words);

}  // namespace bpflens::commands
