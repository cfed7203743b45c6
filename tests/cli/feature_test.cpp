// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using kernel::Vocabulary;

const model::Support kRefused = model::unknown(EPERM, "this process has neither CAP_BPF nor CAP_SYS_ADMIN");

// Two types, two maps and two helpers; xdp alone may call bpf_xdp_adjust_head.
struct SmallKernel : FakeKernel {
  SmallKernel() {
    host.around = {.release = {"6.18.5", ""}, .lockdown = {"none", ""}, .lsms = {"capability", ""}};
    host.sysctls = {{"kernel/unprivileged_bpf_disabled", 2}};
    host.config = {{{"CONFIG_BPF", "y"}, {"CONFIG_HZ", "250"}}};
    prober.calls[{1, 44}] = {model::no(), false, ""};
  }
};

TEST_CASE("feature probe -j has bpftool's keys, and null with a reason for what is unknown") {
  SmallKernel fake;
  fake.prober.answers[{Vocabulary::map_types, 27}] = kRefused;
  fake.prober.answers[{Vocabulary::program_types, 1}] = model::no();
  fake.prober.calls[{1, 1}] = {kRefused, false, ""};
  const Outcome outcome = run("-j feature probe", fake.kernel);
  CHECK(outcome.code == 0);
  const auto json = nlohmann::ordered_json::parse(outcome.out);
  CHECK(json["system_config"]["unprivileged_bpf_disabled"] == 2);
  CHECK(json["system_config"]["bpf_jit_limit"] == -1);
  CHECK(json["system_config"]["CONFIG_BPF"] == "y");
  CHECK(json["system_config"]["CONFIG_NET"] == nullptr);
  CHECK(json["syscall_config"].dump() == R"({"have_bpf_syscall":true})");
  CHECK(json["program_types"].dump() == R"({"have_socket_filter_prog_type":false,"have_xdp_prog_type":true})");
  CHECK(json["map_types"].dump() == R"({"have_hash_map_type":true,"have_ringbuf_map_type":null})");
  CHECK(json["helpers"].dump() == R"({"socket_filter_available_helpers":[],)"
                                  R"("xdp_available_helpers":["bpf_map_lookup_elem","bpf_xdp_adjust_head"]})");
  CHECK(json["misc"].dump() ==
        R"({"have_large_insn_limit":true,"have_bounded_loops":true,"have_v2_isa_extension":true,)"
        R"("have_v3_isa_extension":true,"have_v4_isa_extension":true})");
  CHECK(json["unknown"].dump() ==
        R"({"map_types":{"ringbuf":{"errno":"EPERM","reason":"this process has neither CAP_BPF nor CAP_SYS_ADMIN"}},)"
        R"("helpers":{"socket_filter":[{"errno":"EPERM","reason":"this process has neither CAP_BPF nor CAP_SYS_ADMIN",)"
        R"("helpers":["bpf_map_lookup_elem"]}]}})");
}

TEST_CASE("feature probe -j tells what bpftool doesn't ask behind what it does") {
  SmallKernel fake;
  fake.host.around = {.release = {"6.18.5", ""},
                      .lockdown = {"none", ""},
                      .lsms = {"capability,bpf", ""},
                      .capabilities = {"CAP_BPF"},
                      .in_user_namespace = true,
                      .mounts = {{"bpf", "/sys/fs/bpf"}}};
  fake.prober.abilities[kernel::Ability::tokens] = kRefused;
  fake.prober.answers[{Vocabulary::link_types, 6}] = model::no();
  const auto json = nlohmann::ordered_json::parse(run("-j feature probe", fake.kernel).out);
  CHECK(json["system"].dump() ==
        R"({"release":"6.18.5","lockdown":"none","lsm":["capability","bpf"],"capabilities":["CAP_BPF"],)"
        R"("in_user_namespace":true,"mounts":[{"type":"bpf","path":"/sys/fs/bpf"}]})");
  CHECK(json["instructions"].dump() == R"({"have_atomic_fetch":true,"have_may_goto":true,"have_addr_space_cast":true,)"
                                       R"("have_load_acquire":true,"have_gotox":true})");
  CHECK(json["program_features"]["have_tokens"] == nullptr);
  CHECK(json["map_features"]["have_batch_operations"] == true);
  CHECK(json["map_flags"].dump() == R"({"have_no_prealloc_map_flag":true})");
  CHECK(json["attach_types"].dump() == R"({"have_cgroup_inet_ingress_attach_type":true,"have_xdp_attach_type":true})");
  CHECK(json["link_types"].dump() == R"({"have_xdp_link_type":false})");
  CHECK(json["btf_kinds"].dump() == R"({"have_float_btf_kind":true})");
  CHECK(json["unknown"].dump() == R"({"program_features":{"tokens":{"errno":"EPERM",)"
                                  R"("reason":"this process has neither CAP_BPF nor CAP_SYS_ADMIN"}}})");
}

TEST_CASE("feature probe dev asks the device and tells nothing of the system") {
  SmallKernel fake;
  fake.prober.abilities[kernel::Ability::xdp_offload] = model::no();
  const auto json = nlohmann::ordered_json::parse(run("-j feature probe dev eth0", fake.kernel).out);
  CHECK_FALSE(json.contains("system_config"));
  CHECK_FALSE(json.contains("system"));
  CHECK_FALSE(json.contains("attach_types"));
  CHECK(json["device"] == "eth0");
  CHECK(json["xdp_modes"].dump() == R"({"have_xdp_generic":true,"have_xdp_native":true,"have_xdp_offload":false,)"
                                    R"("have_xdp_zero_copy":true,"have_xdp_fragments":true})");
  CHECK(
      run("feature probe --dev eth0", fake.kernel).out.starts_with("Network device eth0\n\nbpf() system call: yes\n"));
  const Outcome none = run("feature probe dev nosuch", fake.kernel);
  CHECK(none.code == 1);
  CHECK(none.err == "bpflens: there is no network device 'nosuch' (ip link lists them)\n");
}

TEST_CASE("feature probe unprivileged gives the rights up before it asks") {
  SmallKernel fake;
  run("feature probe", fake.kernel);
  CHECK_FALSE(fake.host.unprivileged);
  run("feature probe unprivileged", fake.kernel);
  CHECK(fake.host.unprivileged);
}

TEST_CASE("feature helpers --matrix is a grid on a terminal and CSV elsewhere") {
  SmallKernel fake;
  fake.prober.calls[{6, 1}] = {kRefused, false, ""};
  CHECK(run("feature helpers --matrix", fake.kernel).out ==
        "helper,socket_filter,xdp\n"
        "bpf_map_lookup_elem,yes,unknown\n"
        "bpf_xdp_adjust_head,no,yes\n");
  fake.host.columns = 80;
  CHECK(run("feature helpers --matrix --prog-type xdp --prog-type socket_filter", fake.kernel).out ==
        "                       s\n"
        "                       o\n"
        "                       c\n"
        "                       k\n"
        "                       e\n"
        "                       t\n"
        "                       _\n"
        "                       f\n"
        "                       i\n"
        "                       l\n"
        "                     x t\n"
        "                     d e\n"
        "                     p r\n"
        "bpf_map_lookup_elem  ? x\n"
        "bpf_xdp_adjust_head  x .\n"
        "\n"
        ". no, x yes, ? unknown\n");
}

TEST_CASE("feature kfuncs lists each with flags, callers and prototype") {
  SmallKernel fake;
  fake.kfuncs.catalogue.kfuncs = {
      {.name = "bpf_one", .module = "vmlinux", .type_id = 1},
      {.name = "bpf_two", .module = "nf_nat", .module_btf = 9, .type_id = 2, .flags = {"fastcall"}}};
  fake.kfuncs.calls[{1, "bpf_one"}] = {model::no(), false};
  fake.kfuncs.calls[{6, "bpf_one"}] = {model::yes(), true};
  fake.kfuncs.calls[{6, "bpf_two"}] = {kRefused, false};
  CHECK(run("feature kfuncs", fake.kernel).out ==
        "KFUNC    MODULE   FLAGS      CALLABLE FROM                PROTOTYPE\n"
        "bpf_one  vmlinux  sleepable  xdp\n"
        "bpf_two  nf_nat   fastcall   socket_filter; unknown: xdp\n"
        "unknown: EPERM: this process has neither CAP_BPF nor CAP_SYS_ADMIN\n");
  CHECK(run("feature kfuncs --prog-type socket_filter --kfunc bpf_one", fake.kernel).out ==
        "1 of 1 not callable from socket_filter\n");
  CHECK(run("feature kfuncs --matrix", fake.kernel).out ==
        "kfunc,socket_filter,xdp\n"
        "bpf_one,no,sleepable\n"
        "bpf_two,yes,unknown\n");
  CHECK(run("-j feature kfuncs --kfunc bpf_two", fake.kernel).out ==
        R"([{"name":"bpf_two","module":"nf_nat","prototype":"","flags":["fastcall"],"types":["socket_filter"],)"
        R"("unknown":[{"errno":"EPERM","reason":"this process has neither CAP_BPF nor CAP_SYS_ADMIN",)"
        R"("types":["xdp"]}]}])"
        "\n");
  const Outcome near = run("feature kfuncs --kfunc bpf_t", fake.kernel);
  CHECK(near.code == 2);
  CHECK(near.err == "bpflens: this kernel has no kfunc 'bpf_t': did you mean bpf_two?\n");
}

TEST_CASE("feature kfuncs is undetermined on a kernel that doesn't tag them") {
  SmallKernel fake;
  fake.kfuncs.catalogue = {model::unknown(0, "no tags"), {}};
  const Outcome outcome = run("feature kfuncs", fake.kernel);
  CHECK(outcome.code == 5);
  CHECK(outcome.err == "bpflens: which kfuncs there are is unknown: no tags\n");
}

TEST_CASE("feature alone probes, and bpftool's words mean the native options") {
  SmallKernel fake;
  const std::string plain = run("feature probe", fake.kernel).out;
  CHECK(run("feature", fake.kernel).out == plain);
  CHECK(run("feature probe kernel", fake.kernel).out == plain);
  CHECK(run("feature probe kernel full macros prefix P_", fake.kernel).out ==
        run("feature probe --full --macros --prefix P_", fake.kernel).out);
  CHECK(run("feature probe --prefix P_", fake.kernel).code == 2);
}

TEST_CASE("feature probe asks for the helpers that make the kernel log a banner only when full") {
  SmallKernel fake;
  fake.prober.words[Vocabulary::helpers] = {{6, "bpf_trace_printk"}, {36, "bpf_probe_write_user"}};
  run("feature probe", fake.kernel);
  CHECK(fake.prober.asked.empty());
  run("feature probe full", fake.kernel);
  CHECK(fake.prober.asked.size() == 4);
}

TEST_CASE("feature probe prints one line a fact") {
  SmallKernel fake;
  fake.host.config.reset();
  fake.host.around = {.release = {"6.18.5", ""},
                      .lockdown = {"integrity", ""},
                      .lsms = {std::nullopt, "securityfs is not mounted"},
                      .capabilities = {"CAP_BPF", "CAP_PERFMON"},
                      .mounts = {{"bpf", "/sys/fs/bpf"}, {"bpf", "/run/bpf"}, {"cgroup2", "/sys/fs/cgroup"}}};
  fake.prober.answers[{Vocabulary::attach_types, 37}] = kRefused;
  fake.prober.abilities[kernel::Ability::indirect_jump] = model::no();
  fake.prober.answers[{Vocabulary::program_types, 6}] = kRefused;
  fake.prober.calls[{1, 1}] = {model::no(), true, "refused"};
  fake.prober.calls[{6, 1}] = {kRefused, false, ""};
  fake.prober.calls[{6, 44}] = {kRefused, false, ""};
  CHECK(run("feature probe", fake.kernel).out ==
        "System\n"
        "  unprivileged_bpf_disabled: 2\n"
        "  bpf_jit_enable: cannot be read\n"
        "  bpf_jit_harden: cannot be read\n"
        "  bpf_jit_kallsyms: cannot be read\n"
        "  bpf_jit_limit: cannot be read\n"
        "  CONFIG_*: unknown: no build configuration in /proc/config.gz, /boot or /lib/modules\n"
        "  kernel: 6.18.5\n"
        "  lockdown: integrity\n"
        "  lsm: unknown: securityfs is not mounted\n"
        "  capabilities of the caller: CAP_BPF CAP_PERFMON\n"
        "  bpf mounted on: /sys/fs/bpf /run/bpf\n"
        "  tracefs mounted on: nothing\n"
        "  cgroup2 mounted on: /sys/fs/cgroup\n"
        "\n"
        "bpf() system call: yes\n"
        "\n"
        "Program types\n"
        "  socket_filter  yes      since Linux 3.19\n"
        "  xdp            unknown  EPERM: this process has neither CAP_BPF nor CAP_SYS_ADMIN\n"
        "\n"
        "Map types\n"
        "  hash     yes      since Linux 3.19\n"
        "  ringbuf  yes      since Linux 5.8\n"
        "\n"
        "Helpers by program type\n"
        "  socket_filter: 0 helpers\n"
        "   offered, but refused in every program:\n"
        "    bpf_map_lookup_elem\n"
        "  xdp: 0 helpers\n"
        "   2 unknown: EPERM: this process has neither CAP_BPF nor CAP_SYS_ADMIN\n"
        "\n"
        "Miscellaneous\n"
        "  large_insn_limit  yes      since Linux 5.2\n"
        "  bounded_loops     yes      since Linux 5.3\n"
        "  v2_isa_extension  yes      since Linux 4.14\n"
        "  v3_isa_extension  yes      since Linux 5.1\n"
        "  v4_isa_extension  yes      since Linux 6.6\n"
        "\n"
        "Instructions\n"
        "  atomic_fetch     yes      since Linux 5.12\n"
        "  may_goto         yes      since Linux 6.9\n"
        "  addr_space_cast  yes      since Linux 6.9\n"
        "  load_acquire     yes      since Linux 6.15\n"
        "  gotox            no       since Linux 6.19\n"
        "\n"
        "Programs\n"
        "  bpf_to_bpf_calls       yes      since Linux 4.16\n"
        "  global_data            yes      since Linux 5.2\n"
        "  sleepable              yes      since Linux 5.10\n"
        "  trampoline             yes      since Linux 5.5\n"
        "  kfunc_calls            yes      since Linux 5.13\n"
        "  kprobe_multi           yes      since Linux 5.18\n"
        "  uprobe_multi           yes      since Linux 6.6\n"
        "  perf_link_cookie       yes      since Linux 5.15\n"
        "  raw_tracepoint_cookie  yes      since Linux 6.10\n"
        "  tokens                 yes      since Linux 6.9\n"
        "\n"
        "Maps\n"
        "  batch_operations          yes      since Linux 5.6\n"
        "  ring_buffer               yes      since Linux 5.8\n"
        "  cgroup_memory_accounting  yes      since Linux 5.11\n"
        "\n"
        "Map flags\n"
        "  no_prealloc  yes      since Linux 4.6\n"
        "\n"
        "Attach types\n"
        "  cgroup_inet_ingress  yes      since Linux 4.10\n"
        "  xdp                  unknown  EPERM: this process has neither CAP_BPF nor CAP_SYS_ADMIN\n"
        "\n"
        "Link types\n"
        "  xdp  yes      since Linux 5.9\n"
        "\n"
        "BTF kinds\n"
        "  float  yes      since Linux 5.13\n");
}

TEST_CASE("feature probe macros defines neither form for what is unknown") {
  SmallKernel fake;
  fake.prober.answers[{Vocabulary::map_types, 1}] = model::no();
  fake.prober.answers[{Vocabulary::map_types, 27}] = kRefused;
  CHECK(run("feature probe macros prefix P_", fake.kernel).out ==
        "/*** Misc kernel config items ***/\n"
        "#define P_CONFIG_HZ 250\n"
        "\n"
        "/*** System call availability ***/\n"
        "#define P_HAVE_BPF_SYSCALL\n"
        "\n"
        "/*** eBPF program types ***/\n"
        "#define P_HAVE_SOCKET_FILTER_PROG_TYPE\n"
        "#define P_HAVE_XDP_PROG_TYPE\n"
        "\n"
        "/*** eBPF map types ***/\n"
        "#define P_NO_HAVE_HASH_MAP_TYPE\n"
        "/* P_HAVE_RINGBUF_MAP_TYPE is unknown: EPERM: this process has neither CAP_BPF nor CAP_SYS_ADMIN */\n"
        "\n"
        "/*** eBPF helper functions ***/\n"
        "/* P_HAVE_PROG_TYPE_HELPER(type, helper) is 1 if programs of the type may call the helper:\n"
        " *\t#if P_HAVE_PROG_TYPE_HELPER(xdp, bpf_redirect)\n"
        " */\n"
        "#define P_HAVE_PROG_TYPE_HELPER(prog_type, helper)\t\\\n"
        "\tP_BPF__PROG_TYPE_ ## prog_type ## __HELPER_ ## helper\n"
        "#define P_BPF__PROG_TYPE_socket_filter__HELPER_bpf_map_lookup_elem 1\n"
        "#define P_BPF__PROG_TYPE_socket_filter__HELPER_bpf_xdp_adjust_head 0\n"
        "#define P_BPF__PROG_TYPE_xdp__HELPER_bpf_map_lookup_elem 1\n"
        "#define P_BPF__PROG_TYPE_xdp__HELPER_bpf_xdp_adjust_head 1\n"
        "\n"
        "/*** eBPF misc features ***/\n"
        "#define P_HAVE_LARGE_INSN_LIMIT\n"
        "#define P_HAVE_BOUNDED_LOOPS\n"
        "#define P_HAVE_V2_ISA_EXTENSION\n"
        "#define P_HAVE_V3_ISA_EXTENSION\n"
        "#define P_HAVE_V4_ISA_EXTENSION\n"
        "\n");
}

TEST_CASE("feature helpers answers what a type may call and who may call a helper") {
  SmallKernel fake;
  CHECK(run("feature helpers --prog-type socket_filter", fake.kernel).out ==
        "HELPER               CALLABLE  SINCE  LICENSE  WHAT\n"
        "bpf_map_lookup_elem  yes       3.19   any      find the value behind a key\n"
        "1 of 2 not callable\n");
  CHECK(run("feature helpers --helper xdp_adjust_head", fake.kernel).out ==
        "TYPE  CALLABLE  SINCE  LICENSE  WHAT\n"
        "xdp   yes       4.10   any      move the start of an XDP packet\n"
        "1 of 2 not callable\n");
  const Outcome none = run("feature helpers --prog-type socket_filter --helper bpf_xdp_adjust_head", fake.kernel);
  CHECK(none.out == "1 of 1 not callable\n");
  CHECK(none.code == 1);
  fake.prober.calls[{1, 44}] = {kRefused, false, ""};
  CHECK(run("feature helpers --prog-type socket_filter --helper bpf_xdp_adjust_head", fake.kernel).code == 5);
}

TEST_CASE("feature helpers -j tells answer, license, release and reason") {
  SmallKernel fake;
  fake.prober.calls[{1, 1}] = {kRefused, false, ""};
  CHECK(run("-j feature helpers --prog-type socket_filter", fake.kernel).out ==
        R"([{"type":"socket_filter","helper":"bpf_map_lookup_elem","answer":"unknown","since":"3.19",)"
        R"("summary":"find the value behind a key","errno":"EPERM",)"
        R"("reason":"this process has neither CAP_BPF nor CAP_SYS_ADMIN"},)"
        R"({"type":"socket_filter","helper":"bpf_xdp_adjust_head","answer":"no","since":"4.10",)"
        R"("summary":"move the start of an XDP packet"}])"
        "\n");
}

TEST_CASE("an unknown type or helper is a usage error that names near ones") {
  SmallKernel fake;
  const Outcome type = run("feature helpers --prog-type socket", fake.kernel);
  CHECK(type.code == 2);
  CHECK(type.err == "bpflens: unknown program type 'socket': did you mean socket_filter?\n");
  CHECK(run("feature helpers --helper bpf_nosuch", fake.kernel).err ==
        "bpflens: unknown helper 'bpf_nosuch': there are bpf_map_lookup_elem, bpf_xdp_adjust_head\n");
}

TEST_CASE("feature list_builtins lists the names of a group") {
  FakeKernel fake;
  CHECK(run("feature list_builtins map_types", fake.kernel).out == "unspec\nhash\nringbuf\n");
  CHECK(run("-j feature list_builtins attach_types", fake.kernel).out == "[\"cgroup_inet_ingress\",\"xdp\"]\n");
  CHECK(run("feature list_builtins nosuch", fake.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
