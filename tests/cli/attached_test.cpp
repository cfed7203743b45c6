// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "link list --all", "net", "cgroup", and the choice of objects by place.
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

namespace place = model::place;
using model::ObjectKind;

const std::string kId = std::string(60, 'a') + "0123";

model::Program program(std::uint32_t id, const char* name, std::vector<model::MapId> maps = {}) {
  model::Program made;
  made.id = {id};
  made.name = name;
  made.type_name = "xdp";
  made.map_ids = std::move(maps);
  return made;
}

model::Link link_of(std::uint32_t id, const char* type, std::uint32_t program_id, model::LinkPlace at) {
  model::Link link;
  link.id = {id};
  link.type_name = type;
  link.program = {program_id};
  link.place = std::move(at);
  return link;
}

model::InterfaceProgram at_device(const char* kind, std::uint32_t program_id) {
  model::InterfaceProgram made;
  made.ifindex = 2;
  made.device = "eth0";
  made.kind = kind;
  made.program = {program_id};
  return made;
}

// A program each by link and without, at an interface, a namespace, a control group, a sockmap and a tracepoint.
FakeKernel with_attachments() {
  FakeKernel fake;
  fake.programs.all = {program(1, "by_link"), program(2, "xdp"),     program(3, "tc", {{30}}), program(4, "dissect"),
                       program(5, "egress"),  program(6, "verdict"), program(7, "probe")};
  fake.maps.all = {counts_map(), counts_map()};
  fake.maps.all[1].id = {30};
  fake.links.all = {link_of(10, "xdp", 1, place::Interface{.index = 2, .name = "eth0"}),
                    link_of(11, "tcx", 1, place::Interface{.index = 2, .name = "eth0", .attach_type = "tcx_ingress"}),
                    link_of(12, "cgroup", 1, place::Cgroup{50, "cgroup_device", "/a"}),
                    link_of(13, "netns", 1, place::Netns{900, "sk_lookup", ""}),
                    link_of(14, "sockmap", 1, place::OfMap{{3}, "counts", "sk_msg_verdict", ""}),
                    link_of(15, "xdp", 1, place::Interface{})};
  model::InterfaceProgram linked = at_device("tcx/ingress", 1);
  linked.link = model::LinkId{11};
  model::InterfaceProgram xdp_by_link = at_device("xdp", 1);
  xdp_by_link.mode = "driver";
  model::InterfaceProgram xdp = at_device("xdp", 2);
  xdp.device = "eth1";
  xdp.ifindex = 3;
  xdp.mode = "generic";
  model::InterfaceProgram filter = at_device("clsact/ingress", 3);
  filter.name = "f";
  fake.network.all = {
      {.where = {.inode = 900, .own = true},
       .interfaces = {xdp_by_link, xdp, linked},
       .programs = {{"sk_lookup", {1}}}},
      {.where = {.inode = 901, .name = "blue"}, .interfaces = {filter}, .programs = {{"flow_dissector", {4}}}}};
  model::CgroupPrograms group{.directory = "/sys/fs/cgroup/a", .path = "/a", .id = 50};
  group.programs = {{.program = {1}, .attach_type = "cgroup_device"},
                    {.program = {5}, .name = "egress", .attach_type = "cgroup_inet_egress", .attach_flags = 2}};
  fake.cgroups.own = {group};
  group.programs.pop_back();
  fake.cgroups.effective = {group};
  fake.attachments.of_maps = {{{3}, "sk_msg_verdict", {1}}, {{3}, "sk_skb_verdict", {6}}, {{30}, "struct_ops", {0}}};
  fake.attachments.attached.found = {{.process = {90, "agent"},
                                      .fd = 5,
                                      .program = {7},
                                      .kind = model::PerfAttachment::Kind::kprobe,
                                      .target = "do_exit",
                                      .offset = 4}};
  fake.holders.held[ObjectKind::program].by_id[7] = {{.process = {90, "agent"}, .dwelling = {}, .by_link = false}};
  return fake;
}

TEST_CASE("link list --all has every attachment once, with the source that tells of it") {
  FakeKernel fake = with_attachments();
  CHECK(run("link list --all", fake.kernel).out ==
        "SOURCE      TYPE                LINK  PROG  NAME     TARGET                         HELD BY\n"
        "link        xdp                   10     1  by_link  eth0                           -\n"
        "link        tcx                   11     1  by_link  eth0 tcx_ingress               -\n"
        "link        cgroup                12     1  by_link  cgroup /a cgroup_device        -\n"
        "link        netns                 13     1  by_link  netns 900 sk_lookup            -\n"
        "link        sockmap               14     1  by_link  map 3 (counts) sk_msg_verdict  -\n"
        "perf_event  kprobe                 -     7  probe    do_exit+0x4                    agent(90)\n"
        "xdp         generic                -     2  xdp      eth1                           -\n"
        "tc          clsact/ingress         -     3  tc       eth0 f in netns blue           -\n"
        "netns       flow_dissector         -     4  dissect  netns blue                     -\n"
        "cgroup      cgroup_inet_egress     -     5  egress   cgroup /a                      -\n"
        "sockmap     sk_skb_verdict         -     6  verdict  map 3 (counts)                 -\n"
        "struct_ops  struct_ops             -     -  -        map 30 (counts)                -\n");
}

TEST_CASE("link list --all -j names program, link, map, control group and network namespace") {
  FakeKernel fake = with_attachments();
  fake.links.all.resize(1);
  fake.network.all.resize(1);
  fake.network.all[0].interfaces.clear();
  fake.network.all[0].partial = "netlink is away";
  fake.cgroups.own.clear();
  fake.attachments.of_maps.resize(1);
  fake.network.all[0].programs.clear();
  const Outcome outcome = run("-j link list --all", fake.kernel);
  CHECK(outcome.out ==
        R"([{"source":"link","type":"xdp","prog_id":1,"prog_name":"by_link","link_id":10,"target":"eth0",)"
        R"("netns_ino":900},)"
        R"({"source":"perf_event","type":"kprobe","prog_id":7,"prog_name":"probe","target":"do_exit+0x4",)"
        R"("pids":[{"pid":90,"comm":"agent"}]},)"
        R"({"source":"sockmap","type":"sk_msg_verdict","prog_id":1,"prog_name":"by_link","map_id":3,)"
        R"-("target":"map 3 (counts)"}])-"
        "\n");
  CHECK(outcome.err == "bpflens: some may be missing: netlink is away\n");
  CHECK(run("link list 3 --all", fake.kernel).code == 2);
}

TEST_CASE("net list answers in bpftool's words and JSON, for one device or every namespace") {
  FakeKernel fake = with_attachments();
  fake.links.all = {link_of(20, "netfilter", 8, place::Netfilter{2, 0, -128, 0})};
  CHECK(run("-j net show", fake.kernel).out ==
        R"([{"xdp":[{"devname":"eth0","ifindex":2,"mode":"driver","id":1},)"
        R"({"devname":"eth1","ifindex":3,"mode":"generic","id":2}],)"
        R"("tc":[{"devname":"eth0","ifindex":2,"kind":"tcx/ingress","prog_id":1,"prog_flags":[],"link_id":11,)"
        R"("link_flags":[]}],"flow_dissector":[],)"
        R"("netfilter":[{"id":20,"prog_id":8,"pf":2,"hook":0,"prio":-128,"flags":0}],)"
        R"("sk_lookup":[{"id":1}],"netns_ino":900}])"
        "\n");
  CHECK(run("net list --all-namespaces", fake.kernel).out ==
        "HOOK                                   DEVICE  PROG  NAME  LINK  NETNS\n"
        "xdp driver                             eth0       1  -        -  900\n"
        "xdp generic                            eth1       2  -        -  900\n"
        "tcx/ingress                            eth0       1  -       11  900\n"
        "sk_lookup                              -          1  -        -  900\n"
        "clsact/ingress                         eth0       3  f        -  blue\n"
        "flow_dissector                         -          4  -        -  blue\n"
        "netfilter ip prerouting priority -128  -          8  -       20  -\n");
  CHECK(run("net list dev eth1", fake.kernel).out ==
        "HOOK         DEVICE  PROG  NAME  LINK\n"
        "xdp generic  eth1       2  -        -\n");
  const Outcome none = run("net list dev eth7", fake.kernel);
  CHECK(none.code == 1);
  CHECK(none.err == "bpflens: there is no network interface eth7\n");
}

TEST_CASE("XDP programs of several modes at one device are bpftool's multi_attachments") {
  FakeKernel fake;
  model::InterfaceProgram generic = at_device("xdp", 1);
  generic.mode = "generic";
  generic.multi = true;
  model::InterfaceProgram offload = generic;
  offload.mode = "offload";
  offload.program = {2};
  fake.network.all = {{.where = {.inode = 900, .own = true}, .interfaces = {generic, offload}}};
  CHECK(run("-j net list", fake.kernel)
            .out.starts_with(R"([{"xdp":[{"devname":"eth0","ifindex":2,"multi_attachments":[{"mode":"generic","id":1},)"
                             R"({"mode":"offload","id":2}]}],"tc":[])"));
}

TEST_CASE("cgroup tree and show are bpftool's, own programs or effective ones") {
  FakeKernel fake = with_attachments();
  CHECK(run("-j cgroup tree", fake.kernel).out ==
        R"([{"cgroup":"/sys/fs/cgroup/a","programs":[)"
        R"({"id":1,"attach_type":"cgroup_device","attach_flags":"","name":"","attach_btf_name":"",)"
        R"("attach_btf_obj_id":0,"attach_btf_id":0},)"
        R"({"id":5,"attach_type":"cgroup_inet_egress","attach_flags":"multi","name":"egress","attach_btf_name":"",)"
        R"("attach_btf_obj_id":0,"attach_btf_id":0}]}])"
        "\n");
  CHECK(run("-j cgroup list /sys/fs/cgroup/a effective", fake.kernel).out ==
        R"([{"id":1,"attach_type":"cgroup_device","name":"","attach_btf_name":"","attach_btf_obj_id":0,)"
        R"("attach_btf_id":0}])"
        "\n");
  CHECK(run("cgroup tree", fake.kernel).out ==
        "CGROUP            PROG  ATTACH TYPE         NAME    FLAGS\n"
        "/sys/fs/cgroup/a     1  cgroup_device       -\n"
        "/sys/fs/cgroup/a     5  cgroup_inet_egress  egress  multi\n");
  CHECK(run("cgroup show /sys/fs/cgroup/a", fake.kernel).out ==
        "PROG  ATTACH TYPE         NAME    FLAGS\n"
        "   1  cgroup_device       -\n"
        "   5  cgroup_inet_egress  egress  multi\n");
  CHECK(run("cgroup tree /sys/fs/cgroup/b effective", fake.kernel).out == "CGROUP  PROG  ATTACH TYPE  NAME\n");
}

model::Dwelling in_container(std::uint64_t netns) {
  model::Dwelling dwelling;
  dwelling.cgroup = "/docker-" + kId + ".scope";
  dwelling.container = model::container_of(dwelling.cgroup);
  dwelling.container->name = "web";
  dwelling.net_namespace = netns;
  return dwelling;
}

std::string ids_of(const std::string& line, FakeKernel& fake) {
  const Outcome outcome = run("-j " + line, fake.kernel);
  CHECK(outcome.code == 0);
  std::string ids;
  for (std::size_t at = 0; (at = outcome.out.find("{\"id\":", at)) != std::string::npos; at += 6)
    if (outcome.out[at + 6] != '"') ids += outcome.out.substr(at + 6, outcome.out.find(',', at) - at - 6) + " ";
  return ids;
}

TEST_CASE("--container keeps what its processes hold, and what is attached in its cgroup and own network namespace") {
  FakeKernel fake = with_attachments();
  fake.dwellings.here.found = {{{1, "init"}, {.cgroup = "/", .net_namespace = 900}},
                               {{90, "agent"}, in_container(901)},
                               {{91, "worker"}, in_container(901)}};
  fake.holders.held[ObjectKind::program].by_id[7][0].dwelling = in_container(901);
  CHECK(ids_of("prog list --container web", fake) == "3 4 7 ");
  CHECK(ids_of("prog list --container aaaa", fake) == "3 4 7 ");
  CHECK(ids_of("map list --container web", fake) == "30 ");
  CHECK(ids_of("link list --container web", fake).empty());
  fake.dwellings.here.found[0].dwelling.net_namespace = 901;  // shared with the host: not the container's own
  CHECK(ids_of("prog list --container web", fake) == "7 ");
  const Outcome outcome = run("prog list --container nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err.starts_with("bpflens: no process of a container called 'nosuch' is seen here\n"));
  CHECK(run("prog list 7 --container web", fake.kernel).code == 2);
}

TEST_CASE("--netns and --cgroup keep what is attached there or held from there") {
  FakeKernel fake = with_attachments();
  fake.dwellings.here.found = {{{90, "agent"}, {.cgroup = "/a/b", .net_namespace = 901}}};
  fake.holders.held[ObjectKind::program].by_id[7][0].dwelling = fake.dwellings.here.found[0].dwelling;
  fake.dwellings.namespaces = {{"blue", 901}, {"/proc/90/ns/net", 901}};
  fake.dwellings.cgroups = {{50, "/a"}, {51, "/a/b"}};
  for (const char* netns : {"blue", "901", "90", "/proc/90/ns/net"})
    CHECK(ids_of(std::string("prog list --netns ") + netns, fake) == "3 4 7 ");
  CHECK(ids_of("link list --netns 900", fake) == "10 11 13 ");
  CHECK(ids_of("link list --cgroup /a", fake) == "12 ");
  CHECK(ids_of("prog list --cgroup /a", fake) == "1 5 7 ");
  CHECK(ids_of("prog list --cgroup /a/b", fake) == "7 ");
  CHECK(run("prog list --cgroup /c", fake.kernel).err.starts_with("bpflens: --cgroup: there is no control group /c\n"));
  CHECK(run("prog list --netns red", fake.kernel).code == 2);
  fake.pins.all = {{.path = "/sys/fs/bpf/p", .object = model::ObjectRef{ObjectKind::program, 5}},
                   {.path = "/sys/fs/bpf/q", .object = model::ObjectRef{ObjectKind::program, 2}}};
  CHECK(run("pin list --cgroup /a", fake.kernel).out ==
        "PATH           KIND  ID  TYPE  NAME  UID  MODE\n"
        "/sys/fs/bpf/p  prog   5                0  0000\n");
  CHECK(run("link list --all --cgroup /a", fake.kernel).out.find("egress") != std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
