// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <CLI/Version.hpp>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

TEST_CASE("help of a verb begins with how to call it and ends with examples") {
  FakeKernel fake;
  for (const char* line :
       {"help prog list", "prog list --help", "prog show --help", "pr li --help", "prog help list"}) {
    const Outcome outcome = run(line, fake.kernel);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
#if CLI11_VERSION_MAJOR * 100 + CLI11_VERSION_MINOR >= 205  // it lays its help out otherwise
    CHECK(outcome.out.starts_with("List the programs of the whole system, or show one"));
    CHECK(outcome.out.find("bpflens prog list [OPTIONS] [PROG]") != std::string::npos);
    CHECK(outcome.out.find("an id, a name, tag:HEX or the path of a pin") != std::string::npos);
    CHECK(outcome.out.find("  bpflens -j prog list | jq -r '.[].name'\n") != std::string::npos);
#else
    CHECK(outcome.out ==
          "List the programs of the whole system, or show one\n"
          "Usage: bpflens prog list [OPTIONS] [PROG]\n"
          "\n"
          "Positionals:\n"
          "  PROG                        an id, a name, tag:HEX or the path of a pin; all programs if left out\n"
          "\n"
          "Options:\n"
          "  -h,--help                   print this help\n"
          "  --container CONTAINER       only what this container holds or has attached (id or its start, name, pod)\n"
          "  --netns NETNS               only what is attached in this network namespace or held from it (name, path, "
          "inode, "
          "process)\n"
          "  --cgroup CGROUP             only what is attached at or below this control group or held from it\n"
          "\n"
          "Examples:\n"
          "  bpflens prog list\n"
          "  bpflens prog show 12\n"
          "  bpflens -j prog list | jq -r '.[].name'\n");
#endif
  }
}

TEST_CASE("no command at all is a usage error that shows the help") {
  FakeKernel fake;
  const Outcome outcome = run("", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.find("bpflens [OPTIONS] [COMMAND]") != std::string::npos);
}

TEST_CASE("a wrong option says where help is") {
  FakeKernel fake;
  const Outcome outcome = run("prog list --nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("--nosuch") != std::string::npos);
  CHECK(outcome.err.find("(see bpflens help prog list)") != std::string::npos);
}

TEST_CASE("unknown and ambiguous words list what was possible") {
  FakeKernel fake;
  CHECK(run("mapp list", fake.kernel).err == "bpflens: unknown command 'mapp': did you mean map?\n");
  CHECK(run("prog lisst", fake.kernel).err == "bpflens: unknown prog command 'lisst': did you mean list?\n");
  CHECK(run("-j zzzzzz", fake.kernel).out.starts_with("{\"error\":\"unknown command 'zzzzzz': there are prog, map"));
  CHECK(run("zzzzzz", fake.kernel).code == 2);
}

TEST_CASE("version tells of bpflens and of libbpf") {
  FakeKernel fake;
  for (const char* line : {"version", "-V", "--version", "ver", "prog list -V"})
    CHECK(run(line, fake.kernel).out == "bpflens " BPFLENS_VERSION "\nlibbpf 1.1\n");
  CHECK(run("-j version", fake.kernel).out ==
        "{\"version\":\"" BPFLENS_VERSION
        "\",\"libbpf_version\":\"1.1\","
        "\"features\":{\"libbfd\":false,\"llvm\":false,\"skeletons\":false,\"bootstrap\":false}}\n");
}

TEST_CASE("-h is short: it leaves examples and notes out") {
  FakeKernel fake;
  const std::string whole = run("prog list --help", fake.kernel).out;
  const std::string brief = run("prog list -h", fake.kernel).out;
  CHECK(whole.starts_with(brief));
  CHECK(whole.substr(brief.size()).starts_with("\nExamples:\n"));
  CHECK(run("-h", fake.kernel).out.find("Exit status") == std::string::npos);
  CHECK(run("--help", fake.kernel).out.find("Exit status") != std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
