// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

model::Program counted(std::uint32_t id, const std::string& name, std::uint64_t runs, int nanoseconds) {
  model::Program program;
  program.id = {id};
  program.type_name = "xdp";
  program.name = name;
  program.run_count = runs;
  program.run_time = std::chrono::nanoseconds(nanoseconds);
  return program;
}

// Two seconds between the looks.
FakeKernel with_samples() {
  FakeKernel fake;
  fake.programs.all = {counted(12, "busy", 0, 0), counted(13, "idle", 0, 0)};
  using std::chrono::seconds;
  fake.programs.samples = {
      {seconds(10), {counted(12, "busy", 100, 5000), counted(13, "idle", 7, 70)}},
      {seconds(12), {counted(12, "busy", 300, 2005000), counted(13, "idle", 7, 70), counted(14, "new", 10, 100)}}};
  return fake;
}

TEST_CASE("prog stats shows what ran between two looks, the busiest first, and counts only while it looks") {
  FakeKernel fake = with_samples();
  CHECK(run("prog stats", fake.kernel).out ==
        "ID  TYPE  NAME  RUNS  RUNS/S  AVG NS  CPU %  TOTAL RUNS\n"
        "12  xdp   busy   200   100.0   10000  0.100         300\n"
        "14  xdp   new     10     5.0      10  0.000          10\n");
  CHECK(fake.programs.counting == 0);
  CHECK(fake.programs.counted.empty());
}

TEST_CASE("prog stats of one program shows it though it didn't run; JSON is a line a program and look") {
  FakeKernel fake = with_samples();
  fake.programs.samples[1].programs = {counted(13, "idle", 7, 70)};
  CHECK(run("-j prog stats idle", fake.kernel).out ==
        R"({"id":13,"type":"xdp","name":"idle","tag":"0000000000000000","interval_ns":2000000000,"runs":0,"run_ns":0,)"
        R"("avg_ns":0.0,"rate":0.0,"cpu":0.0,"run_cnt":7,"run_time_ns":70})"
        "\n");
  CHECK(fake.programs.counted == std::vector<model::ProgramId>{{13}});
  CHECK(run("prog stats nosuch", fake.kernel).code == 1);
  CHECK(run("prog stats --interval 0", fake.kernel).code == 2);
}

TEST_CASE("prog stats has the forms of lists, look by look") {
  FakeKernel fake = with_samples();
  fake.programs.samples.push_back({std::chrono::seconds(14), {counted(12, "busy", 400, 2006000)}});
  CHECK(run("prog stats --count 2 -o csv --fields id,runs", fake.kernel).out == "id,runs\n12,200\n14,10\n12,100\n");
  CHECK(run("prog stats --count 2 -q", fake.kernel).out == "12\n14\n12\n");
  CHECK(run("-j prog stats --fields id", fake.kernel).out == "{\"id\":12}\n{\"id\":14}\n");
  CHECK(run("prog stats --count 2 --fields id", fake.kernel).out == "ID\n12\n14\nID\n12\n");
  CHECK(run("prog stats --no-headers", fake.kernel).out.starts_with("12  xdp   busy"));
  CHECK(run("prog stats --openmetrics -o csv", fake.kernel).code == 2);
  CHECK(run("prog stats nosuch -o csv", fake.kernel).out.empty());
  CHECK(run("-j prog stats nosuch --fields id", fake.kernel).out == "{\"error\":\"no program named nosuch\"}\n");
}

TEST_CASE("prog top is a live table on a terminal and JSON lines elsewhere") {
  FakeKernel fake = with_samples();
  CHECK(run("prog top --count 1", fake.kernel).out.starts_with("{\"id\":12,"));
  fake.host.columns = 80;
  fake.host.variables["NO_COLOR"] = "1";
  CHECK(run("prog top --count 1", fake.kernel).out.starts_with("\x1b[H\x1b[2JID  TYPE  NAME  RUNS"));
  fake.processes.questions_before_stop = 3;  // Ctrl-C
  CHECK(run("prog top", fake.kernel).code == 0);
}

TEST_CASE("prog stats --openmetrics writes counters with escaped labels") {
  FakeKernel fake = with_samples();
  fake.programs.samples[1].programs = {counted(12, "a\"b\\c\n", 300, 2005000)};
  CHECK(run("prog stats --openmetrics", fake.kernel).out ==
        "# HELP bpf_program_runs_total Runs of a BPF program while the kernel counted them.\n"
        "# TYPE bpf_program_runs_total counter\n"
        "bpf_program_runs_total{id=\"12\",type=\"xdp\",name=\"a\\\"b\\\\c\\n\",tag=\"0000000000000000\"} 300\n"
        "# HELP bpf_program_run_seconds_total Time that a BPF program took while the kernel counted its runs.\n"
        "# TYPE bpf_program_run_seconds_total counter\n"
        "bpf_program_run_seconds_total{id=\"12\",type=\"xdp\",name=\"a\\\"b\\\\c\\n\",tag=\"0000000000000000\"} "
        "0.002005000\n"
        "# HELP bpf_program_recursion_misses_total Runs that were left out because the program ran already on that "
        "CPU.\n"
        "# TYPE bpf_program_recursion_misses_total counter\n"
        "bpf_program_recursion_misses_total{id=\"12\",type=\"xdp\",name=\"a\\\"b\\\\c\\n\",tag=\"0000000000000000\"} "
        "0\n");
  CHECK(run("-j prog stats --openmetrics", fake.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
