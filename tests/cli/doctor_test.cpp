// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cerrno>

#include "render/json.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

// A machine that lacks nothing.
FakeKernel healthy() {
  FakeKernel fake;
  fake.host.sysctls = {
      {"kernel/unprivileged_bpf_disabled", 2}, {"net/core/bpf_jit_enable", 1}, {"net/core/bpf_jit_harden", 0}};
  fake.host.config.emplace()["CONFIG_KPROBES"] = "y";
  fake.host.config->emplace("CONFIG_SECURITY_LOCKDOWN_LSM", "y");
  fake.host.around = {
      .release = {"6.1.0", ""},
      .lockdown = {"none", ""},
      .lsms = {"capability,bpf", ""},
      .capabilities = {"CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYSLOG"},
      .mounts = {{"bpf", "/sys/fs/bpf"}, {"tracefs", "/sys/kernel/tracing"}, {"cgroup2", "/sys/fs/cgroup"}}};
  fake.types.kernel_blob.emplace();
  fake.prober.words[kernel::Vocabulary::program_types].push_back({29, "lsm"});
  return fake;
}

// The lines about what the kernel tells; the compiler and headers are this machine's own.
std::string told(FakeKernel& fake) {
  const Outcome outcome = run("doctor", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  return outcome.out.substr(0, outcome.out.find("clang  ") - std::string("good       ").size());
}

render::Json fact(FakeKernel& fake, const std::string& name) {
  const render::Json facts = render::Json::parse(run("-j doctor", fake.kernel).out);
  for (const render::Json& each : facts)
    if (each["name"] == name) return each;
  return nullptr;
}

TEST_CASE("doctor finds nothing on a machine that lacks nothing") {
  FakeKernel fake = healthy();
  CHECK(told(fake) ==
        "good       kernel         6.1.0\n"
        "good       bpf(2)         there\n"
        "good       capabilities   CAP_SYS_ADMIN CAP_SYS_PTRACE CAP_SYSLOG\n"
        "good       unprivileged   forbidden: bpf(2) takes CAP_BPF\n"
        "good       lockdown       none\n"
        "good       lsms           capability,bpf\n"
        "good       lsm programs   bpf is in capability,bpf\n"
        "good       fentry         functions can be traced by fentry and fexit\n"
        "good       kprobes        functions can be probed\n"
        "good       btf            the kernel tells its types\n"
        "good       jit            on\n"
        "good       jit hardening  off\n"
        "good       memory limit   memory counts for control groups, not against RLIMIT_MEMLOCK\n"
        "good       bpffs          at /sys/fs/bpf\n"
        "good       tracefs        at /sys/kernel/tracing\n"
        "good       cgroup2        at /sys/fs/cgroup\n");
}

TEST_CASE("doctor has a next step for every hindrance") {
  FakeKernel fake;  // hardly anything is there
  fake.host.sysctls = {
      {"kernel/unprivileged_bpf_disabled", 1}, {"net/core/bpf_jit_enable", 0}, {"net/core/bpf_jit_harden", 2}};
  fake.host.config.emplace();
  fake.host.around = {.release = {"5.4.0", ""},
                      .lockdown = {"confidentiality", ""},
                      .lsms = {"capability", ""},
                      .capabilities = {"CAP_BPF"},
                      .memory_lock = 65536};
  fake.prober.abilities = {{kernel::Ability::bpf_syscall, model::no()},
                           {kernel::Ability::trampoline, model::no()},
                           {kernel::Ability::cgroup_memory_accounting, model::no()}};
  std::size_t hindrances = 0;
  for (const render::Json& each : render::Json::parse(run("-j doctor", fake.kernel).out)) {
    if (each["health"] == "hindrance") ++hindrances;
    CHECK_MESSAGE((each["health"] == "good" || !each["next_step"].get<std::string>().empty()), each.dump());
  }
  CHECK(hindrances >= 12);
  CHECK(fact(fake, "memory limit")["value"] == "maps and programs count against RLIMIT_MEMLOCK: 65536 bytes");
  CHECK(
      fact(fake, "capabilities")["value"] ==
      "this process lacks CAP_SYS_ADMIN (ids and other users' objects), CAP_PERFMON (tracing programs), CAP_NET_ADMIN "
      "(network programs), CAP_SYS_PTRACE (who holds an object), CAP_SYSLOG (addresses of kernel functions)");
}

TEST_CASE("doctor calls what lockdown refuses a hindrance, and what it can't ask unknown") {
  FakeKernel fake = healthy();
  fake.host.around.lockdown.value = "integrity";
  const model::Support refused = model::unknown(EPERM, "the kernel is locked down (integrity), which forbids it");
  fake.prober.abilities[kernel::Ability::trampoline] = refused;
  fake.prober.answers[{kernel::Vocabulary::program_types, 29}] = refused;
  CHECK(fact(fake, "fentry")["health"] == "hindrance");
  CHECK(fact(fake, "lsm programs")["value"] == "EPERM: the kernel is locked down (integrity), which forbids it");
  fake.host.around.lockdown = {std::nullopt, "securityfs is not mounted"};
  CHECK(fact(fake, "fentry")["health"] == "unknown");
  CHECK(fact(fake, "lockdown")["value"] == "securityfs is not mounted");
}

}  // namespace
}  // namespace bpflens::test
