// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/attach_target.hpp"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/newer_uapi.hpp"

namespace bpflens::kernel {
namespace {

[[noreturn]] void refuse(const bpf_program* program, const std::string& target, const std::string& cause,
                         const std::string& next_step = "") {
  fail(Failure{.operation = std::string("attach program ") + bpf_program__name(program) + " to",
               .subject = target,
               .cause = cause,
               .next_step = next_step});
}

// By name or number.
int interface_index(const bpf_program* program, const std::string& name) {
  if (const unsigned index = if_nametoindex(name.c_str()); index != 0) return static_cast<int>(index);
  std::array<char, IF_NAMESIZE> known{};
  char* end = nullptr;
  const unsigned long number = std::strtoul(name.c_str(), &end, 10);
  const bool is_number = !name.empty() && *end == '\0';
  if (is_number && if_indextoname(static_cast<unsigned>(number), known.data()) != nullptr)
    return static_cast<int>(number);
  refuse(program, name, "there is no network interface of that name");
}

Descriptor open_target(const bpf_program* program, const std::string& path, int flags, const char* what) {
  Descriptor fd(open(path.c_str(), flags | O_RDONLY | O_CLOEXEC));
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) refuse(program, path, std::string("it is no ") + what);
  if (!fd) fail("open", path, errno);
  return fd;
}

MadeLink to_cgroup(bpf_program* program, const std::string& path) {
  const Descriptor cgroup =
      open_target(program, path, O_DIRECTORY, "control group (a directory below a cgroup2 mount)");
  return {LinkHandle(bpf_program__attach_cgroup(program, cgroup.get())), {}};
}

MadeLink to_network_namespace(bpf_program* program, const std::string& path) {
  const Descriptor netns = open_target(program, path, 0, "network namespace, e.g. /run/netns/NAME or /proc/PID/ns/net");
  return {LinkHandle(bpf_program__attach_netns(program, netns.get())), {}};
}

// "eth0", "eth0:egress".
MadeLink to_traffic_control(bpf_program* program, const std::string& target) {
  const std::size_t colon = target.rfind(':');
  const std::string side = colon == std::string::npos ? "ingress" : target.substr(colon + 1);
  if (side != "ingress" && side != "egress") refuse(program, target, "a side of it is ingress or egress");
  const int interface = interface_index(program, target.substr(0, colon));
  const auto type = static_cast<bpf_attach_type>(side == "egress" ? kTcxEgress : kTcxIngress);
  return {{}, Descriptor(bpf_link_create(bpf_program__fd(program), interface, type, nullptr))};
}

// "BINARY:SYMBOL" is a place in a file, anything else a function of the kernel's.
MadeLink to_probe(bpf_program* program, const std::string& target) {
  const std::string_view section = bpf_program__section_name(program);
  const bool at_return = section.starts_with("uretprobe") || section.starts_with("kretprobe");
  const std::size_t colon = target.rfind(':');
  if (target.find('/') == std::string::npos) {
    LIBBPF_OPTS(bpf_kprobe_opts, options, .retprobe = at_return);
    return {LinkHandle(bpf_program__attach_kprobe_opts(program, target.c_str(), &options)), {}};
  }
  if (colon == std::string::npos || colon + 1 == target.size())
    refuse(program, target, "a place in a binary is named BINARY:SYMBOL");
  const std::string symbol = target.substr(colon + 1);
  LIBBPF_OPTS(bpf_uprobe_opts, options, .retprobe = at_return, .func_name = symbol.c_str());
  const std::string binary = target.substr(0, colon);
  return {LinkHandle(bpf_program__attach_uprobe_opts(program, -1, binary.c_str(), 0, &options)), {}};
}

// "sched:sched_switch" or "sched/sched_switch".
MadeLink to_tracepoint(bpf_program* program, const std::string& target) {
  const std::size_t between = target.find_first_of(":/");
  if (between == std::string::npos)
    refuse(program, target, "a tracepoint is named CATEGORY:NAME, e.g. sched:sched_switch");
  return {LinkHandle(bpf_program__attach_tracepoint(program, target.substr(0, between).c_str(),
                                                    target.substr(between + 1).c_str())),
          {}};
}

bool attaches_to_cgroup(bpf_prog_type type) {
  switch (type) {
    case BPF_PROG_TYPE_CGROUP_SKB:
    case BPF_PROG_TYPE_CGROUP_SOCK:
    case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
    case BPF_PROG_TYPE_CGROUP_DEVICE:
    case BPF_PROG_TYPE_CGROUP_SYSCTL:
    case BPF_PROG_TYPE_CGROUP_SOCKOPT:
    case BPF_PROG_TYPE_SOCK_OPS:
      return true;
    default:
      return false;
  }
}

}  // namespace

MadeLink attach_program(bpf_program* program, const std::string& target) {
  const bpf_prog_type type = bpf_program__type(program);
  if (attaches_to_cgroup(type)) return to_cgroup(program, target);
  switch (type) {
    case BPF_PROG_TYPE_XDP:
      return {LinkHandle(bpf_program__attach_xdp(program, interface_index(program, target))), {}};
    case BPF_PROG_TYPE_SCHED_CLS:
      return to_traffic_control(program, target);
    case BPF_PROG_TYPE_KPROBE:
      return to_probe(program, target);
    case BPF_PROG_TYPE_TRACEPOINT:
      return to_tracepoint(program, target);
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
      return {LinkHandle(bpf_program__attach_raw_tracepoint(program, target.c_str())), {}};
    case BPF_PROG_TYPE_FLOW_DISSECTOR:
    case BPF_PROG_TYPE_SK_LOOKUP:
      return to_network_namespace(program, target);
    default:
      refuse(program, target, "programs of its type are attached where their section says, not to a target",
             "leave the target out");
  }
}

}  // namespace bpflens::kernel
