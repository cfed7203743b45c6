// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One thread a namespace: netlink sockets and BPF_PROG_QUERY by interface speak of the namespace of who asks.
#include "kernel/libbpf/network.hpp"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <memory>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/net_namespaces.hpp"
#include "kernel/libbpf/netlink.hpp"
#include "kernel/libbpf/program_query.hpp"
#include "kernel/libbpf/tc_programs.hpp"

namespace bpflens::kernel {
namespace {

// Which attribute tells the program of a mode.
struct XdpMode {
  std::uint8_t attached;  // XDP_ATTACHED_*
  std::uint16_t own;      // where there may be several
  const char* word;
};
constexpr auto kXdpModes = std::to_array<XdpMode>({
    {XDP_ATTACHED_SKB, IFLA_XDP_SKB_PROG_ID, "generic"},
    {XDP_ATTACHED_DRV, IFLA_XDP_DRV_PROG_ID, "driver"},
    {XDP_ATTACHED_HW, IFLA_XDP_HW_PROG_ID, "offload"},
});

struct Devices {
  std::vector<Interface> interfaces;
  std::vector<model::InterfaceProgram> xdp;
  int error = 0;
};

void add_xdp(const Interface& interface, const NetlinkAttributes& xdp, Devices& devices) {
  const std::uint32_t attached = number_in(xdp, IFLA_XDP_ATTACHED);
  for (const XdpMode& mode : kXdpModes) {
    const bool several = attached == XDP_ATTACHED_MULTI;
    if (!several && attached != mode.attached) continue;
    model::InterfaceProgram program;
    program.ifindex = interface.index;
    program.device = interface.name;
    program.kind = "xdp";
    program.mode = mode.word;
    program.multi = several;
    program.program = {number_in(xdp, several ? mode.own : static_cast<std::uint16_t>(IFLA_XDP_PROG_ID))};
    if (program.program.value == 0) continue;
    program.name = program_name(program.program.value);
    devices.xdp.push_back(std::move(program));
  }
}

Devices devices_of() {
  Devices devices;
  devices.error = route_dump(RTM_GETLINK, ifinfomsg{.ifi_family = AF_UNSPEC}, [&](const nlmsghdr* message) {
    const auto* about = static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(message));
    const NetlinkAttributes facts = attributes_of(message, sizeof *about);
    Interface interface { static_cast<std::uint32_t>(about->ifi_index), text_in(facts, IFLA_IFNAME), "" };
    if (const auto found = facts.find(IFLA_LINKINFO); found != facts.end())
      interface.kind = text_in(attributes_in(found->second), IFLA_INFO_KIND);
    if (const auto found = facts.find(IFLA_XDP); found != facts.end())
      add_xdp(interface, attributes_in(found->second), devices);
    devices.interfaces.push_back(std::move(interface));
  });
  return devices;
}

void add_of_namespace(model::NetworkAttachments& found) {
  const Descriptor own(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!own) return;
  const auto add = [&](std::uint32_t attach_type, const char* word) {
    const auto target = static_cast<std::uint32_t>(own.get());
    const QueryResult result = query_programs(target, attach_type, 0, QueryExtent::programs);
    for (const QueriedProgram& program : result.programs) found.programs.push_back({word, {program.program}});
    if (result.error == EPERM || result.error == EACCES)
      found.partial =
          "the programs of network namespaces and tcx may not be asked for: " + why(result.error, {"CAP_NET_ADMIN"});
  };
  add(BPF_FLOW_DISSECTOR, "flow_dissector");
  add(BPF_SK_LOOKUP, "sk_lookup");
}

void survey(model::NetworkAttachments& found) {
  Devices devices = devices_of();
  if (devices.error != 0) found.partial = "netlink doesn't tell of devices: " + why(devices.error);
  found.interfaces = std::move(devices.xdp);
  for (model::InterfaceProgram& program : tc_programs(devices.interfaces))
    found.interfaces.push_back(std::move(program));
  add_of_namespace(found);
}

}  // namespace

std::vector<model::NetworkNamespace> LinuxNetwork::namespaces() { return network_namespaces(); }

std::vector<std::string> LinuxNetwork::devices() {
  std::vector<std::string> names;
  const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)> all(if_nameindex(), if_freenameindex);
  for (const struct if_nameindex* each = all.get(); each != nullptr && each->if_index != 0; ++each)
    names.emplace_back(each->if_name);
  return names;
}

model::NetworkAttachments LinuxNetwork::attachments(const model::NetworkNamespace& where) {
  model::NetworkAttachments found{.where = where, .interfaces = {}, .programs = {}, .partial = ""};
  const int error = inside(where, [&] { survey(found); });
  if (error != 0 && error != ENOENT)
    found.partial = "network namespace " + std::to_string(where.inode) +
                    " can't be entered: " + why(error, {"CAP_SYS_ADMIN", "CAP_SYS_PTRACE"});
  return found;
}

}  // namespace bpflens::kernel
