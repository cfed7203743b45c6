// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "render/verifier_report.hpp"

namespace bpflens::render {
namespace {

// As Linux 6.18 writes it.
constexpr auto kLog =
    "0: R1=ctx() R10=fp0\n"
    "; __u32 key = 0; @ rejected.bpf.c:24\n"
    "0: (b7) r1 = 0                        ; R1_w=0\n"
    "1: (63) *(u32 *)(r10 -4) = r1         ; R1_w=0 R10=fp0 fp-8=0000????\n"
    "; __u64 *value = bpf_map_lookup_elem(&values, &key); @ rejected.bpf.c:25\n"
    "5: (85) call bpf_map_lookup_elem#1    ; R0_w=map_value_or_null(id=1,map=values,ks=4,vs=8)\n"
    "; return (int)*value; @ rejected.bpf.c:26\n"
    "6: (61) r0 = *(u32 *)(r0 +0)\n"
    "R0 invalid mem access 'map_value_or_null'\n"
    "verification time 55 usec\n"
    "stack depth 4\n"
    "processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n";

TEST_CASE("what 5.10 says of its search, and of the state on a line of its own, is not the reason") {
  const VerifierReport report = read_verifier_log(
      "4: (0f) r2 += r1\n"
      "last_idx 4 first_idx 0\n"
      "regs=2 stack=0 before 2: (18) r2 = 0xffff9c018011e000\n"
      "5: (61) r0 = *(u32 *)(r2 +0)\n"
      "last_idx 5 first_idx 0\n"
      "regs=2 stack=0 before 0: (61) r1 = *(u32 *)(r1 +16)\n"
      " R1_w=inv(id=0,umax_value=17179869180) R2_w=map_value(id=0,off=0,ks=4,vs=16) R10=fp0\n"
      "R2 unbounded memory access, make sure to bounds check any such access\n"
      "processed 5 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n");
  CHECK(report.reason == "R2 unbounded memory access, make sure to bounds check any such access");
  CHECK(report.instruction == "(61) r0 = *(u32 *)(r2 +0)");
  CHECK(report.registers == std::vector<std::string>{"R1=inv(id=0,umax_value=17179869180)", "R10=fp0",
                                                     "R2=map_value(id=0,off=0,ks=4,vs=16)"});
}

TEST_CASE("a log tells the instruction, its source with context, the state before it, and what helps") {
  const VerifierReport report = read_verifier_log(kLog);
  CHECK(report.reason == "R0 invalid mem access 'map_value_or_null'");
  CHECK(report.slot == 6);
  CHECK(report.instruction == "(61) r0 = *(u32 *)(r0 +0)");
  CHECK(report.file == "rejected.bpf.c");
  CHECK(report.source == std::vector<SourceText>{{24, "__u32 key = 0;", false},
                                                 {25, "__u64 *value = bpf_map_lookup_elem(&values, &key);", false},
                                                 {26, "return (int)*value;", true}});
  CHECK(report.registers == std::vector<std::string>{"R0=map_value_or_null(id=1,map=values,ks=4,vs=8)", "R1=0",
                                                     "R10=fp0", "fp-8=0000????"});
  CHECK(report.hint == "compare the pointer with NULL before using it: what was asked for may not be there");
  CHECK(report.tail.empty());
  CHECK(text_of(report) ==
        "  instruction 6: (61) r0 = *(u32 *)(r0 +0)\n"
        "  in rejected.bpf.c:\n"
        "       24 | __u32 key = 0;\n"
        "       25 | __u64 *value = bpf_map_lookup_elem(&values, &key);\n"
        "  >    26 | return (int)*value;\n"
        "  state: R0=map_value_or_null(id=1,map=values,ks=4,vs=8)\n"
        "         R1=0\n"
        "         R10=fp0\n"
        "         fp-8=0000????\n"
        "  hint: compare the pointer with NULL before using it: what was asked for may not be there\n");
}

TEST_CASE("a state of its own line takes the place of what was known before") {
  const VerifierReport report = read_verifier_log(
      "0: R1=ctx(off=0,imm=0) R10=fp0\n"
      "; if (x)\n"
      "0: (b7) r2 = 1                        ; R2_w=1\n"
      "from 3 to 9: R1=ctx(off=0,imm=0) R3=scalar(umax=255,var_off=(0x0; 0xff)) R10=fp0\n"
      "; return table[x];\n"
      "9: (0f) r1 += r3\n"
      "R1 unbounded memory access, make sure to bounds check any such access\n");
  CHECK(report.registers ==
        std::vector<std::string>{"R1=ctx(off=0,imm=0)", "R10=fp0", "R3=scalar(umax=255,var_off=(0x0; 0xff))"});
  CHECK(report.source == std::vector<SourceText>{{0, "if (x)", false}, {0, "return table[x];", true}});
  CHECK(report.hint.find("upper bound") != std::string::npos);
}

TEST_CASE("a log's own reason and suggestion are taken as they are") {
  const VerifierReport report = read_verifier_log(
      "0: (95) exit\n"
      "R0 !read_ok\n"
      "Reason: register R0 is not initialised\n"
      "Suggestion: set a return value\n"
      "processed 1 insns (limit 1000000)\n");
  CHECK(report.reason == "Reason: register R0 is not initialised | Suggestion: set a return value");
}

TEST_CASE("a log of an unknown form shows its end as it is") {
  const VerifierReport report = read_verifier_log("something new\nand more\n");
  CHECK(report.reason == "something new | and more");
  CHECK_FALSE(report.slot);
  CHECK(report.tail == std::vector<std::string>{"something new", "and more"});
  CHECK(report.hint.empty());
  CHECK(read_verifier_log("").reason.empty());
}

TEST_CASE("well-known verdicts have a hint, in the words of every kernel") {
  for (const char* reason :
       {"invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)", "unknown func bpf_probe_read#4",
        "program of this type cannot use helper bpf_probe_read#4", "BPF program is too large. Processed 1000001 insn",
        "cannot call GPL-restricted function from non-GPL compatible program", "Unreleased reference id=2 alloc_insn=5",
        "combined stack size of 2 calls is 576. Too large", "R0 leaks addr as return value",
        "calling kernel function bpf_task_from_pid is not allowed",
        "At program exit the register R0 has unknown scalar value should have been in [0, 1]"}) {
    CAPTURE(reason);
    CHECK_FALSE(verifier_hint(reason, "").empty());
  }
}

}  // namespace
}  // namespace bpflens::render
