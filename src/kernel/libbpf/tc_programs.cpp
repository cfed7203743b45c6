// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Queueing disciplines of all devices come in one dump, filters in one for each parent they may have.
#include "kernel/libbpf/tc_programs.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_bpf.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <string_view>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/netlink.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/program_query.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// Where a device's filters may hang.
struct FilterParent {
  std::uint32_t handle = 0;
  std::string kind;
};

// Which attribute of a filter's options has its actions.
struct ActionsOf {
  std::string_view kind;
  std::uint16_t attribute;
};
constexpr auto kActions = std::to_array<ActionsOf>({
    {"bpf", TCA_BPF_ACT},
    {"matchall", TCA_MATCHALL_ACT},
    {"flower", TCA_FLOWER_ACT},
    {"u32", TCA_U32_ACT},
    {"basic", TCA_BASIC_ACT},
    {"fw", TCA_FW_ACT},
    {"cgroup", TCA_CGROUP_ACT},
    {"flow", TCA_FLOW_ACT},
});

const nlattr* attribute(const NetlinkAttributes& attributes, std::uint16_t type) {
  const auto found = attributes.find(type);
  return found == attributes.end() ? nullptr : found->second;
}

void add_parents(std::uint32_t handle, const std::string& kind, std::vector<FilterParent>& parents) {
  if (kind == "clsact") {
    parents.push_back({TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), "clsact/ingress"});
    parents.push_back({TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), "clsact/egress"});
  } else if (handle != 0) {  // those that the kernel makes itself have none, and no filters
    parents.push_back({handle, kind});
  }
}

using ParentsByInterface = std::map<std::uint32_t, std::vector<FilterParent>>;

ParentsByInterface filter_parents() {
  ParentsByInterface parents;
  route_dump(RTM_GETQDISC, tcmsg{.tcm_family = AF_UNSPEC}, [&](const nlmsghdr* message) {
    const auto* about = static_cast<const tcmsg*>(mnl_nlmsg_get_payload(message));
    const std::string kind = text_in(attributes_of(message, sizeof *about), TCA_KIND);
    add_parents(about->tcm_handle, kind, parents[static_cast<std::uint32_t>(about->tcm_ifindex)]);
  });
  for (auto& [index, of_device] : parents) {
    if (std::none_of(of_device.begin(), of_device.end(),
                     [](const FilterParent& parent) { return TC_H_MAJ(parent.handle) != TC_H_MAJ(TC_H_CLSACT); }))
      continue;
    const tcmsg classes{.tcm_family = AF_UNSPEC, .tcm_ifindex = static_cast<int>(index)};
    std::vector<FilterParent>& found = of_device;
    route_dump(RTM_GETTCLASS, classes, [&](const nlmsghdr* message) {
      const auto* about = static_cast<const tcmsg*>(mnl_nlmsg_get_payload(message));
      found.push_back({about->tcm_handle, text_in(attributes_of(message, sizeof *about), TCA_KIND)});
    });
  }
  return parents;
}

model::InterfaceProgram at_interface(const Interface& interface, std::string kind) {
  model::InterfaceProgram program;
  program.ifindex = interface.index;
  program.device = interface.name;
  program.kind = std::move(kind);
  return program;
}

void add_actions(const nlattr* actions, const Interface& interface, const std::string& kind,
                 std::vector<model::InterfaceProgram>& found) {
  for (const auto& [order, action] : attributes_in(actions)) {
    const NetlinkAttributes parts = attributes_in(action);
    if (text_in(parts, TCA_ACT_KIND) != "bpf") continue;
    const NetlinkAttributes options = attributes_in(attribute(parts, TCA_ACT_OPTIONS));
    model::InterfaceProgram program = at_interface(interface, kind);
    program.action = true;
    program.name = text_in(options, TCA_ACT_BPF_NAME);
    program.program = {number_in(options, TCA_ACT_BPF_ID)};
    if (program.program.value != 0) found.push_back(std::move(program));
  }
}

void add_filter(const nlmsghdr* message, const Interface& interface, const std::string& kind,
                std::vector<model::InterfaceProgram>& found) {
  const NetlinkAttributes parts = attributes_of(message, sizeof(tcmsg));
  const std::string filter = text_in(parts, TCA_KIND);
  const NetlinkAttributes options = attributes_in(attribute(parts, TCA_OPTIONS));
  if (filter == "bpf" && number_in(options, TCA_BPF_ID) != 0) {
    model::InterfaceProgram program = at_interface(interface, kind);
    program.name = text_in(options, TCA_BPF_NAME);
    program.program = {number_in(options, TCA_BPF_ID)};
    found.push_back(std::move(program));
  }
  for (const ActionsOf& row : kActions)
    if (row.kind == filter) add_actions(attribute(options, row.attribute), interface, kind, found);
}

void add_filters(const Interface& interface, const std::vector<FilterParent>& parents,
                 std::vector<model::InterfaceProgram>& found) {
  for (const FilterParent& parent : parents) {
    const tcmsg filters{
        .tcm_family = AF_UNSPEC, .tcm_ifindex = static_cast<int>(interface.index), .tcm_parent = parent.handle};
    route_dump(RTM_GETTFILTER, filters,
               [&](const nlmsghdr* message) { add_filter(message, interface, parent.kind, found); });
  }
}

void add_queried(const Interface& interface, std::uint32_t attach_type, const char* kind,
                 std::vector<model::InterfaceProgram>& found) {
  const QueryResult result = query_programs(interface.index, attach_type, 0, QueryExtent::links);
  for (const QueriedProgram& each : result.programs) {
    model::InterfaceProgram program = at_interface(interface, kind);
    program.program = {each.program};
    program.name = program_name(each.program);
    program.link = model::LinkId{each.link};
    program.flags = each.flags;
    program.link_flags = each.link_flags;
    found.push_back(std::move(program));
  }
}

}  // namespace

std::string program_name(std::uint32_t id) {
  const Descriptor fd(bpf_prog_get_fd_by_id(id));
  auto info = zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  if (!fd || bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0) return "";
  return {static_cast<const char*>(info.name), strnlen(static_cast<const char*>(info.name), sizeof info.name)};
}

std::vector<model::InterfaceProgram> tc_programs(const std::vector<Interface>& interfaces) {
  std::vector<model::InterfaceProgram> found;
  const ParentsByInterface parents = filter_parents();
  for (const Interface& interface : interfaces) {
    add_queried(interface, kAttachTypeTcxIngress, "tcx/ingress", found);
    add_queried(interface, kAttachTypeTcxEgress, "tcx/egress", found);
    if (interface.kind == "netkit") {
      add_queried(interface, kAttachTypeNetkitPrimary, "netkit/primary", found);
      add_queried(interface, kAttachTypeNetkitPeer, "netkit/peer", found);
    }
    if (const auto own = parents.find(interface.index); own != parents.end())
      add_filters(interface, own->second, found);
  }
  return found;
}

}  // namespace bpflens::kernel
