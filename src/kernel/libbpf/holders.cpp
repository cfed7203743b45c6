// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/holders.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "kernel/libbpf/dwelling.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kManyDescriptors = 1500;  // reading of them in /proc takes as long as loading the iterator
constexpr std::size_t kManyObjects = 200;       // where the number of descriptors isn't told

bool pays_to_iterate(std::size_t expected) {
  if (const auto descriptors = descriptors_in_use()) return *descriptors > kManyDescriptors;
  return expected > kManyObjects;
}

std::string why_partial(const HeldWalk& walk) {
  if (walk.hidden_processes != 0)
    return "the descriptors of " + std::to_string(walk.hidden_processes) +
           (walk.hidden_processes == 1 ? " process" : " processes") + " may not be read (that needs CAP_SYS_PTRACE)";
  if (!in_first_pid_namespace()) return "processes outside this PID namespace can't be seen from here";
  return "";
}

}  // namespace

Holdings holdings_of(HeldWalk walk, const HeldQuestion& question) {
  const auto held_id = [&](const HeldFile& file) { return file.kind == question.kind ? file.id : file.program; };
  const auto key = [&](const HeldFile& file) {
    return std::tuple(held_id(file), file.pid, file.kind != question.kind, file.id);
  };
  std::sort(walk.files.begin(), walk.files.end(),
            [&](const HeldFile& a, const HeldFile& b) { return key(a) < key(b); });
  Holdings holdings{.by_id = {}, .partial = why_partial(walk)};
  std::map<int, model::Dwelling> dwellings;
  for (HeldFile& file : walk.files) {
    std::vector<model::Holder>& holders = holdings.by_id[held_id(file)];
    if (!holders.empty() && holders.back().process.pid == file.pid) continue;
    const auto [dwelling, fresh] = dwellings.try_emplace(file.pid);
    if (fresh) dwelling->second = dwelling_of(file.pid);
    holders.push_back({.process = {file.pid, std::move(file.comm)},
                       .dwelling = dwelling->second,
                       .by_link = file.kind != question.kind});
  }
  return holdings;
}

Holdings LinuxHolders::of(model::ObjectKind kind, std::optional<std::uint32_t> id, std::size_t expected) {
  const HeldQuestion question{kind, id};
  std::optional<HeldWalk> walk;
  if (pays_to_iterate(expected)) walk = held_by_iterator(question);
  return holdings_of(walk ? std::move(*walk) : held_by_proc(question), question);
}

}  // namespace bpflens::kernel
