// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

struct Profiled : FakeKernel {
  Profiled() {
    programs.all = {{.id = {12}, .name = "filter"}};
    programs.readings.runs = 4;
  }
};

TEST_CASE("prog profile sets metrics in relation to each other") {
  Profiled fake;
  fake.programs.readings.metrics = {{nullptr, 4000, 10, 10}, {nullptr, 6000, 10, 5}, {nullptr, 3, 10, 10}};
  CHECK(run("prog profile filter instructions llc_misses cycles --duration 1", fake.kernel).out ==
        "                 4 run_cnt\n"
        "              4000 cycles         #    1000.00 cycles per run\n"
        "              6000 instructions   #       1.50 insns per cycle              (50.00%)\n"
        "                 3 llc_misses     #     500.00 LLC misses per million insns\n");
}

TEST_CASE("prog profile takes bpftool's words and prints its JSON") {
  Profiled fake;
  fake.programs.readings.metrics = {{nullptr, 800, 10, 10}};
  CHECK(run("-j prog profile id 12 duration 1 cpu_clock", fake.kernel).out ==
        R"([{"metric":"cpu_clock","run_cnt":4,"value":800,"enabled":10,"running":10}])"
        "\n");
}

TEST_CASE("prog profile refuses what it can't count, and tells of programs that aren't there") {
  Profiled fake;
  CHECK(run("prog profile filter cycels --duration 1", fake.kernel).code == 2);
  CHECK(run("prog profile filter --duration 1", fake.kernel).code == 2);
  CHECK(run("prog profile nosuch cycles --duration 1", fake.kernel).code == 1);
  fake.programs.all.push_back({.id = {13}, .name = "filter"});
  CHECK(run("prog profile filter cycles --duration 1", fake.kernel).err ==
        "bpflens: 2 programs match 'filter': give the id of one\n");
}

}  // namespace
}  // namespace bpflens::test
