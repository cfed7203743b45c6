// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using kernel::Vocabulary;

// A kernel that has what tests/bpf/requirements.bpf.c asks for, but for what is in the future.
struct KnownKernel : FakeKernel {
  KnownKernel() {
    BtfBlob blob;
    const int number = blob.integer("int", 4, BTF_INT_SIGNED);
    const int proxy = blob.structure("nsproxy", 8, {{"uts_ns", blob.pointer(number), 0}});
    blob.structure("task_struct", 16, {{"pid", number, 0}, {"nsproxy", blob.pointer(proxy), 64}});
    blob.enumeration("bpf_func_id", 4, {{"BPF_FUNC_loop", 181}});
    blob.alias("btf_trace_sched_switch", number);
    blob.alias("btf_trace_task_newtask", number);
    types.kernel_blob = blob.bytes();
    host.config = {{{"CONFIG_BPF", "y"}, {"CONFIG_HZ", "250"}, {"CONFIG_NET", "m"}}};
    host.around.release.value = "6.18.5";
    kfuncs.catalogue.kfuncs.push_back({.name = "bpf_task_release", .module = "vmlinux", .type_id = 8});
  }
};

TEST_CASE("feature check answers one line a requirement, and with the exit status") {
  KnownKernel fake;
  fake.prober.answers[{Vocabulary::map_types, 27}] = model::no();
  fake.prober.abilities[model::Ability::isa_v4] = model::unknown(EPERM, "this process has neither CAP_BPF");
  const Outcome good =
      run("feature check prog:xdp config:NET kernel:>=5.8 btf:task_struct.nsproxy isa:v1", fake.kernel);
  CHECK(good.out ==
        "yes      prog:xdp\n"
        "yes      config:CONFIG_NET        as a module\n"
        "yes      kernel:>=5.8             it is 6.18.5\n"
        "yes      btf:task_struct.nsproxy\n"
        "yes      isa:v1\n");
  CHECK(good.code == 0);
  const Outcome bad = run("feature check map:ringbuf isa:v4 config:CONFIG_HZ=1000 btf:task_struct.future", fake.kernel);
  CHECK(bad.out ==
        "no       map:ringbuf             Linux 5.8 brought it, this kernel is without it\n"
        "unknown  isa:v4                  EPERM: this process has neither CAP_BPF\n"
        "no       config:CONFIG_HZ=1000   it is 250\n"
        "no       btf:task_struct.future  task_struct has no future\n");
  CHECK(bad.code == 1);
  CHECK(run("feature check isa:v4 prog:xdp", fake.kernel).code == 5);
}

TEST_CASE("feature check asks for a helper in one type or in any") {
  KnownKernel fake;
  fake.prober.calls[{1, 44}] = {model::no(), false, ""};
  CHECK(run("feature check helper:socket_filter/bpf_xdp_adjust_head helper:xdp/xdp_adjust_head", fake.kernel).out ==
        "no       helper:socket_filter/bpf_xdp_adjust_head  programs of this type may not call it\n"
        "yes      helper:xdp/xdp_adjust_head\n");
  CHECK(run("feature check helper:bpf_xdp_adjust_head", fake.kernel).code == 0);
  fake.prober.calls[{6, 44}] = {model::no(), false, ""};
  CHECK(run("feature check helper:bpf_xdp_adjust_head", fake.kernel).code == 1);
}

TEST_CASE("feature check names the release only where it explains what is missing") {
  KnownKernel fake;
  fake.prober.calls[{6, 44}] = {model::no(), false, ""};
  fake.host.around.release.value = "4.9.1";
  CHECK(run("feature check helper:xdp/bpf_xdp_adjust_head", fake.kernel).out ==
        "no       helper:xdp/bpf_xdp_adjust_head  Linux 4.10 brought it\n");
}

TEST_CASE("feature check asks for kernel functions, which are unknown where nothing marks them") {
  KnownKernel fake;
  CHECK(run("feature check kfunc:bpf_task_from_pid kfunc:xdp/bpf_task_from_pid", fake.kernel).code == 0);
  CHECK(run("feature check kfunc:bpf_nothing", fake.kernel).code == 1);
  fake.kfuncs.calls[{6, "bpf_task_from_pid"}] = {model::no(), false};
  CHECK(run("feature check kfunc:xdp/bpf_task_from_pid", fake.kernel).out ==
        "no       kfunc:xdp/bpf_task_from_pid  programs of this type may not call it\n");
  fake.kfuncs.catalogue.tagged = model::unknown(0, "kfuncs are not tagged");
  CHECK(run("feature check kfunc:bpf_nothing", fake.kernel).code == 5);
}

TEST_CASE("feature check -j is one document with the answer, the kernel and every requirement") {
  KnownKernel fake;
  fake.prober.answers[{Vocabulary::attach_types, 37}] = model::unknown(EPERM, "lockdown");
  CHECK(run("-j feature check prog:xdp attach:xdp kernel:<5", fake.kernel).out ==
        R"({"answer":"no","kernels":[{"kernel":"6.18.5","answer":"no","requirements":[)"
        R"({"requirement":"prog:xdp","answer":"yes"},)"
        R"({"requirement":"attach:xdp","answer":"unknown","errno":"EPERM","reason":"lockdown"},)"
        R"({"requirement":"kernel:<5","answer":"no","note":"it is 6.18.5"}]}]})"
        "\n");
}

TEST_CASE("feature check refuses what is no requirement and names that nobody knows") {
  KnownKernel fake;
  CHECK(run("feature check", fake.kernel).code == 2);
  CHECK(run("feature check xdp", fake.kernel).code == 2);
  const Outcome typo = run("feature check prog:xpd", fake.kernel);
  CHECK(typo.code == 2);
  CHECK(typo.err == "bpflens: no kernel asked has a name like that: prog:xpd: there are socket_filter, xdp\n");
  CHECK(run("feature check helper:xpd/bpf_redirect", fake.kernel).code == 2);
  CHECK(run("feature check ability:bounded", fake.kernel).err.find("did you mean bounded_loops?") != std::string::npos);
  CHECK(run("feature check --object /nosuch.o", fake.kernel).code == 3);
}

TEST_CASE("feature check --object says what an object needs, what is missing, and which line needs it") {
  KnownKernel fake;
  fake.prober.answers[{Vocabulary::map_types, 27}] = model::no();
  fake.prober.calls[{26, 130}] = {model::no(), false, ""};
  const Outcome outcome = run("feature check --object " + fixture_path("requirements"), fake.kernel);
  CHECK(outcome.code == 1);
  for (const char* line :
       {"no       map:ringbuf ", "\n           events\n", "\nyes      map_flag:no_prealloc\n",
        "\nyes      btf:task_struct.pid\n", "\nno       helper:tracing/bpf_ringbuf_output ",
        "           on_switch, in record: instruction 17, requirements.bpf.c:",
        "\nno       btf:task_struct.field_of_the_future  struct task_struct: it has no member",
        "           on_new: instruction 1, requirements.bpf.c:", "\nskipped  helper:xdp/bpf_get_prandom_u32 "})
    CHECK_MESSAGE(outcome.out.find(line) != std::string::npos, line << " is not in\n" << outcome.out);
}

}  // namespace
}  // namespace bpflens::test
