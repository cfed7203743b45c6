// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <fstream>

#include "insn/instruction.hpp"
#include "insn/machine.hpp"
#include "kernel/libbpf/system.hpp"
#include "render/json.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"

namespace bpflens::test {
namespace {

using render::Json;

struct Loaded {
  Object object = load_fixture("subprograms");
  std::string id = std::to_string(id_of(bpf_object__find_program_by_name(object.get(), "outer")));
  kernel::System system;

  Outcome dump(const std::string& words) { return run(words, system.kernel()); }
};

TEST_CASE("a program's instructions are bpftool's, with and without opcodes and line numbers") {
  Loaded loaded;
  for (const std::string form : {"", " opcodes", " linum"}) {
    const std::string words = "-j prog dump xlated id " + loaded.id + form;
    const auto oracle = output_of("bpftool " + words);
    if (!oracle) {
      MESSAGE("SKIP: bpftool, whose answers are compared, doesn't run here");
      return;
    }
    Json ours = Json::parse(loaded.dump(words).out);
    for (Json& line : ours) line.erase("remark");
    CHECK(ours == Json::parse(*oracle));
  }
}

TEST_CASE("the text of a program has prototypes, and maps and calls by name") {
  Loaded loaded;
  const std::string text = loaded.dump("prog dump xlated " + loaded.id).out;
  CHECK_MESSAGE(
      text.starts_with("int outer(struct __sk_buff * skb):\n; __u32 key = skb->len;\n   0: (61) r1 = *(u32 *)(r1 +"),
      text);
  CHECK(text.find("; map lengths\n") != std::string::npos);
  CHECK(text.find("; map subprogr.bss\n") != std::string::npos);
  CHECK(text.find("_triple\n") != std::string::npos);
  CHECK(text.find("int triple(int x):\n") != std::string::npos);
}

TEST_CASE("the raw instructions are written to a file that holds exactly them") {
  Loaded loaded;
  const std::string path = "/tmp/bpflens-dump-" + std::to_string(getpid());
  CHECK(loaded.dump("-j prog dump xlated id " + loaded.id + " file " + path).out == "null\n");
  const Json shown = Json::parse(loaded.dump("-j prog show id " + loaded.id).out);
  CHECK(std::filesystem::file_size(path) == shown["bytes_xlated"]);
  std::filesystem::remove(path);
  const Outcome full = loaded.dump("prog dump xlated id " + loaded.id + " file /dev/full");
  CHECK(full.code == 3);
  CHECK(full.err == "bpflens: cannot write /dev/full: ENOSPC (No space left on device)\n");
}

TEST_CASE("the graph of a program is one that Graphviz draws") {
  Loaded loaded;
  const std::string graph = loaded.dump("prog dump xlated id " + loaded.id + " visual").out;
  CHECK(graph.find("label=\"int triple(int x)\"") != std::string::npos);
  const std::string path = "/tmp/bpflens-graph-" + std::to_string(getpid());
  std::ofstream(path) << graph;
  if (!output_of("dot -V")) {
    MESSAGE("SKIP: Graphviz is not installed");
  } else {
    CHECK(output_of("dot -Tsvg " + path).has_value());
  }
  std::filesystem::remove(path);
}

TEST_CASE("machine code is shown function by function with the symbols of what it calls") {
  Loaded loaded;
  if (!insn::why_no_machine_code().empty()) {
    MESSAGE("SKIP: this machine's code can't be disassembled");
    return;
  }
  const Outcome outcome = loaded.dump("-j prog dump jited id " + loaded.id);
  if (outcome.code != 0) {
    MESSAGE("SKIP: this kernel shows no machine code: ", outcome.err);
    return;
  }
  const Json functions = Json::parse(outcome.out);
  REQUIRE(functions.size() == 2);
  CHECK(functions[0]["proto"] == "int outer(struct __sk_buff * skb)");
  const std::string inner = functions[1]["name"];
  CHECK(inner.ends_with("_triple"));
  std::size_t calls = 0;
  for (const Json& line : functions[0]["insns"])
    if (line.value("remark", "") == inner) ++calls;
  CHECK(calls == 1);
}

TEST_CASE("a packet load that the kernel has rewritten is told for what it was") {
  const std::vector<bpf_insn> loads = {instruction(0xbf, 6, 1, 0, 0), instruction(0x28, 0, 0, 0, 12),
                                       instruction(0x95, 0, 0, 0, 0)};
  const kernel::Descriptor fd = load_program(BPF_PROG_TYPE_SOCKET_FILTER, "old_load", loads);
  kernel::System system;
  const std::string text = run("prog dump xlated name old_load", system.kernel()).out;
  CHECK(text.find("; was a packet load (LD_ABS or LD_IND): out of bounds ends the program with 0\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
