// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/old_sections.hpp"

#include <bpf/libbpf.h>

#include <algorithm>
#include <array>

namespace bpflens::object {
namespace {

struct OldSection {
  std::string_view start;
  std::string_view modern;
};

// By the start of a name, with a digit or a separator after it or nothing.
constexpr auto kOldSections = std::to_array<OldSection>({
    {"socket", "socket"},
    {"classifier", "classifier"},
    {"sched_cls", "classifier"},
    {"ingress", "classifier"},
    {"egress", "classifier"},
    {"cls", "classifier"},
    {"tc", "classifier"},
    {"action", "action"},
    {"sched_act", "action"},
    {"act", "action"},
    {"xdp", "xdp"},
    {"prog", "xdp"},
    {"perf_event", "perf_event"},
    {"cgroup/skb", "cgroup/skb"},
    {"cgroup_skb", "cgroup/skb"},
    {"cgroup/sock", "cgroup/sock"},
    {"cgroup_sock", "cgroup/sock"},
    {"cgroup/dev", "cgroup/dev"},
    {"cgroup_dev", "cgroup/dev"},
    {"lwt_in", "lwt_in"},
    {"lwt_out", "lwt_out"},
    {"lwt_xmit", "lwt_xmit"},
    {"lwt_seg6local", "lwt_seg6local"},
    {"sockops", "sockops"},
    {"sk_skb", "sk_skb"},
    {"sk_msg", "sk_msg"},
    {"sk_reuseport", "sk_reuseport"},
    {"flow_dissector", "flow_dissector"},
    {"lirc_mode2", "lirc_mode2"},
});

struct Renamed {
  std::string_view start;
  std::string_view to;
};

// Functions behind system calls have had a prefix of the architecture's since Linux 4.17; libbpf finds it.
constexpr auto kSystemCalls = std::to_array<Renamed>({
    {"kprobe/sys_", "ksyscall/"},
    {"kretprobe/sys_", "kretsyscall/"},
    {"kprobe/SyS_", "ksyscall/"},
    {"kretprobe/SyS_", "kretsyscall/"},
});

// Functions of the kernel that are no system calls, although they are called so.
constexpr auto kNoSystemCalls = std::to_array<std::string_view>(
    {"perf_refcount_enter", "perf_refcount_exit", "off_notify", "fillrect", "copyarea", "imageblit", "dmi_field_show"});

// Tracepoints, with something else than a slash between the word, the category and the event.
constexpr auto kTracepoints = std::to_array<Renamed>({
    {"tracepoint", "tracepoint"},
    {"tp", "tracepoint"},
    {"raw_tracepoint", "raw_tracepoint"},
    {"raw_tp", "raw_tracepoint"},
});

std::string system_call(std::string_view section) {
  for (const auto& [start, to] : kSystemCalls) {
    if (!section.starts_with(start)) continue;
    const std::string_view name = section.substr(start.size());
    if (name.empty() || std::find(kNoSystemCalls.begin(), kNoSystemCalls.end(), name) != kNoSystemCalls.end())
      return "";
    return std::string(to).append(name);
  }
  return "";
}

std::string tracepoint(std::string_view section) {
  for (const auto& [start, to] : kTracepoints)
    for (const std::string_view separator : {":", "__"}) {
      if (!section.starts_with(start) || !section.substr(start.size()).starts_with(separator)) continue;
      std::string name = std::string(to) + "/" + std::string(section.substr(start.size() + separator.size()));
      const std::size_t next = name.find(separator, to.size() + 1);
      if (next != std::string::npos) name.replace(next, separator.size(), "/");
      return name;
    }
  return "";
}

// Names that begin as old ones did and that some libbpf of today knows; the one here may be older. It takes its
// time to answer.
constexpr auto kModern = std::to_array<std::string_view>(
    {"cgroup/sock_create", "cgroup/sock_release", "cgroup_skb/egress", "cgroup_skb/ingress", "sk_reuseport/migrate",
     "sk_skb/stream_parser", "sk_skb/stream_verdict", "sk_skb/verdict", "tc/egress", "tc/ingress", "xdp.frags",
     "xdp.frags/cpumap", "xdp.frags/devmap", "xdp/cpumap", "xdp/devmap"});

bool is_known(const std::string& section) {
  if (std::find(kModern.begin(), kModern.end(), section) == kModern.end()) return false;
  bpf_prog_type type{};
  bpf_attach_type attach{};
  return libbpf_prog_type_by_name(section.c_str(), &type, &attach) == 0;
}

}  // namespace

std::string_view modern_section(std::string_view old) {
  for (const auto& [start, modern] : kOldSections) {
    if (!old.starts_with(start)) continue;
    if (old.size() == start.size() || std::string_view("0123456789_-/.").find(old[start.size()]) != std::string::npos)
      return modern;
  }
  return "";
}

std::string modern_name(std::string_view section) {
  if (section.starts_with("?")) {  // libbpf: not loaded unless asked for
    const std::string name = modern_name(section.substr(1));
    return name.empty() ? "" : "?" + name;
  }
  if (auto name = system_call(section); !name.empty()) return name;
  if (auto name = tracepoint(section); !name.empty()) return name;
  const std::string_view modern = modern_section(section);
  if (modern.empty() || modern == section || is_known(std::string(section))) return "";
  return std::string(modern);
}

bool is_tail_call(std::string_view section) {
  const std::size_t slash = section.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == section.size()) return false;
  return section.find_first_not_of("0123456789/") == std::string_view::npos && section.rfind('/') == slash;
}

}  // namespace bpflens::object
