// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

namespace place = model::place;

model::Link link_at(std::uint32_t id, std::uint32_t type, const char* type_name, model::LinkPlace at) {
  model::Link link;
  link.id = {id};
  link.type = type;
  link.type_name = type_name;
  link.program = {12};
  link.program_name = "filter";
  link.place = std::move(at);
  return link;
}

// The line that "link list" has for it, without its first four columns.
std::string target_of(model::LinkPlace at) {
  FakeKernel fake;
  fake.links.all = {link_at(3, 1, "t", std::move(at))};
  const std::string out = run("link list", fake.kernel).out;
  const std::string line = out.substr(out.find('\n') + 1);
  constexpr std::string_view kStart = " 3  t     12 filter  ";
  REQUIRE(line.starts_with(kStart));
  return line.substr(kStart.size(), line.find("  -\n") - kStart.size());
}

// What "link show" adds to the header for a kind.
std::string keys_of(model::LinkPlace at) {
  FakeKernel fake;
  fake.links.all = {link_at(3, 1, "t", std::move(at))};
  const std::string out = run("-j link show 3", fake.kernel).out;
  constexpr std::string_view kStart = R"({"id":3,"type":"t","prog_id":12)";
  REQUIRE(out.starts_with(kStart));
  return out.substr(kStart.size(), out.find(R"(,"prog_name":"filter")") - kStart.size());
}

TEST_CASE("link list prints a table, and the pins where they are asked for") {
  FakeKernel fake;
  fake.links.all = {link_at(3, 6, "xdp", place::Interface{.index = 2, .name = "eth0"}),
                    link_at(14, 9, "struct_ops", place::OfMap{.id = {7}, .name = "cc", .struct_ops = "tcp_ops"})};
  fake.links.all[1].program = {};
  fake.links.all[1].program_name.clear();
  fake.holders.held[model::ObjectKind::link].by_id[3] = {{.process = {90, "agent"}, .dwelling = {}, .by_link = false}};
  CHECK(run("link list", fake.kernel).out ==
        "ID  TYPE        PROG       TARGET              HELD BY\n"
        " 3  xdp         12 filter  eth0                agent(90)\n"
        "14  struct_ops  -          tcp_ops map 7 (cc)  -\n");
  fake.pins.all = {{.path = "/sys/fs/bpf/l", .object = model::ObjectRef{model::ObjectKind::link, 3}}};
  CHECK(run("-f link", fake.kernel).out ==
        "ID  TYPE        PROG       TARGET              HELD BY    PINNED\n"
        " 3  xdp         12 filter  eth0                agent(90)  /sys/fs/bpf/l\n"
        "14  struct_ops  -          tcp_ops map 7 (cc)  -          -\n");
}

TEST_CASE("link show tells one link's facts, and link show -j is bpftool's object") {
  FakeKernel fake;
  fake.links.all = {link_at(3, 6, "xdp", place::Interface{.index = 2, .name = "eth0"})};
  fake.holders.held[model::ObjectKind::link].by_id[3] = {{.process = {90, "agent"}, .dwelling = {}, .by_link = false}};
  fake.holders.held[model::ObjectKind::link].partial = "one is hidden";
  fake.pins.all = {{.path = "/sys/fs/bpf/l", .object = model::ObjectRef{model::ObjectKind::link, 3}}};
  CHECK(run("-f link show 3", fake.kernel).out ==
        "id:       3\n"
        "type:     xdp\n"
        "program:  12 filter\n"
        "target:   eth0\n"
        "devname:  eth0\n"
        "ifindex:  2\n"
        "pinned:   /sys/fs/bpf/l\n"
        "held by:  agent (process 90)\n");
  const Outcome outcome = run("-jf link show pinned /sys/fs/bpf/l", fake.kernel);
  CHECK(outcome.out ==
        R"({"id":3,"type":"xdp","prog_id":12,"devname":"eth0","ifindex":2,"prog_name":"filter","target":"eth0",)"
        R"("pinned":["/sys/fs/bpf/l"],"pids":[{"pid":90,"comm":"agent"}],"pids_partial":"one is hidden"})"
        "\n");
  CHECK(outcome.err == "bpflens: holders may be missing: one is hidden\n");
}

TEST_CASE("every kind of link has bpftool's keys, and words for its target") {
  CHECK(keys_of(place::RawTracepoint{"sys_enter", 5}) == R"(,"tp_name":"sys_enter","cookie":5)");
  CHECK(target_of(place::RawTracepoint{"sys_enter", 5}) == "sys_enter");
  const place::Function function{"tracing", "trace_fentry", 1, 4711, 6, "do_unlinkat"};
  CHECK(keys_of(function) == R"(,"prog_type":"tracing","attach_type":"trace_fentry","target_obj_id":1,)"
                             R"("target_btf_id":4711,"cookie":6,"target_func":"do_unlinkat")");
  CHECK(target_of(function) == "trace_fentry do_unlinkat");
  const place::Cgroup cgroup{77, "cgroup_inet_ingress", "/a/b"};
  CHECK(keys_of(cgroup) == R"(,"cgroup_id":77,"attach_type":"cgroup_inet_ingress","cgroup_path":"/a/b")");
  CHECK(target_of(cgroup) == "cgroup /a/b cgroup_inet_ingress");
  CHECK(target_of(place::Cgroup{0, "cgroup_device", ""}) ==
        "cgroup_device of a control group that is gone, or detached");
  const place::Netns netns{4026531840, "flow_dissector", "blue"};
  CHECK(keys_of(netns) == R"(,"netns_ino":4026531840,"attach_type":"flow_dissector","netns_name":"blue")");
  CHECK(target_of(netns) == "netns blue flow_dissector");
  const place::Interface tcx{2, "eth0", "tcx_ingress", 4026532000, "blue"};
  CHECK(keys_of(tcx) == R"(,"devname":"eth0","ifindex":2,"attach_type":"tcx_ingress","netns_ino":4026532000,)"
                        R"("netns_name":"blue")");
  CHECK(target_of(tcx) == "eth0 tcx_ingress in netns blue");
  CHECK(keys_of(place::Interface{}) == R"-(,"devname":"(detached)","ifindex":0)-");
  CHECK(target_of(place::Interface{}) == "no device any more");
  CHECK(keys_of(place::Interface{.index = 9}) == R"-(,"devname":"(unknown)","ifindex":9)-");
  CHECK(keys_of(place::OfMap{{7}, "socks", "sk_msg_verdict", ""}) ==
        R"(,"map_id":7,"attach_type":"sk_msg_verdict","map_name":"socks")");
  CHECK(target_of(place::OfMap{{7}, "socks", "sk_msg_verdict", ""}) == "map 7 (socks) sk_msg_verdict");
  const place::Netfilter netfilter{2, 0, -128, 1};
  CHECK(keys_of(netfilter) == R"(,"pf":2,"hook":0,"prio":-128,"flags":1)");
  CHECK(target_of(netfilter) == "ip prerouting priority -128");
}

TEST_CASE("iterators, probes and perf events have bpftool's keys, too") {
  place::Iterator iterator;
  iterator.target = "bpf_map_elem";
  iterator.map = model::MapId{7};
  CHECK(keys_of(iterator) == R"(,"target_name":"bpf_map_elem","map_id":7)");
  CHECK(target_of(iterator) == "bpf_map_elem of map 7");
  place::Iterator cgroups;
  cgroups.target = "cgroup";
  cgroups.cgroup = 5;
  cgroups.cgroup_path = "/a";
  cgroups.order = 2;
  CHECK(keys_of(cgroups) == R"(,"target_name":"cgroup","cgroup_id":5,"order":"descendants_pre","cgroup_path":"/a")");
  const place::Kprobes kprobes{true, 4, 9, {{0xff, "a", "", 1}, {0xfe, "b", "nf", 2}, {0xfd, "", "", 0}}};
  CHECK(keys_of(kprobes) == R"(,"retprobe":true,"func_cnt":4,"missed":9,"funcs":[)"
                            R"({"addr":255,"func":"a","module":null,"cookie":1},)"
                            R"({"addr":254,"func":"b","module":"nf","cookie":2},)"
                            R"({"addr":253,"func":"","module":null,"cookie":0}])");
  CHECK(target_of(kprobes) == "kprobe return a, b, 0xfd and 1 more");
  const place::Uprobes uprobes{false, "/bin/x", 1, 8, {{16, 32, 7, "main"}}};
  CHECK(keys_of(uprobes) == R"(,"retprobe":false,"path":"/bin/x","func_cnt":1,"pid":8,"funcs":[)"
                            R"({"offset":16,"ref_ctr_offset":32,"cookie":7,"symbol":"main"}])");
  CHECK(target_of(uprobes) == "uprobe /bin/x:main");
  const place::Kprobe kprobe{true, 0xff, "do_exit", 4, 1, 2};
  CHECK(keys_of(kprobe) == R"(,"retprobe":true,"addr":255,"func":"do_exit","offset":4,"missed":1,"cookie":2)");
  CHECK(target_of(kprobe) == "kprobe return do_exit+0x4");
  const place::Uprobe uprobe{false, "/bin/x", {16, 0, 7, ""}};
  CHECK(keys_of(uprobe) == R"(,"retprobe":false,"file":"/bin/x","offset":16,"cookie":7,"ref_ctr_offset":0)");
  CHECK(target_of(uprobe) == "uprobe /bin/x+0x10");
  CHECK(keys_of(place::Tracepoint{"sched_switch", 3}) == R"(,"tracepoint":"sched_switch","cookie":3)");
  CHECK(keys_of(place::PerfEvent{1, 0, 3}) == R"(,"event_type":"software","event_config":"cpu-clock","cookie":3)");
  CHECK(keys_of(place::PerfEvent{3, 0x10002, 3}) ==
        R"(,"event_type":"hw-cache","event_config":"LLC-load-misses","cookie":3)");
  CHECK(keys_of(place::PerfEvent{40, 99, 3}) == R"(,"event_type":40,"event_config":99,"cookie":3)");
  CHECK(target_of(place::PerfEvent{1, 0, 3}) == "perf event software cpu-clock");
  CHECK(keys_of(std::monostate()).empty());
}

TEST_CASE("links are named by id, pin, or their program's name and tag") {
  FakeKernel fake;
  fake.links.all = {link_at(3, 6, "xdp", place::Interface{}), link_at(4, 6, "xdp", place::Interface{})};
  fake.links.all[1].program = {13};
  fake.programs.all.resize(1);
  fake.programs.all[0].id = {12};
  fake.programs.all[0].name = "filter";
  CHECK(run("-j link show name filter", fake.kernel).out == run("-j link show id 3", fake.kernel).out);
  CHECK(run("-j link show tag 0000000000000000", fake.kernel).out == run("-j link show 3", fake.kernel).out);
  const Outcome missing = run("-j link show 99", fake.kernel);
  CHECK(missing.code == 1);
  CHECK(missing.out == "{\"error\":\"no link with id 99\"}\n");
}

TEST_CASE("link detach and link update do what they say, and null is their JSON") {
  FakeKernel fake;
  fake.links.all = {link_at(3, 6, "xdp", place::Interface{.index = 2}), link_at(9, 9, "struct_ops", place::OfMap{{7}})};
  fake.programs.all.resize(2);
  fake.programs.all[0].id = {12};
  fake.programs.all[1].id = {14};
  fake.programs.all[1].name = "newer";
  fake.maps.all = {counts_map()};
  CHECK(run("-j link update 3 newer --old 12", fake.kernel).out == "null\n");
  CHECK(run("link update id 3 id 14", fake.kernel).out.empty());
  CHECK(run("link update 9 counts", fake.kernel).code == 0);
  CHECK(run("link update 3 nosuch", fake.kernel).code == 2);
  fake.links.undetachable = {9};
  CHECK(run("-j link detach id 3", fake.kernel).out == "null\n");
  CHECK(fake.links.calls ==
        std::vector<std::string>{"update 3 prog 14 old 12", "update 3 prog 14", "update 9 map 3", "detach 3"});
  const Outcome refused = run("link detach 9", fake.kernel);
  CHECK(refused.code == 3);
  CHECK(refused.err ==
        "bpflens: links of type struct_ops can't be detached: they end with their last holder; see bpflens -f link "
        "show 9\n");
  CHECK(run("link detach 3", fake.kernel).code == 1);
}

}  // namespace
}  // namespace bpflens::test
