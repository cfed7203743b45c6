// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whose events are wanted: by process, control group, container or namespace.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "commands/context.hpp"
#include "model/event.hpp"
#include "model/kernel_scope.hpp"

namespace bpflens::commands {

struct ScopeOptions {
  std::vector<std::int32_t> pids;
  std::vector<std::string> comms;
  std::string cgroup;
  std::string container;
  std::string network;
  std::string process;
  std::string mount;
  bool unresolved = false;

  bool any() const {
    return !pids.empty() || !comms.empty() || !cgroup.empty() || !container.empty() || !network.empty() ||
           !process.empty() || !mount.empty();
  }
};

void declare_scope(CLI::App& app, ScopeOptions& options);

// Where processes live, remembered for a second; children that go before they could be looked at are taken to have
// lived where their parents do.
class Places {
 public:
  explicit Places(kernel::Dwellings& dwellings) : dwellings_(dwellings) {}

  // Null when nothing is known of the process.
  const model::Dwelling* of(std::int32_t pid, std::uint64_t time);
  void learn(const model::Naming& naming, std::uint64_t now);

  // The path of a control group by its id; empty when it isn't known.
  const std::string& cgroup(std::uint64_t id);

  // The id of the container that a network namespace belongs to; empty when it is none's.
  const std::string& container_of_network(std::uint64_t inode, std::uint64_t now);

  // That of an event's process; empty when it is in none.
  std::string_view container(const model::Event& event);

 private:
  struct Known {
    std::optional<model::Dwelling> place;
    std::uint64_t asked_at = 0;
  };
  kernel::Dwellings& dwellings_;
  std::unordered_map<std::int32_t, Known> known_;
  std::unordered_map<std::uint64_t, std::string> cgroups_;
  std::unordered_map<std::uint64_t, std::string> container_by_cgroup_;
  std::unordered_map<std::uint64_t, std::string> container_by_network_;
  std::uint64_t networks_asked_at_ = 0;
};

class Scope {
 public:
  // Throws UsageError for a namespace or control group that isn't there.
  Scope(kernel::Kernel& kernel, const ScopeOptions& options, Places& places);

  bool any() const { return options_.any(); }

  enum class Verdict { inside, outside, unknown };
  Verdict judge(const model::Event& event, std::string_view comm);

  // The same question for the programs themselves. What of the options goes with packets is the network namespace,
  // also that of the container. Throws UsageError for what programs can't be asked.
  model::KernelScope for_programs(std::int32_t own_pid, bool own, bool packets);

 private:
  Verdict judge_place(const model::Event& event);
  Verdict judge_cgroup(const std::string& path) const;
  bool is_wanted(const model::Container& container) const;
  bool wants_place() const { return network_ != 0 || process_ != 0 || mount_ != 0; }
  const model::Dwelling& some_process_of_container();

  kernel::Kernel& kernel_;
  const ScopeOptions& options_;
  Places& places_;
  std::optional<model::Cgroup> cgroup_;
  std::uint64_t network_ = 0;
  std::uint64_t process_ = 0;
  std::uint64_t mount_ = 0;
  std::set<std::string> container_ids_;  // of the containers that --container means
  std::optional<model::Dwelling> contained_;
};

}  // namespace bpflens::commands
