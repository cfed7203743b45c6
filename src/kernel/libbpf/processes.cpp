// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/processes.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::unique_ptr<Stop> LinuxProcesses::catch_stop() { fail("do this yet", "", ENOSYS); }
std::unique_ptr<Child> LinuxProcesses::start(const std::vector<std::string>&, bool) { fail("do this yet", "", ENOSYS); }
std::string LinuxProcesses::comm(int) { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
