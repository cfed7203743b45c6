// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names come by a second question, with room for them. Interfaces are numbered within network namespaces, which links
// don't tell: the one whose device has this very link or program is the right one.
#include "kernel/libbpf/link_places.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <span>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/file_symbols.hpp"
#include "kernel/libbpf/net_namespaces.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

using Place = model::LinkPlace;
namespace place = model::place;

bool ask_again(int fd, LinkInfo& info) {
  std::uint32_t size = sizeof info;
  return bpf_obj_get_info_by_fd(fd, &info, &size) == 0;
}

// A place in an info struct where a pointer to room for a name and its size go.
struct NameField {
  std::uint64_t* pointer;
  std::uint32_t* size;
};

// The struct as it is answered with room for a name.
std::string read_name(int fd, LinkInfo& info, NameField field) {
  std::string room(PATH_MAX, '\0');
  *field.pointer = reinterpret_cast<std::uintptr_t>(room.data());
  *field.size = static_cast<std::uint32_t>(room.size());
  return ask_again(fd, info) ? room.substr(0, room.find('\0')) : "";
}

std::uint64_t room_in(std::vector<std::uint64_t>& list) { return reinterpret_cast<std::uintptr_t>(list.data()); }

Place of_raw_tracepoint(int fd, LinkInfo info) {
  std::string name = read_name(fd, info, {&info.raw_tracepoint.name.pointer, &info.raw_tracepoint.name.size});
  return place::RawTracepoint{std::move(name), info.raw_tracepoint.cookie};
}

Place of_uprobe(int fd, LinkInfo info) {
  auto& told = info.perf_event.uprobe;
  const bool at_return = info.perf_event.type == static_cast<std::uint32_t>(PerfEventKind::uretprobe);
  place::Uprobe at{.at_return = at_return, .file = read_name(fd, info, {&told.name, &told.name_size}), .at = {}};
  at.at = {told.offset, told.counter_offset, told.cookie, symbol_in_file(at.file, told.offset)};
  return at;
}

Place of_kprobe(int fd, LinkInfo info) {
  auto& told = info.perf_event.kprobe;
  const bool at_return = info.perf_event.type == static_cast<std::uint32_t>(PerfEventKind::kretprobe);
  std::string name = read_name(fd, info, {&told.name, &told.name_size});
  return place::Kprobe{at_return, told.address, std::move(name), told.offset, told.missed, told.cookie};
}

Place of_perf_event(int fd, LinkInfo info) {
  switch (static_cast<PerfEventKind>(info.perf_event.type)) {
    case PerfEventKind::uprobe:
    case PerfEventKind::uretprobe:
      return of_uprobe(fd, info);
    case PerfEventKind::kprobe:
    case PerfEventKind::kretprobe:
      return of_kprobe(fd, info);
    case PerfEventKind::tracepoint: {
      auto& told = info.perf_event.tracepoint;
      std::string name = read_name(fd, info, {&told.name, &told.name_size});
      return place::Tracepoint{std::move(name), told.cookie};
    }
    case PerfEventKind::event:
      return place::PerfEvent{info.perf_event.event.type, info.perf_event.event.config, info.perf_event.event.cookie};
    case PerfEventKind::unknown:
      break;
  }
  return std::monostate();
}

Place of_uprobes(int fd, LinkInfo info) {
  auto& told = info.uprobes;
  const std::uint32_t count = told.count;
  std::vector<std::uint64_t> offsets(count);
  std::vector<std::uint64_t> counters(count);
  std::vector<std::uint64_t> cookies(count);
  if (count != 0) {
    told.offsets = room_in(offsets);
    told.counter_offsets = room_in(counters);
    told.cookies = room_in(cookies);
  }
  place::Uprobes at;
  at.file = read_name(fd, info, {&told.path, &told.path_size});
  at.at_return = (told.flags & kMultiReturn) != 0;
  at.count = told.count;
  at.pid = told.pid;
  for (std::uint32_t i = 0; i < count; ++i)
    at.offsets.push_back({offsets[i], counters[i], cookies[i], symbol_in_file(at.file, offsets[i])});
  return at;
}

bool is_one_of(const std::string& text, std::initializer_list<const char*> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// What the BTF object of that id calls itself: "vmlinux", a module's name; empty for those of programs.
std::string btf_object_name(int fd) {
  auto info = zeroed<bpf_btf_info>();
  std::string name(PATH_MAX, '\0');
  info.name = reinterpret_cast<std::uintptr_t>(name.data());
  info.name_len = static_cast<std::uint32_t>(name.size());
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return "";
  return name.substr(0, name.find('\0'));
}

std::string type_name(const btf* types, std::uint32_t id) {
  const btf_type* type = types != nullptr ? btf__type_by_id(types, id) : nullptr;
  const char* name = type != nullptr ? btf__name_by_offset(types, type->name_off) : nullptr;
  std::string text = name != nullptr ? name : "";
  constexpr std::string_view kTracepoint = "btf_trace_";  // a tracepoint is named by the type of its function
  return text.starts_with(kTracepoint) ? text.substr(kTracepoint.size()) : text;
}

bool is_there(const model::InterfaceProgram& program, const LinkInfo& info) {
  if (program.ifindex != info.interface.index) return false;
  return info.type == BPF_LINK_TYPE_XDP ? program.kind == "xdp" && program.program.value == info.program
                                        : program.link == model::LinkId{info.id};
}

}  // namespace

void LinkPlaces::forget() {
  namespaces_.reset();
  surveyed_.clear();
}

std::string LinkPlaces::function_name(std::uint32_t object, std::uint32_t type, bool in_program) {
  std::uint32_t types_id = object;
  if (in_program) {
    const auto extended = programs_.find({object});
    if (!extended || !extended->btf_id) return "";
    types_id = extended->btf_id->value;
  }
  const Descriptor fd(bpf_btf_get_fd_by_id(types_id));
  if (!fd) return "";
  if (btf_object_name(fd.get()) == "vmlinux") return type_name(names_.vmlinux(), type);
  const std::unique_ptr<btf, void (*)(btf*)> own(in_program
                                                     ? btf__load_from_kernel_by_id(types_id)
                                                     : btf__load_from_kernel_by_id_split(types_id, names_.vmlinux()),
                                                 btf__free);
  return type_name(own.get(), type);
}

Place LinkPlaces::of_tracing(const LinkInfo& info) {
  const auto& told = info.tracing;
  place::Function at;
  const auto program = programs_.find({info.program});
  const bool extension = program && program->type == BPF_PROG_TYPE_EXT;
  if (program) at.program_type = program->type_name;
  at.attach_type = names_.attach_type(told.attach_type);
  at.object = told.object;
  at.type = told.btf_type;
  at.cookie = told.cookie;
  if (told.object != 0) at.name = function_name(told.object, told.btf_type, extension);
  return at;
}

Place LinkPlaces::of_iterator(int fd, const LinkInfo& info) {
  LinkInfo named = info;
  place::Iterator at;
  at.target = read_name(fd, named, {&named.iterator.name, &named.iterator.name_size});
  if (is_one_of(at.target, {"bpf_map_elem", "bpf_sk_storage_map"})) at.map = model::MapId{named.iterator.map};
  if (is_one_of(at.target, {"task", "task_file", "task_vma"})) {
    at.tid = named.iterator.task.tid;
    at.pid = named.iterator.task.pid;
  }
  if (at.target == "cgroup") {
    at.cgroup = named.iterator.cgroup.id;
    at.cgroup_path = cgroups_.of(*at.cgroup);
    at.order = named.iterator.cgroup.order;
  }
  return at;
}

const model::NetworkAttachments* LinkPlaces::surveyed(std::size_t which) {
  if (!namespaces_) namespaces_ = network_.namespaces();
  if (which >= namespaces_->size()) return nullptr;
  while (surveyed_.size() <= which)
    surveyed_.push_back(
        std::make_unique<model::NetworkAttachments>(network_.attachments((*namespaces_)[surveyed_.size()])));
  return surveyed_[which].get();
}

Place LinkPlaces::of_interface(const LinkInfo& info) {
  place::Interface at{.index = info.interface.index, .name = "", .attach_type = "", .netns = 0, .netns_name = ""};
  if (info.type != BPF_LINK_TYPE_XDP) at.attach_type = names_.attach_type(info.interface.attach_type);
  if (at.index == 0) return at;
  const model::NetworkAttachments* seen = nullptr;
  for (std::size_t i = 0; (seen = surveyed(i)) != nullptr; ++i) {
    const auto found = std::find_if(seen->interfaces.begin(), seen->interfaces.end(),
                                    [&](const model::InterfaceProgram& program) { return is_there(program, info); });
    if (found == seen->interfaces.end()) continue;
    at.name = found->device;
    if (!seen->where.own) at.netns = seen->where.inode;
    if (!seen->where.own) at.netns_name = seen->where.name;
    break;
  }
  return at;
}

// The kernel's type of the map's value is "bpf_struct_ops_tcp_congestion_ops".
std::string LinkPlaces::struct_ops_name(const model::Map& map) {
  constexpr std::string_view kPrefix = "bpf_struct_ops_";
  const std::string type = type_name(names_.vmlinux(), map.btf_vmlinux_value_type);
  return type.starts_with(kPrefix) ? type.substr(kPrefix.size()) : "";
}

Place LinkPlaces::of_map(const LinkInfo& info) {
  place::OfMap at{.id = {info.map.id}, .name = "", .attach_type = "", .struct_ops = ""};
  if (info.type == kLinkTypeSockmap) at.attach_type = names_.attach_type(info.map.attach_type);
  const auto map = at.id.value != 0 ? maps_.find(at.id) : std::nullopt;
  if (map) at.name = map->name;
  if (map && info.type == BPF_LINK_TYPE_STRUCT_OPS) at.struct_ops = struct_ops_name(*map);
  return at;
}

place::Symbol LinkPlaces::symbol(std::uint64_t address, std::uint64_t cookie) {
  if (!symbols_) symbols_.emplace(KernelSymbols::read(KernelSymbols::Extent::with_modules));
  place::Symbol found{.address = address, .name = "", .module = "", .cookie = cookie};
  found.name = symbols_->at(address);
  found.module = symbols_->module_at(address);
  return found;
}

Place LinkPlaces::of_kprobes(int fd, const LinkInfo& info) {
  LinkInfo full = info;
  auto& told = full.kprobes;
  std::vector<std::uint64_t> addresses(told.count);
  std::vector<std::uint64_t> cookies(told.count);
  if (told.count != 0) {
    told.addresses = room_in(addresses);
    told.cookies = room_in(cookies);
    if (!ask_again(fd, full)) addresses.clear();
  }
  place::Kprobes at;
  at.at_return = (told.flags & kMultiReturn) != 0;
  at.count = told.count;
  at.missed = told.missed;
  for (std::size_t i = 0; i < addresses.size(); ++i) at.functions.push_back(symbol(addresses[i], cookies[i]));
  return at;
}

Place LinkPlaces::of(int fd, const LinkInfo& info) {
  switch (info.type) {
    case BPF_LINK_TYPE_RAW_TRACEPOINT:
      return of_raw_tracepoint(fd, info);
    case BPF_LINK_TYPE_TRACING:
      return of_tracing(info);
    case BPF_LINK_TYPE_CGROUP:
      return place::Cgroup{info.cgroup.id, names_.attach_type(info.cgroup.attach_type), cgroups_.of(info.cgroup.id)};
    case BPF_LINK_TYPE_ITER:
      return of_iterator(fd, info);
    case BPF_LINK_TYPE_NETNS:
      return place::Netns{info.netns.inode, names_.attach_type(info.netns.attach_type), netns_name(info.netns.inode)};
    case BPF_LINK_TYPE_XDP:
    case kLinkTypeTcx:
    case kLinkTypeNetkit:
      return of_interface(info);
    case BPF_LINK_TYPE_PERF_EVENT:
      return of_perf_event(fd, info);
    case BPF_LINK_TYPE_KPROBE_MULTI:
      return of_kprobes(fd, info);
    case kLinkTypeUprobeMulti:
      return of_uprobes(fd, info);
    case BPF_LINK_TYPE_STRUCT_OPS:
    case kLinkTypeSockmap:
      return of_map(info);
    case kLinkTypeNetfilter:
      return place::Netfilter{info.netfilter.family, info.netfilter.hook, info.netfilter.priority,
                              info.netfilter.flags};
    default:
      return std::monostate();
  }
}

}  // namespace bpflens::kernel
