// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "kernel/libbpf/security.hpp"
#include "kernel/libbpf/system.hpp"
#include "model/ability.hpp"
#include "model/helpers.hpp"
#include "model/names.hpp"
#include "model/releases.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using kernel::Vocabulary;
using model::Answer;

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
  for (const bpf_prog_type type : kPlainTypes) CHECK(prober.has(Vocabulary::program_types, type) == model::yes());
  CHECK(prober.has(Vocabulary::program_types, BPF_PROG_TYPE_TRACING) == model::yes());
  CHECK(prober.has(Vocabulary::program_types, BPF_PROG_TYPE_STRUCT_OPS) == model::yes());
  for (std::uint32_t type = BPF_MAP_TYPE_HASH; type <= BPF_MAP_TYPE_RINGBUF; ++type) {
    CAPTURE(type);
    CHECK(prober.has(Vocabulary::map_types, type) == model::yes());
  }
  CHECK(prober.ability(kernel::Ability::bpf_syscall) == model::yes());
  CHECK(prober.ability(kernel::Ability::large_programs) == model::yes());
  CHECK(prober.ability(kernel::Ability::bounded_loops) == model::yes());
  CHECK(prober.ability(kernel::Ability::isa_v3) == model::yes());
}

TEST_CASE("what no kernel has is a no for programs and unknown for maps, never a yes") {
  if (!may_load_programs()) return;
  kernel::System system;
  CHECK(system.kernel().prober.has(Vocabulary::program_types, 200) == model::no());
  CHECK(system.kernel().prober.has(Vocabulary::map_types, 200).answer == Answer::unknown);
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

// What a build option decides about, rather than the release; a no is right without the option.
struct Optional {
  std::string_view word;
  std::string_view option;
};
constexpr auto kOptional = std::to_array<Optional>({
    {"lirc_mode2", "CONFIG_BPF_LIRC_MODE2"},
    {"lsm", "CONFIG_BPF_LSM"},
    {"lsm_mac", "CONFIG_BPF_LSM"},
    {"lsm_cgroup", "CONFIG_BPF_LSM"},
    {"inode_storage", "CONFIG_BPF_LSM"},
    {"netfilter", "CONFIG_NETFILTER_BPF_LINK"},
    {"trace_kprobe_multi", "CONFIG_FPROBE"},
    {"trace_kprobe_session", "CONFIG_FPROBE"},
    {"kprobe_multi", "CONFIG_FPROBE"},
    {"netkit", "CONFIG_NETKIT"},
    {"netkit_primary", "CONFIG_NETKIT"},
    {"netkit_peer", "CONFIG_NETKIT"},
});

bool left_out_of_the_build(std::string_view word, const std::map<std::string, std::string>& config) {
  return std::any_of(kOptional.begin(), kOptional.end(), [&](const Optional& row) {
    return row.word == word && !config.contains(std::string(row.option));
  });
}

TEST_CASE("what the running release brought is never answered no, and what came later never yes") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  const auto config = system.kernel().host.build_config();
  if (!config) {
    MESSAGE("SKIP: this kernel's build configuration is not known");
    return;
  }
  std::size_t dated = 0;
  const auto check = [&](std::string_view name, std::string_view since, const model::Support& support) {
    CAPTURE(name);
    CAPTURE(since);
    CAPTURE(support.reason);
    if (since.empty()) return;
    ++dated;
    if (release_of(std::string(since)) > running_release())
      CHECK(support.answer != Answer::yes);
    else if (!left_out_of_the_build(name, *config))
      CHECK(support.answer != Answer::no);
  };
  using Since = std::string_view (*)(std::uint32_t);
  for (const auto& [of, since] : {std::pair<Vocabulary, Since>(Vocabulary::program_types, model::program_type_since),
                                  std::pair<Vocabulary, Since>(Vocabulary::map_types, model::map_type_since),
                                  std::pair<Vocabulary, Since>(Vocabulary::attach_types, model::attach_type_since),
                                  std::pair<Vocabulary, Since>(Vocabulary::link_types, model::link_type_since),
                                  std::pair<Vocabulary, Since>(Vocabulary::map_flags, model::map_flag_since),
                                  std::pair<Vocabulary, Since>(Vocabulary::btf_kinds, model::btf_kind_since)})
    for (const auto& [value, name] : prober.values(of)) check(name, since(value), prober.has(of, value));
  for (const model::AbilityFact& fact : model::abilities())
    if (fact.group != model::AbilityGroup::device) check(fact.name, fact.since, prober.ability(fact.ability));
  CHECK(dated >= 200);
}

TEST_CASE("every answer on every helper is yes or no, but where lockdown forbids to ask") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  const std::string mode = kernel::lockdown_mode();
  const bool locked = !mode.empty() && mode != "none";
  for (const kernel::NamedValue& type : prober.values(Vocabulary::program_types)) {
    std::vector<kernel::HelperQuestion> questions;
    for (const kernel::NamedValue& helper : prober.values(Vocabulary::helpers))
      questions.push_back({type.value, helper.value});
    const auto answers = prober.helpers(questions);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const model::Support& support = answers[i].support;
      if (support.answer != Answer::unknown) continue;
      CAPTURE(type.name);
      CAPTURE(questions[i].helper);
      CAPTURE(support.reason);
      CHECK((locked && support.reason.find("locked down") != std::string::npos));
    }
  }
}

TEST_CASE("types newer than this build have the names that the kernel gives them, and none of them is a no") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  for (const kernel::NamedValue& type : prober.values(Vocabulary::attach_types)) {
    CAPTURE(type.name);
    CHECK_FALSE(type.name.empty());
    CHECK(type.name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == std::string::npos);
    if (type.value >= model::attach_type_names().size())
      CHECK(prober.has(Vocabulary::attach_types, type.value).answer != Answer::no);
  }
  for (const auto& [value, name] : prober.values(Vocabulary::map_types))
    if (value >= model::map_type_names().size()) CHECK(prober.has(Vocabulary::map_types, value).answer != Answer::no);
}

TEST_CASE("extensions, LSM and fentry programs are tried for real, and unknown where lockdown forbids to ask") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  const std::string mode = kernel::lockdown_mode();
  const model::Support extension = prober.has(Vocabulary::program_types, BPF_PROG_TYPE_EXT);
  const model::Support fentry = prober.has(Vocabulary::attach_types, BPF_TRACE_FENTRY);
  const std::array question{kernel::HelperQuestion{BPF_PROG_TYPE_EXT, BPF_FUNC_xdp_adjust_head}};
  const model::Support helper = prober.helpers(question)[0].support;
  if (mode.empty() || mode == "none") {
    CHECK(extension == model::yes());
    CHECK(fentry == model::yes());
    CHECK(helper == model::yes());
    return;
  }
  for (const model::Support& support : {extension, fentry, helper}) {
    CHECK(support.answer == Answer::unknown);
    CHECK(support.error == EPERM);
    CHECK(support.reason == "the kernel is locked down (" + mode + "), which forbids it");
  }
}

TEST_CASE("probing attaches nothing and leaves no descriptor open") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  prober.has(Vocabulary::attach_types, BPF_TRACE_FENTRY);  // BTF is read once
  const std::size_t before = open_descriptors();
  for (const Vocabulary of : {Vocabulary::attach_types, Vocabulary::link_types, Vocabulary::map_flags})
    for (const auto& [value, name] : prober.values(of)) prober.has(of, value);
  for (const model::AbilityFact& fact : model::abilities()) prober.ability(fact.ability);
  CHECK(open_descriptors() == before);
}

TEST_CASE("a kfunc may be called from a type exactly when a real program that calls it loads") {
  if (!may_load_programs()) return;
  kernel::System system;
  const model::KfuncCatalogue catalogue = system.kernel().kfuncs.list();
  const auto named = [&](std::string_view name) {
    return std::find_if(catalogue.kfuncs.begin(), catalogue.kfuncs.end(),
                        [&](const auto& k) { return k.name == name; });
  };
  const auto lock = named("bpf_rcu_read_lock");
  const auto unlock = named("bpf_rcu_read_unlock");
  if (catalogue.tagged.answer != Answer::yes || lock == catalogue.kfuncs.end() || unlock == catalogue.kfuncs.end()) {
    CHECK(catalogue.tagged.answer == Answer::unknown);
    CHECK_FALSE(catalogue.tagged.reason.empty());
    MESSAGE("SKIP: this kernel's BTF tags no kfuncs");
    return;
  }
  const auto kfunc_call = [](const model::Kfunc& kfunc) {
    return bpf_insn{
        .code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_KFUNC_CALL, .imm = static_cast<std::int32_t>(kfunc.type_id)};
  };
  for (const bpf_prog_type type : kPlainTypes) {
    CAPTURE(type);
    const std::array questions{kernel::KfuncQuestion{static_cast<std::uint32_t>(type), &*lock},
                               kernel::KfuncQuestion{static_cast<std::uint32_t>(type), &*unlock}};
    const auto answers = system.kernel().kfuncs.callable(questions);
    const Answer truth =
        loads(type, {kfunc_call(*lock), kfunc_call(*unlock), kSetR0, kExit}) ? Answer::yes : Answer::no;
    CHECK(answers[0].support.answer == truth);
    CHECK(answers[1].support.answer == truth);
  }
}

TEST_CASE("every answer on every kfunc is yes or no, but where lockdown or a device decides") {
  if (!may_load_programs()) return;
  kernel::System system;
  const model::KfuncCatalogue catalogue = system.kernel().kfuncs.list();
  if (catalogue.tagged.answer != Answer::yes) {
    MESSAGE("SKIP: this kernel's BTF tags no kfuncs");
    return;
  }
  std::vector<kernel::KfuncQuestion> questions;
  for (const model::Kfunc& kfunc : catalogue.kfuncs)
    for (const auto& [value, name] : system.kernel().prober.values(Vocabulary::program_types))
      questions.push_back({value, &kfunc});
  const auto answers = system.kernel().kfuncs.callable(questions);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CAPTURE(questions[i].kfunc->name);
    CAPTURE(answers[i].support.reason);
    CHECK(answers[i].support.reason.find("not understood") == std::string::npos);
  }
}

// A thread's capabilities are its own.
void without_capabilities(std::uint64_t kept, const std::function<void()>& work) {
  std::jthread([&] {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, 2> data{};
    data[0].effective = data[0].permitted = static_cast<std::uint32_t>(kept);
    data[1].effective = data[1].permitted = static_cast<std::uint32_t>(kept >> 32);
    REQUIRE(syscall(SYS_capset, &header, data.data()) == 0);
    work();
  });
}

TEST_CASE("who lacks a right gets unknown, never no") {
  if (!may_load_programs()) return;
  kernel::System system;
  kernel::Prober& prober = system.kernel().prober;
  const std::array questions{kernel::HelperQuestion{BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_map_lookup_elem},
                             kernel::HelperQuestion{BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_probe_read_kernel},
                             kernel::HelperQuestion{BPF_PROG_TYPE_XDP, BPF_FUNC_redirect}};
  without_capabilities(0, [&] {
    for (const Vocabulary of : {Vocabulary::program_types, Vocabulary::map_types, Vocabulary::attach_types})
      for (const auto& [value, name] : prober.values(of)) CHECK(prober.has(of, value).answer != Answer::no);
    for (const model::HelperSupport& answer : prober.helpers(questions)) CHECK(answer.support.answer != Answer::no);
  });
  without_capabilities(std::uint64_t{1} << CAP_BPF, [&] {
    const auto answers = prober.helpers(questions);
    CHECK(answers[0].support == model::yes());
    CHECK(answers[1].support.answer == Answer::unknown);
    CHECK(answers[1].support.reason.find("CAP_PERFMON") != std::string::npos);
    CHECK(answers[2].support.answer == Answer::unknown);
    CHECK(answers[2].support.reason.find("CAP_NET_ADMIN") != std::string::npos);
  });
}

TEST_CASE("what surrounds BPF is read, also where securityfs is not mounted") {
  if (!may_load_programs()) return;
  kernel::System system;
  const model::Surroundings around = system.kernel().host.surroundings();
  CHECK(around.release.value.has_value());
  CHECK(std::find(around.capabilities.begin(), around.capabilities.end(), "CAP_BPF") != around.capabilities.end());
  CHECK_FALSE(around.in_user_namespace);
  REQUIRE(around.lsms.value.has_value());
  CHECK(around.lsms.value->find("capability") != std::string::npos);
  for (const auto& [type, path] : around.mounts) CHECK(std::filesystem::is_directory(path));
}

}  // namespace
}  // namespace bpflens::test
