// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

const model::Support kRefused = model::unknown(EPERM, "this process has neither CAP_BPF nor CAP_SYS_ADMIN");

// Two types, two maps and two helpers; xdp alone may call bpf_xdp_adjust_head.
struct SmallKernel : FakeKernel {
  SmallKernel() {
    host.sysctls = {{"kernel/unprivileged_bpf_disabled", 2}};
    host.config = {{{"CONFIG_BPF", "y"}, {"CONFIG_HZ", "250"}}};
    prober.calls[{1, 44}] = {model::no(), false, ""};
  }
};

TEST_CASE("feature probe -j has bpftool's keys, and null with a reason for what is unknown") {
  SmallKernel fake;
  fake.prober.maps[27] = kRefused;
  fake.prober.types[1] = model::no();
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
  fake.prober.words[kernel::Vocabulary::helpers] = {{6, "bpf_trace_printk"}, {36, "bpf_probe_write_user"}};
  run("feature probe", fake.kernel);
  CHECK(fake.prober.asked.empty());
  run("feature probe full", fake.kernel);
  CHECK(fake.prober.asked.size() == 4);
}

TEST_CASE("feature probe prints one line a fact") {
  SmallKernel fake;
  fake.host.config.reset();
  fake.prober.types[6] = kRefused;
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
        "  large_insn_limit  yes\n"
        "  bounded_loops     yes\n"
        "  v2_isa_extension  yes\n"
        "  v3_isa_extension  yes\n"
        "  v4_isa_extension  yes\n");
}

TEST_CASE("feature probe macros defines neither form for what is unknown") {
  SmallKernel fake;
  fake.prober.maps[1] = model::no();
  fake.prober.maps[27] = kRefused;
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
  CHECK(run("feature list_builtins map_types", fake.kernel).out == "hash\nringbuf\n");
  CHECK(run("-j feature list_builtins attach_types", fake.kernel).out == "[\"cgroup_inet_ingress\",\"xdp\"]\n");
  CHECK(run("feature list_builtins nosuch", fake.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
