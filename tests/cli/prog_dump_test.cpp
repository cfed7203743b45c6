// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <array>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

std::vector<std::byte> bytes(std::initializer_list<int> values) {
  std::vector<std::byte> all;
  for (const int value : values) all.push_back(static_cast<std::byte>(value));
  return all;
}

// if r1 == 0 goto 3; r0 = map 3; exit
FakeKernel with_branch() {
  FakeKernel fake;
  model::Program program;
  program.id = {12};
  program.type_name = "xdp";
  program.name = "filter";
  program.map_ids = {{3}};
  fake.programs.all = {program};
  model::ProgramCode code;
  code.translated = bytes(
      {0x15, 0x01, 2, 0, 0, 0, 0, 0, 0x18, 0x10, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0});
  code.functions = {{.slot = 0, .name = "filter", .prototype = "", .btf_type = 0, .tag = {}}};
  code.lines = {{.slot = 0, .address = 0, .file = "f.c", .text = "if (!ctx)", .line = 7, .column = 3},
                {.slot = 3, .address = 0, .file = "f.c", .text = "", .line = 9, .column = 1}};
  fake.programs.codes[12] = code;
  fake.maps.all = {{.id = {3}, .name = "counts"}};
  return fake;
}

TEST_CASE("prog dump xlated writes an instruction a line") {
  FakeKernel fake = with_branch();
  CHECK(run("prog dump xlated 12", fake.kernel).out ==
        "; if (!ctx)\n"
        "   0: (15) if r1 == 0x0 goto pc+2\n"
        "   1: (18) r0 = map[id:3]  ; map counts\n"
        "   3: (95) exit\n");
  CHECK(run("prog dump xlated id 12 opcodes", fake.kernel).out ==
        "; if (!ctx)\n"
        "   0: (15) if r1 == 0x0 goto pc+2\n"
        "       15 01 02 00 00 00 00 00\n"
        "   1: (18) r0 = map[id:3]  ; map counts\n"
        "       18 10 00 00 03 00 00 00 00 00 00 00 00 00 00 00\n"
        "   3: (95) exit\n"
        "       95 00 00 00 00 00 00 00\n");
  CHECK(run("prog dump xlated id 12 linum", fake.kernel)
            .out.starts_with("; if (!ctx) [file:f.c line_num:7 line_col:3]\n"));
}

TEST_CASE("prog dump -j is bpftool's flat array, with our remarks added") {
  FakeKernel fake = with_branch();
  CHECK(run("-j prog dump xlated id 12 linum", fake.kernel).out ==
        R"j([{"src":"if (!ctx)","file":"f.c","line_num":7,"line_col":3,"disasm":"(15) if r1 == 0x0 goto pc+2"},)j"
        R"j({"disasm":"(18) r0 = map[id:3]","remark":"map counts"},)j"
        R"j({"src":"","file":"f.c","line_num":9,"line_col":1,"disasm":"(95) exit"}])j"
        "\n");
}

TEST_CASE("prog dump visual is a graph of the basic blocks") {
  FakeKernel fake = with_branch();
  CHECK(run("prog dump xlated 12 visual", fake.kernel).out ==
        "digraph program {\n"
        "  node [shape=box, fontname=monospace];\n"
        "  subgraph cluster_0 {\n"
        "    label=\"filter\";\n"
        "    style=dashed;\n"
        "    block_0 [label=\"   0: if r1 == 0x0 goto pc+2\\l\"];\n"
        "    block_1 [label=\"   1: r0 = map[id:3]\\l\"];\n"
        "    block_3 [label=\"   3: exit\\l\"];\n"
        "  }\n"
        "  block_0 -> block_3 [label=\"yes\"];\n"
        "  block_0 -> block_1 [label=\"no\"];\n"
        "  block_1 -> block_3;\n"
        "}\n");
}

TEST_CASE("prog dump says why there is nothing to show") {
  FakeKernel fake = with_branch();
  CHECK(run("prog dump xlated 13", fake.kernel).code == 1);
  const Outcome interpreted = run("-j prog dump jited 12", fake.kernel);
  CHECK(interpreted.code == 1);
  CHECK(interpreted.out ==
        "{\"error\":\"program 12 has no machine code: the kernel interprets it (net.core.bpf_jit_enable is 0)\"}\n");
  fake.programs.codes[12].hidden = "no CAP_SYSLOG";
  CHECK(run("prog dump jited 12", fake.kernel).code == 4);
  CHECK(run("prog dump nonsense 12", fake.kernel).code == 2);
  CHECK(run("prog dump xlated 12 --visual --opcodes", fake.kernel).code == 2);
  CHECK(run("prog dump jited 12 --visual", fake.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
