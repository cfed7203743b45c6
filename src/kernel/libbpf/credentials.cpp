// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/credentials.hpp"

#include <linux/capability.h>

#include <array>
#include <sstream>
#include <string_view>

#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

struct Row {
  int capability;
  std::string_view name;
};

constexpr auto kCapabilities = std::to_array<Row>({{CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
                                                   {CAP_BPF, "CAP_BPF"},
                                                   {CAP_PERFMON, "CAP_PERFMON"},
                                                   {CAP_NET_ADMIN, "CAP_NET_ADMIN"},
                                                   {CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE"},
                                                   {CAP_SYS_PTRACE, "CAP_SYS_PTRACE"},
                                                   {CAP_SYSLOG, "CAP_SYSLOG"}});

bool holds(std::uint64_t capabilities, int capability) { return (capabilities >> capability & 1) != 0; }

}  // namespace

std::uint64_t effective_capabilities() {
  std::istringstream status(file_text("/proc/thread-self/status"));  // capabilities are a thread's
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("CapEff:")) return std::stoull(line.substr(7), nullptr, 16);
  return 0;
}

bool in_initial_user_namespace() {
  std::istringstream map(file_text("/proc/self/uid_map"));
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  return !(map >> inside >> outside >> count) || (inside == 0 && outside == 0 && count == UINT32_MAX);
}

std::vector<std::string> held_capabilities() {
  const std::uint64_t held = effective_capabilities();
  std::vector<std::string> names;
  for (const Row& row : kCapabilities)
    if (holds(held, row.capability)) names.emplace_back(row.name);
  return names;
}

std::string missing_privilege() {
  const std::uint64_t held = effective_capabilities();
  std::string missing;
  for (const Row& row : kCapabilities)
    if (row.capability == CAP_BPF || row.capability == CAP_PERFMON || row.capability == CAP_NET_ADMIN)
      if (!holds(held, row.capability)) missing += (missing.empty() ? "" : ", ") + std::string(row.name);
  if (!missing.empty() && !holds(held, CAP_SYS_ADMIN)) return "this process lacks " + missing;
  if (!in_initial_user_namespace()) return "its capabilities count only inside a user namespace";
  return "";
}

}  // namespace bpflens::kernel
