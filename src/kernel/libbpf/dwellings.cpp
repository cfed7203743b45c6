// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/dwellings.hpp"

#include "kernel/libbpf/dwelling.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {

Inhabitants ProcDwellings::all() {
  Inhabitants inhabitants;
  for (const int pid : process_ids()) {
    model::Inhabitant found{.process = {pid, process_comm(pid)}, .dwelling = dwelling_of(pid)};
    if (found.process.comm.empty() && found.dwelling.cgroup.empty()) continue;  // it has gone
    if (found.dwelling.mount_namespace == 0) ++inhabitants.hidden;
    inhabitants.found.push_back(std::move(found));
  }
  return inhabitants;
}

}  // namespace bpflens::kernel
