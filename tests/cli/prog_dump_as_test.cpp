// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs in forms that can be loaded again, and loading them.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "insn/instruction.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

// r1 = map 3; call a helper; call what is none; exit
FakeKernel with_calls() {
  FakeKernel fake;
  model::Program program;
  program.id = {12};
  program.type = 1;
  program.type_name = "socket_filter";
  program.name = "filter";
  program.map_ids = {{3}};
  fake.programs.all = {program};
  model::ProgramCode code;
  code.translated = insn::encode(std::vector<insn::Instruction>{{0xbf, 2, 7, 0, 0},
                                                                {0x18, 1, 1, 0, 3},
                                                                {0, 0, 0, 0, 0},
                                                                {0x85, 0, 0, 0, 4711},
                                                                {0x85, 0, 0, 0, 815},
                                                                {0x95, 0, 0, 0, 0}});
  code.functions = {{.slot = 0, .name = "filter", .prototype = ""}};
  code.lines = {{.slot = 0, .file = "f.c", .text = "x = a /* why? */ * b;", .line = 7, .column = 3}};
  code.calls = {{3, "htab_map_update_elem"}, {4, "bpf_skb_load_helper_8"}};
  fake.programs.codes[12] = code;
  fake.maps.all = {{.id = {3}, .name = "counts"}};
  return fake;
}

constexpr const char* kLost =
    "bpflens: program 12, instruction 4 calls bpf_skb_load_helper_8, which is no helper (the verifier put it there): "
    "it "
    "can't be loaded again as it is\n";

TEST_CASE("prog dump --as macros writes the kernel's instruction macros") {
  FakeKernel fake = with_calls();
  const Outcome text = run("prog dump xlated 12 --as macros", fake.kernel);
  CHECK(text.code == 0);
  CHECK(text.out ==
        "/* 12: socket_filter  filter */\n"
        "/* counts_fd: descriptor of map 3 counts */\n"
        "/* x = a / * why? * / * b; */\n"
        "BPF_MOV64_REG(BPF_REG_2, BPF_REG_7),\n"
        "BPF_LD_MAP_FD(BPF_REG_1, counts_fd),  /* map counts */\n"
        "BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_update_elem),\n"
        "BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, 815),  /* was a packet load (LD_ABS or LD_IND): out of bounds ends "
        "the "
        "program with 0 */\n"
        "BPF_EXIT_INSN(),\n");
  CHECK(text.err == kLost);
  const Outcome json = run("-j prog dump xlated 12 --as macros", fake.kernel);
  CHECK(json.out.find(R"j("disasm":"(bf) r2 = r7","macro":"BPF_MOV64_REG(BPF_REG_2, BPF_REG_7)")j") !=
        std::string::npos);
}

TEST_CASE("prog dump --as raw writes bytes with helpers by their numbers") {
  FakeKernel fake = with_calls();
  const Outcome json = run("-j prog dump xlated 12 --as raw", fake.kernel);
  CHECK(json.out ==
        "{\"instructions\":6,\"raw\":\"bf72000000000000181100000300000000000000000000008500000002000000850000002f030000"
        "9500000000000000\"}\n");
  CHECK(json.err == kLost);
  CHECK(run("prog dump xlated 12 --as raw", fake.kernel).out.size() == 48);
}

TEST_CASE("forms of instructions don't go with machine code, opcodes or text files") {
  FakeKernel fake = with_calls();
  CHECK(run("prog dump jited 12 --as raw", fake.kernel).code == 2);
  CHECK(run("prog dump xlated 12 --as macros --opcodes", fake.kernel).code == 2);
  CHECK(run("prog dump xlated 12 --as macros --file /tmp/x", fake.kernel).code == 2);
  CHECK(run("prog dump xlated 12 --as nonsense", fake.kernel).code == 2);
}

struct RawFile {
  ScratchDirectory directory;
  std::string path = directory.path() + "/filter.raw";
  explicit RawFile(std::size_t bytes) { std::ofstream(path) << std::string(bytes, '\0'); }
};

TEST_CASE("prog load --raw loads bare instructions and pins the program") {
  FakeKernel fake;
  model::Program program;
  program.id = {7};
  program.type_name = "xdp";
  program.name = "filter.raw";
  fake.loader.programs = {program};
  const RawFile file(16);
  const Outcome done = run("prog load --raw " + file.path + " --type xdp /sys/fs/bpf/f --license GPL", fake.kernel);
  CHECK(done.code == 0);
  REQUIRE(fake.loader.raw_requests.size() == 1);
  CHECK(fake.loader.raw_requests[0].instructions.size() == 16);
  CHECK(fake.loader.raw_requests[0].type == 6);
  CHECK(fake.loader.raw_requests[0].attach_type == 37);
  CHECK(fake.loader.raw_requests[0].license == "GPL");
  REQUIRE(fake.pins.all.size() == 1);
  CHECK(fake.pins.all[0].path == "/sys/fs/bpf/f");
}

TEST_CASE("prog load --raw without a path only tries the instructions") {
  FakeKernel fake;
  model::Program program;
  program.id = {7};
  program.type_name = "xdp";
  fake.loader.programs = {program};
  const RawFile file(16);
  const Outcome tried = run("prog load --raw " + file.path + " --type xdp", fake.kernel);
  CHECK(tried.code == 0);
  CHECK(tried.err == "bpflens: the kernel takes it; without a path to pin it at, it is gone again\n");
  CHECK(fake.pins.all.empty());
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("prog load --raw refuses what are no instructions, and what it can't do") {
  FakeKernel fake;
  const RawFile odd(13);
  const RawFile empty(0);
  const RawFile good(8);
  const Outcome refused = run("prog load --raw " + odd.path + " --type xdp /sys/fs/bpf/f", fake.kernel);
  CHECK(refused.code == 3);
  CHECK(refused.err == "bpflens: " + odd.path + " is not bare instructions: they have 8 bytes each, and it has 13\n");
  CHECK(run("prog load --raw " + empty.path + " --type xdp /sys/fs/bpf/f", fake.kernel).code == 3);
  CHECK(run("prog load --raw " + good.path + " /sys/fs/bpf/f", fake.kernel).code == 2);
  CHECK(run("prog load --raw " + good.path + " --type xdp /sys/fs/bpf/f --autoattach", fake.kernel).code == 2);
  CHECK(run("prog load " + good.path + " /sys/fs/bpf/f --license GPL", fake.kernel).code == 2);
  CHECK(run("prog load " + good.path, fake.kernel).code == 2);
  CHECK(fake.loader.raw_requests.empty());
}

}  // namespace
}  // namespace bpflens::test
