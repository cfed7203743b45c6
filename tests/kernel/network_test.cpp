// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is attached to devices and control groups, with links and without.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <linux/if_link.h>

#include <algorithm>
#include <thread>

#include "kernel/error.hpp"
#include "kernel/libbpf/loaded_object.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/bpffs.hpp"
#include "support/cgroups.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/networks.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using kernel::Descriptor;
using kernel::LinkHandle;

struct Attachable {
  Bpffs bpffs;
  Object object = load_fixture("links");

  kernel::Kernel& kernel() { return bpffs.system.kernel(); }
  bpf_program* program(const char* name) const { return bpf_object__find_program_by_name(object.get(), name); }
  int fd(const char* name) const { return bpf_program__fd(program(name)); }
  model::ProgramId id(const char* name) const { return {id_of(program(name))}; }

  // This namespace's, by device and kind: "bl0 xdp driver 12".
  std::vector<std::string> interfaces() {
    std::vector<std::string> found;
    for (const auto& each : kernel().network.attachments(own()).interfaces)
      found.push_back(each.device + " " + each.kind + (each.mode.empty() ? "" : " " + each.mode) + " " +
                      std::to_string(each.program.value));
    return found;
  }
  model::NetworkNamespace own() {
    for (const auto& each : kernel().network.namespaces())
      if (each.own) return each;
    return {};
  }
  std::string with_id(const std::string& words, const char* name) const {
    return words + " " + std::to_string(id(name).value);
  }
};

TEST_CASE("the devices of the process's own namespace are named") {
  NEED_ROOT();
  PrivateNetwork network;
  const auto devices = kernel::System().kernel().network.devices();
  CHECK(std::count(devices.begin(), devices.end(), "lo") == 1);
  CHECK(std::count(devices.begin(), devices.end(), "bl0") == 1);
}

TEST_CASE("control groups are found by the beginning of their path, a level at a time") {
  NEED_ROOT();
  const std::string mount = unified_hierarchy();
  if (mount.empty()) {
    MESSAGE("SKIP: cgroup2 isn't mounted");
    return;
  }
  const ScratchCgroup outer("bpflens-begins");
  const ScratchCgroup inner("bpflens-begins/inner");
  kernel::System system;
  kernel::Cgroups& cgroups = system.kernel().cgroups;
  using Found = std::vector<std::string>;
  CHECK(cgroups.beginning_with("") == Found{mount, mount + "/"});
  CHECK(cgroups.beginning_with(mount + "/bpflens-beg") == Found{outer.directory(), outer.directory() + "/"});
  CHECK(cgroups.beginning_with(outer.directory() + "/") == Found{inner.directory()});
  CHECK(cgroups.beginning_with("/nosuch").empty());
}

TEST_CASE("XDP, tcx, clsact and other queueing disciplines tell their programs") {
  NEED_ROOT();
  Attachable given;
  PrivateNetwork network;
  const int index = static_cast<int>(if_nametoindex("bl0"));
  REQUIRE(bpf_xdp_attach(index, given.fd("pass"), XDP_FLAGS_DRV_MODE, nullptr) == 0);
  const std::string pin = given.bpffs.directory.path() + "/classify";
  REQUIRE(bpf_obj_pin(given.fd("classify"), pin.c_str()) == 0);
  must_run("tc qdisc add dev bl0 clsact");
  must_run("tc filter add dev bl0 ingress bpf da pinned " + pin);
  const bool actions = can_run("tc filter add dev bl0 egress matchall action bpf pinned " + pin);
  const bool prio = can_run("tc qdisc add dev bl1 root handle 1: prio") &&
                    can_run("tc filter add dev bl1 parent 1: bpf da pinned " + pin);
  std::vector<std::string> expected = {given.with_id("bl0 xdp driver", "pass"),
                                       given.with_id("bl0 clsact/ingress", "classify")};
  // What a kernel may be built without.
  if (prio) expected.push_back(given.with_id("bl1 prio", "classify"));
  if (actions) expected.push_back(given.with_id("bl0 clsact/egress", "classify"));
  std::vector<std::string> told = given.interfaces();
  std::sort(told.begin(), told.end());
  std::sort(expected.begin(), expected.end());
  CHECK(told == expected);
  const Descriptor tcx(bpf_link_create(given.fd("classify"), index,
                                       static_cast<bpf_attach_type>(kernel::kAttachTypeTcxEgress), nullptr));
  if (!tcx) return;
  const auto all = given.kernel().network.attachments(given.own()).interfaces;
  const auto found = std::find_if(all.begin(), all.end(), [](const auto& each) { return each.kind == "tcx/egress"; });
  REQUIRE(found != all.end());
  CHECK(found->program == given.id("classify"));
  CHECK(found->name == "classify");
  CHECK(found->link.value_or(model::LinkId{0}).value != 0);
}

TEST_CASE("other network namespaces are seen by who lives in them, and entered without this one being left") {
  NEED_ROOT();
  Attachable given;
  const std::uint64_t own = PrivateNetwork::inode();
  PrivateNetwork network;
  const std::uint64_t inode = PrivateNetwork::inode();
  REQUIRE(bpf_xdp_attach(static_cast<int>(if_nametoindex("bl1")), given.fd("pass"), 0, nullptr) == 0);
  REQUIRE(bpf_prog_attach(given.fd("dissect"), 0, BPF_FLOW_DISSECTOR, 0) == 0);
  const pid_t child = fork();
  if (child == 0)
    for (;;) pause();
  network.leave();
  bool met = false;
  for (const auto& each : given.kernel().network.namespaces()) {
    if (each.inode != inode) continue;
    met = true;
    CHECK(each.pid == child);
    CHECK_FALSE(each.own);
    const auto found = given.kernel().network.attachments(each);
    REQUIRE(found.interfaces.size() == 1);
    CHECK(found.interfaces[0].device == "bl1");
    CHECK(found.interfaces[0].program == given.id("pass"));
    REQUIRE(found.programs.size() == 1);
    CHECK(found.programs[0].attach_type == "flow_dissector");
    CHECK(found.programs[0].program == given.id("dissect"));
  }
  CHECK(met);
  CHECK(PrivateNetwork::inode() == own);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_CASE("control groups tell their own programs and, effective, those that they inherit") {
  NEED_ROOT();
  if (unified_hierarchy().empty()) {
    MESSAGE("SKIP: cgroup2 isn't mounted");
    return;
  }
  Attachable given;
  const ScratchCgroup outer("bpflens-tree-test");
  const ScratchCgroup inner("bpflens-tree-test/inner");
  const LinkHandle linked(bpf_program__attach_cgroup(given.program("ingress"), outer.fd()));
  REQUIRE(linked);
  REQUIRE(bpf_prog_attach(given.fd("egress"), inner.fd(), BPF_CGROUP_INET_EGRESS, BPF_F_ALLOW_MULTI) == 0);
  kernel::Cgroups& cgroups = given.kernel().cgroups;
  const auto words = [](const model::CgroupPrograms& group) {
    std::string text = group.path;
    for (const auto& each : group.programs)
      text += " " + each.name + ":" + each.attach_type + ":" + std::to_string(each.attach_flags);
    return text;
  };
  const auto own = cgroups.tree(outer.directory(), false).groups;
  REQUIRE(own.size() == 2);
  CHECK(words(own[0]) == outer.path() + " ingress:cgroup_inet_ingress:2");
  CHECK(std::to_string(own[0].id) == outer.id());
  CHECK(words(own[1]) == inner.path() + " egress:cgroup_inet_egress:2");
  const std::string flags = running_release() < Release{6, 1} ? "2" : "0";  // the group's own flags, until 6.1
  CHECK(words(cgroups.at(inner.directory(), true)) ==
        inner.path() + " ingress:cgroup_inet_ingress:0 egress:cgroup_inet_egress:" + flags);
  CHECK_THROWS_AS(cgroups.at("/nosuch", false), kernel::Error);
  CHECK_THROWS_WITH_AS(cgroups.at("/tmp", false), doctest::Contains("no directory of the unified hierarchy"),
                       kernel::Error);
  // In the view of everything the link's program comes by its link, the other by its group.
  const std::string all = run("-j link list --all", given.kernel()).out;
  const auto entries_of = [&](const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = all.find(text, at)) != std::string::npos; ++at) ++count;
    return count;
  };
  CHECK(entries_of("\"prog_id\":" + std::to_string(given.id("ingress").value) + ",") == 1);
  CHECK(entries_of(R"({"source":"cgroup","type":"cgroup_inet_egress","prog_id":)" +
                   std::to_string(given.id("egress").value) + ",") == 1);
  const std::string kept = run("-j prog list --cgroup " + outer.path(), given.kernel()).out;
  CHECK(kept.find("\"name\":\"egress\"") != std::string::npos);
  CHECK(kept.find("\"name\":\"classify\"") == std::string::npos);
  bpf_prog_detach2(given.fd("egress"), inner.fd(), BPF_CGROUP_INET_EGRESS);
}

TEST_CASE("programs of sockmaps and struct_ops in force are told of without links") {
  NEED_ROOT();
  Attachable given;
  const int sockets = bpf_object__find_map_fd_by_name(given.object.get(), "sockets");
  REQUIRE(bpf_prog_attach(given.fd("verdict"), sockets, BPF_SK_MSG_VERDICT, 0) == 0);
  const Object congestion = load_fixture("congestion");
  const bpf_map* operations = bpf_object__find_map_by_name(congestion.get(), "bpflens_test");
  const auto maps_of = [&](int fd) {
    auto info = kernel::zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
    return std::vector<model::Map>{given.kernel().maps.find({info.id}).value()};
  };
  kernel::Attachments& attachments = given.kernel().attachments;
  CHECK(attachments.at_maps(maps_of(bpf_map__fd(operations))).empty());
  const LinkHandle registered(bpf_map__attach_struct_ops(operations));
  REQUIRE(registered);
  const auto in_force = attachments.at_maps(maps_of(bpf_map__fd(operations)));
  REQUIRE(in_force.size() == 1);
  CHECK(in_force[0].attach_type == "struct_ops");
  const auto of_sockets = attachments.at_maps(maps_of(sockets));
  if (of_sockets.empty()) {
    MESSAGE("SKIP: sockmaps tell their programs since Linux 5.17");
    return;
  }
  CHECK(of_sockets[0].attach_type == "sk_msg_verdict");
  CHECK(of_sockets[0].program == given.id("verdict"));
}

}  // namespace
}  // namespace bpflens::test
