// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cerrno>

#include "kernel/explain.hpp"

namespace bpflens::test {
namespace {

using kernel::explain;
using kernel::Explanation;
using kernel::Makes;

// Root on a kernel that forbids nothing.
model::Surroundings root() {
  model::Surroundings around;
  around.release = {"6.1.0-18-amd64", ""};
  around.lockdown = {"none", ""};
  around.lsms = {"capability,landlock", ""};
  around.capabilities = {"CAP_SYS_ADMIN", "CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN", "CAP_SYS_RESOURCE"};
  around.root = true;
  around.mounts = {{"bpf", "/sys/fs/bpf"}, {"tracefs", "/sys/kernel/tracing"}, {"cgroup2", "/sys/fs/cgroup"}};
  return around;
}

TEST_CASE("who lacks a capability is told which, and root is never told to become root") {
  model::Surroundings around = root();
  around.capabilities.clear();
  CHECK(explain(EPERM, "", around) == Explanation{"this process has neither CAP_BPF nor CAP_SYS_ADMIN",
                                                  "this is root already: its container or service must be given "
                                                  "CAP_BPF or CAP_SYS_ADMIN"});
  around.root = false;
  CHECK(explain(EACCES, "", around).next_step == "run it as root (sudo bpflens ...)");
  around.capabilities = {"CAP_BPF"};
  CHECK(explain(EPERM, "", around).cause ==
        "this process has CAP_BPF but not CAP_SYS_ADMIN, which ids and other users' objects need");
}

TEST_CASE("CAP_SYS_ADMIN stands for what bpf(2) takes, not for rights to files and processes") {
  const model::Surroundings around = root();
  CHECK(explain(EPERM, "", around, Makes::nothing, {"CAP_NET_RAW"}) == Explanation{});
  CHECK(explain(EACCES, "", around, Makes::nothing, {"CAP_DAC_OVERRIDE"}) ==
        Explanation{"this process lacks CAP_DAC_OVERRIDE",
                    "this is root already: its container or service must be given CAP_DAC_OVERRIDE"});
  CHECK(explain(EACCES, "", around, Makes::nothing, {"CAP_SYS_ADMIN", "CAP_SYS_PTRACE"}).cause ==
        "this process lacks CAP_SYS_PTRACE");
}

TEST_CASE("capabilities of a user namespace count for nothing, and what is delegated is named") {
  model::Surroundings around = root();
  around.in_user_namespace = true;
  CHECK(explain(EPERM, "", around) ==
        Explanation{"its capabilities count only inside a user namespace",
                    "run it outside of the user namespace, or use a bpffs that delegates (mount options delegate_*)"});
  around.delegation = "/sys/fs/bpf (delegate_cmds=prog_load)";
  CHECK(explain(EPERM, "", around).cause ==
        "its capabilities count only inside a user namespace, and this isn't delegated by the bpffs /sys/fs/bpf "
        "(delegate_cmds=prog_load)");
}

TEST_CASE("before Linux 5.11 what is made counts against RLIMIT_MEMLOCK, and that is named") {
  model::Surroundings around = root();
  around.release.value = "5.10.0-28-amd64";
  around.memory_lock = 65536;
  const Explanation found = explain(EPERM, "", around, Makes::object);
  CHECK(found == Explanation{"kernels before 5.11 count BPF memory against RLIMIT_MEMLOCK, and its 65536 bytes are "
                             "used up",
                             "raise it (ulimit -l unlimited)"});
  around.root = false;
  around.capabilities = {"CAP_BPF"};
  CHECK(explain(EPERM, "", around, Makes::object).cause == found.cause);
  CHECK(explain(EPERM, "", around, Makes::object).next_step ==
        "raise it as root (ulimit -l unlimited; systemd: LimitMEMLOCK=infinity)");
  CHECK(explain(EPERM, "", around).cause != found.cause);  // asking costs no memory
  around.memory_lock.reset();
  CHECK(explain(EPERM, "", around, Makes::object).cause != found.cause);
  around.memory_lock = 65536;
  around.release.value = "5.11.0";
  CHECK(explain(EPERM, "", around, Makes::object).cause != found.cause);
}

TEST_CASE("lockdown and security modules are what is left to those with every right, and only a guess") {
  model::Surroundings around = root();
  CHECK(explain(EPERM, "", around) == Explanation{});
  around.lsms.value = "lockdown,capability,selinux,bpf";
  CHECK(explain(EPERM, "", around) ==
        Explanation{"a security module may forbid it (selinux, bpf)", "look into the kernel's log (dmesg)", true});
  around.lockdown.value = "integrity";
  CHECK(explain(EPERM, "", around) ==
        Explanation{"the kernel is locked down (integrity), which may be why", "boot without lockdown", true});
}

TEST_CASE("what isn't mounted explains what isn't there") {
  model::Surroundings around = root();
  CHECK(explain(ENOENT, "/sys/fs/bpf/x", around) == Explanation{});
  around.mounts.clear();
  CHECK(explain(ENOENT, "at /sys/fs/bpf/x", around).cause == "no bpffs is mounted");
  CHECK(explain(ENOENT, "/sys/kernel/tracing/trace_pipe", around).cause == "tracefs is not mounted");
  CHECK(explain(ENOENT, "/sys/fs/cgroup/a", around).cause == "no control groups (cgroup2) are mounted");
  CHECK(explain(ENOENT, "/tmp/x.o", around) == Explanation{});
  CHECK(explain(ENOENT, "/sys/kernel/btf/vmlinux", around).cause == "this kernel tells no types");
}

TEST_CASE("every other errno that bpf(2) answers with has a cause, and the kernel's release where it matters") {
  const model::Surroundings around = root();
  for (const int error : {EINVAL, E2BIG, EBUSY, ENOSPC, EOPNOTSUPP, kernel::kNotSupported, ENOMEM, ENOSYS})
    CHECK_MESSAGE(!explain(error, "", around).cause.empty(), error);
  CHECK(explain(EINVAL, "", around).cause ==
        "this kernel (6.1.0-18-amd64) doesn't know what was asked for, or a value is out of range");
  CHECK(explain(kernel::kNotSupported, "", around) == explain(EOPNOTSUPP, "", around));
}

}  // namespace
}  // namespace bpflens::test
