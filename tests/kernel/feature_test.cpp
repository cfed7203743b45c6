// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/libbpf/system.hpp"
#include "model/helpers.hpp"
#include "support/command.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using model::Answer;

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool may_load_programs() {
  if (geteuid() == 0) return true;
  MESSAGE("SKIP: loading programs needs root");
  return false;
}

// Loads a program written out by hand, arguments and all: the truth to hold the prober's answers against.
bool loads(bpf_prog_type type, std::vector<bpf_insn> program, const char* license = "GPL") {
  const int fd = bpf_prog_load(type, nullptr, license, program.data(), program.size(), nullptr);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

bpf_insn call(int helper) { return {.code = BPF_JMP | BPF_CALL, .imm = helper}; }
constexpr bpf_insn kSetR0 = {.code = BPF_ALU64 | BPF_MOV | BPF_K};
constexpr bpf_insn kExit = {.code = BPF_JMP | BPF_EXIT};

// Helpers without arguments, so that a program that calls one is complete.
constexpr auto kNoArguments = std::to_array<bpf_func_id>({
    BPF_FUNC_ktime_get_ns,
    BPF_FUNC_get_prandom_u32,
    BPF_FUNC_get_smp_processor_id,
    BPF_FUNC_get_current_pid_tgid,
    BPF_FUNC_get_current_uid_gid,
    BPF_FUNC_get_current_task,
    BPF_FUNC_get_numa_node_id,
    BPF_FUNC_get_current_cgroup_id,
    BPF_FUNC_jiffies64,
    BPF_FUNC_ktime_get_boot_ns,
    BPF_FUNC_ktime_get_coarse_ns,
    BPF_FUNC_get_current_task_btf,
    BPF_FUNC_ktime_get_tai_ns,
});

constexpr auto kPlainTypes = std::to_array<bpf_prog_type>(
    {BPF_PROG_TYPE_SOCKET_FILTER, BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_TRACEPOINT,
     BPF_PROG_TYPE_XDP, BPF_PROG_TYPE_PERF_EVENT, BPF_PROG_TYPE_CGROUP_SKB, BPF_PROG_TYPE_LWT_XMIT,
     BPF_PROG_TYPE_SOCK_OPS, BPF_PROG_TYPE_SK_SKB, BPF_PROG_TYPE_CGROUP_DEVICE, BPF_PROG_TYPE_SK_MSG,
     BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_PROG_TYPE_SK_REUSEPORT, BPF_PROG_TYPE_FLOW_DISSECTOR});

TEST_CASE("the prober says yes exactly when a real program that calls the helper loads") {
  if (!may_load_programs()) return;
  kernel::System system;
  for (const bpf_prog_type type : kPlainTypes)
    for (const bpf_func_id helper : kNoArguments)
      for (const bool gpl : {true, false}) {
        const std::array question{kernel::HelperQuestion{type, static_cast<std::uint32_t>(helper), gpl}};
        const model::HelperSupport answer = system.kernel().prober.helpers(question)[0];
        const bool truth = loads(type, {call(helper), kSetR0, kExit}, gpl ? "GPL" : "Proprietary");
        CAPTURE(type);
        CAPTURE(helper);
        CAPTURE(gpl);
        CHECK(answer.support.answer == (truth ? Answer::yes : Answer::no));
      }
}

TEST_CASE("bpf_get_func_ip is offered to tracepoint programs and refused in each of them") {
  if (!may_load_programs()) return;
  if (!loads(BPF_PROG_TYPE_KPROBE, {call(BPF_FUNC_get_func_ip), kSetR0, kExit})) {
    MESSAGE("SKIP: this kernel has no bpf_get_func_ip");
    return;
  }
  kernel::System system;
  const std::array questions{kernel::HelperQuestion{BPF_PROG_TYPE_TRACEPOINT, BPF_FUNC_get_func_ip},
                             kernel::HelperQuestion{BPF_PROG_TYPE_KPROBE, BPF_FUNC_get_func_ip}};
  const auto answers = system.kernel().prober.helpers(questions);
  CHECK(answers[0].support.answer ==
        (loads(BPF_PROG_TYPE_TRACEPOINT, {call(BPF_FUNC_get_func_ip), kSetR0, kExit}) ? Answer::yes : Answer::no));
  CHECK(answers[0].offered);
  CHECK(answers[1] == model::HelperSupport{model::yes(), true, ""});
}

TEST_CASE("types and maps that every kernel since 5.10 has are found") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  for (const bpf_prog_type type : kPlainTypes) CHECK(prober.program_type(type) == model::yes());
  CHECK(prober.program_type(BPF_PROG_TYPE_TRACING) == model::yes());
  CHECK(prober.program_type(BPF_PROG_TYPE_STRUCT_OPS) == model::yes());
  for (std::uint32_t type = BPF_MAP_TYPE_HASH; type <= BPF_MAP_TYPE_RINGBUF; ++type) {
    CAPTURE(type);
    CHECK(prober.map_type(type) == model::yes());
  }
  CHECK(prober.ability(kernel::Ability::bpf_syscall) == model::yes());
  CHECK(prober.ability(kernel::Ability::large_programs) == model::yes());
  CHECK(prober.ability(kernel::Ability::bounded_loops) == model::yes());
  CHECK(prober.ability(kernel::Ability::isa_v3) == model::yes());
}

TEST_CASE("what no kernel has is a no for programs and unknown for maps, never a yes") {
  if (!may_load_programs()) return;
  kernel::System system;
  CHECK(system.kernel().prober.program_type(200) == model::no());
  CHECK(system.kernel().prober.map_type(200).answer == Answer::unknown);
  const std::array question{kernel::HelperQuestion{BPF_PROG_TYPE_XDP, 5000}};
  CHECK(system.kernel().prober.helpers(question)[0] == model::HelperSupport{model::no(), false, ""});
}

// Helpers that only kernels configured for them have: lirc and error injection.
constexpr auto kConfigured =
    std::to_array<std::string_view>({"bpf_rc_keydown", "bpf_rc_repeat", "bpf_rc_pointer_rel", "bpf_override_return"});

TEST_CASE("a helper is callable on no kernel older than itself, and on every newer one by some program type") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  const Release running = running_release();
  const auto types = prober.values(kernel::Vocabulary::program_types);
  for (std::uint32_t helper = 1; helper < model::helpers().size(); ++helper) {
    std::vector<kernel::HelperQuestion> questions;
    for (const kernel::NamedValue& type : types) questions.push_back({type.value, helper});
    const auto answers = prober.helpers(questions);
    const auto answered = [&answers](Answer answer) {
      return std::ranges::any_of(answers, [&](const auto& one) { return one.support.answer == answer; });
    };
    const model::HelperFact& fact = *model::helper_fact(helper);
    CAPTURE(fact.name);
    CAPTURE(fact.since);
    const bool too_new = release_of(std::string(fact.since)) > running;
    if (too_new) CHECK_FALSE(answered(Answer::yes));
    if (too_new || std::ranges::find(kConfigured, fact.name) != kConfigured.end()) continue;
    CHECK((answered(Answer::yes) || answered(Answer::unknown)));
  }
}

TEST_CASE("program and map types are there on no kernel older than themselves") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  const Release running = running_release();
  const auto too_new = [&running](std::string_view since) {
    return !since.empty() && release_of(std::string(since)) > running;
  };
  for (const kernel::NamedValue& type : prober.values(kernel::Vocabulary::program_types)) {
    CAPTURE(type.name);
    if (too_new(model::program_type_since(type.value))) CHECK(prober.program_type(type.value) == model::no());
  }
  for (const kernel::NamedValue& type : prober.values(kernel::Vocabulary::map_types)) {
    CAPTURE(type.name);
    if (too_new(model::map_type_since(type.value))) CHECK(prober.map_type(type.value).answer != Answer::yes);
  }
}

TEST_CASE("a whole probe leaves no descriptor open") {
  if (!may_load_programs()) return;
  kernel::System system;
  run("feature probe", system.kernel());
  const std::size_t before = open_descriptors();
  const Outcome outcome = run("-j feature probe", system.kernel());
  CHECK(outcome.code == 0);
  CHECK(open_descriptors() == before);
  const auto json = nlohmann::ordered_json::parse(outcome.out);
  CHECK(json["helpers"]["xdp_available_helpers"].size() > 40);
  CHECK(json["helpers"]["tracing_available_helpers"].size() > 40);
  CHECK(json["helpers"]["struct_ops_available_helpers"].size() > 20);
}

}  // namespace
}  // namespace bpflens::test
