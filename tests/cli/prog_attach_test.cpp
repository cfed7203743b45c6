// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// prog attach, detach, unload and tracelog.
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using Calls = std::vector<std::string>;

FakeKernel with_program() {
  FakeKernel fake;
  model::Program program;
  program.id = {12};
  program.type_name = "sk_msg";
  program.name = "verdict";
  fake.programs.all = {program};
  fake.maps.all = {{.id = {3}, .name = "sockets"}};
  return fake;
}

TEST_CASE("prog attach and detach understand bpftool's words") {
  FakeKernel fake = with_program();
  CHECK(run("prog attach id 12 sk_msg_verdict id 3", fake.kernel).code == 0);
  CHECK(run("-j prog detach name verdict msg_verdict name sockets", fake.kernel).out == "null\n");
  CHECK(run("prog attach verdict flow_dissector", fake.kernel).code == 0);
  CHECK(fake.attachments.calls ==
        Calls{"attach 12 sk_msg_verdict map 3", "detach 12 msg_verdict map 3", "attach 12 flow_dissector"});
}

TEST_CASE("prog attach says what is missing or too much") {
  FakeKernel fake = with_program();
  CHECK(run("prog attach 12 sk_msg_verdict", fake.kernel).err ==
        "bpflens: sk_msg_verdict wants the map whose sockets the program is for\n");
  CHECK(run("prog attach 12 flow_dissector 3", fake.kernel).code == 2);
  CHECK(run("prog attach 12 nosuch 3", fake.kernel).code == 2);
  CHECK(run("prog attach 12 sk_msg_verdict 4", fake.kernel).err == "bpflens: no map with id 4\n");
  CHECK(run("prog attach 13 sk_msg_verdict 3", fake.kernel).code == 1);
  CHECK(fake.attachments.calls.empty());
}

TEST_CASE("prog unload detaches links, removes pins, and names who still holds the program") {
  FakeKernel fake = with_program();
  model::Link link;
  link.id = {7};
  link.type_name = "tracing";
  link.program = {12};
  model::Link other = link;
  other.id = {8};
  fake.links.all = {link, other};
  fake.links.undetachable = {8};
  fake.pins.all = {
      {.path = "/sys/fs/bpf/p", .mount = "/sys/fs/bpf", .object = model::ObjectRef{model::ObjectKind::program, 12}},
      {.path = "/sys/fs/bpf/l", .mount = "/sys/fs/bpf", .object = model::ObjectRef{model::ObjectKind::link, 7}},
      {.path = "/sys/fs/bpf/m", .mount = "/sys/fs/bpf", .object = model::ObjectRef{model::ObjectKind::map, 12}}};
  fake.holders.held[model::ObjectKind::program].by_id[12] = {
      {.process = {90, "agent"}, .dwelling = {}, .by_link = false}};

  CHECK(run("prog unload 12 --dry-run", fake.kernel).out ==
        "link 7 (tracing) would be detached\n"
        "link 8 (tracing) would be detached\n"
        "pin /sys/fs/bpf/p would be removed\n"
        "pin /sys/fs/bpf/l would be removed\n"
        "nothing was changed\n");
  CHECK(fake.pins.all.size() == 3);
  const Outcome outcome = run("prog unload 12", fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(outcome.out ==
        "link 7 (tracing) detached\n"
        "link 8 (tracing) can be ended only by those who hold it\n"
        "pin /sys/fs/bpf/p removed\n"
        "pin /sys/fs/bpf/l removed\n"
        "program 12 is still held by\n"
        "  agent (process 90)\n");
  REQUIRE(fake.pins.all.size() == 1);
  CHECK(fake.pins.all[0].path == "/sys/fs/bpf/m");
  CHECK(run("-j prog unload 12", fake.kernel).out ==
        R"({"id":12,"unloaded":false,"detached_links":[],"attached_links":[8],"removed_pins":[],)"
        R"("pids":[{"pid":90,"comm":"agent"}]})"
        "\n");
}

TEST_CASE("prog tracelog prints lines as they come, and their fields as JSON") {
  FakeKernel fake;
  fake.events.traced = {"           <...>-12      [001] d..21  1234.567890: bpf_trace_printk: hel",
                        "lo\n            a-b-7       [000] .....   2.500000: sys_enter: NR 1\nnot a \x1b line\n"};
  CHECK(run("prog tracelog --mount", fake.kernel).out ==
        "           <...>-12      [001] d..21  1234.567890: bpf_trace_printk: hello\n"
        "            a-b-7       [000] .....   2.500000: sys_enter: NR 1\n"
        "not a \\x1b line\n");
  CHECK(fake.events.mounts);
  CHECK(
      run("-j prog tracelog", fake.kernel).out ==
      R"({"line":"           <...>-12      [001] d..21  1234.567890: bpf_trace_printk: hello","comm":"<...>","pid":12,)"
      R"("cpu":1,"time":1234.56789,"event":"bpf_trace_printk","message":"hello"})"
      "\n"
      R"({"line":"            a-b-7       [000] .....   2.500000: sys_enter: NR 1","comm":"a-b","pid":7,"cpu":0,)"
      R"("time":2.5,"event":"sys_enter","message":"NR 1"})"
      "\n"
      R"({"line":"not a \u001b line"})"
      "\n");
}

}  // namespace
}  // namespace bpflens::test
