// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The info struct is zeroed for every map: older kernels write less of it, and what a former map left there
// would be taken for this one's.
#include "kernel/libbpf/maps.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <net/if.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/fdinfo.hpp"
#include "kernel/libbpf/map_entries.hpp"
#include "kernel/libbpf/open_map.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// What bpf_map_info leaves out.
void read_fdinfo_facts(int fd, model::Map& map, KernelNames& names) {
  const std::string fdinfo = read_fdinfo(fd);
  map.bytes_memlock = fdinfo_number(fdinfo, "memlock");
  map.frozen = fdinfo_number(fdinfo, "frozen").value_or(0) != 0;
  if (const auto type = fdinfo_number(fdinfo, "owner_prog_type")) {
    map.owner_program_type = static_cast<std::uint32_t>(*type);
    map.owner_program_type_name = names.program_type(*map.owner_program_type);
  }
  if (const auto jited = fdinfo_number(fdinfo, "owner_jited")) map.owner_jited = *jited != 0;
}

// The types of a map to be made; none where it has none.
Descriptor load_types(const MapRequest& request) {
  if (request.btf.empty()) return Descriptor();
  Descriptor fd(bpf_btf_load(request.btf.data(), request.btf.size(), nullptr));
  if (!fd) fail("load the types of map", request.name, errno, {"CAP_BPF"});
  return fd;
}

}  // namespace

model::Map LibbpfMaps::describe(int fd, Detail detail) {
  auto info = zeroed<bpf_map_info>();
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) fail("read a map's description", "", errno);

  model::Map map;
  map.id = {info.id};
  map.type = info.type;
  map.type_name = names_.map_type(info.type);
  map.name = std::string(info.name, strnlen(info.name, sizeof info.name));
  map.flags = info.map_flags;
  map.key_size = info.key_size;
  map.value_size = info.value_size;
  map.max_entries = info.max_entries;
  map.map_extra = info.map_extra;
  if (info.ifindex != 0) map.device = {info.ifindex, info.netns_dev, info.netns_ino};
  if (info.btf_id != 0) map.btf_id = model::BtfId{info.btf_id};
  map.btf_key_type = info.btf_key_type_id;
  map.btf_value_type = info.btf_value_type_id;
  map.btf_vmlinux_value_type = info.btf_vmlinux_value_type_id;
  if (detail == Detail::all) read_fdinfo_facts(fd, map, names_);
  return map;
}

std::optional<model::Map> LibbpfMaps::find(model::MapId id, Detail detail) {
  const Descriptor fd(bpf_map_get_fd_by_id(id.value));
  if (fd) return describe(fd.get(), detail);
  if (errno != ENOENT) fail("open map", std::to_string(id.value), errno);
  return std::nullopt;
}

std::vector<model::Map> LibbpfMaps::list(Detail detail) {
  std::vector<model::Map> maps;
  std::uint32_t id = 0;
  while (bpf_map_get_next_id(id, &id) == 0)
    if (auto map = find({id}, detail)) maps.push_back(std::move(*map));
  if (errno != ENOENT) fail("list maps", "", errno);
  return maps;
}

std::unique_ptr<Entries> LibbpfMaps::entries(const model::Map& map) { return walk_entries(map, possible_cpus()); }

std::unique_ptr<OpenMap> LibbpfMaps::open(const model::Map& map) {
  Descriptor fd(bpf_map_get_fd_by_id(map.id.value));
  if (!fd) fail("open", subject(map), errno);
  return std::make_unique<LibbpfOpenMap>(map, std::move(fd));
}

CreatedMap LibbpfMaps::create(const MapRequest& request) {
  Descriptor inner;
  if (request.inner) {
    inner = Descriptor(bpf_map_get_fd_by_id(request.inner->value));
    if (!inner) fail("open the inner map", std::to_string(request.inner->value), errno);
  }
  const std::uint32_t ifindex = request.device.empty() ? 0 : if_nametoindex(request.device.c_str());
  if (ifindex == 0 && !request.device.empty()) fail("find network device", request.device, errno);
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = request.flags, .map_extra = request.map_extra,
              .map_ifindex = ifindex);
  if (inner) options.inner_map_fd = static_cast<std::uint32_t>(inner.get());
  const Descriptor types = load_types(request);
  if (types) {
    options.btf_fd = static_cast<std::uint32_t>(types.get());
    options.btf_key_type_id = request.btf_key_type;
    options.btf_value_type_id = request.btf_value_type;
  }
  options.btf_vmlinux_value_type_id = request.btf_vmlinux_value_type;
  const std::string name = request.name.substr(0, BPF_OBJ_NAME_LEN - 1);
  Descriptor fd(bpf_map_create(static_cast<bpf_map_type>(request.type), name.c_str(), request.key_size,
                               request.value_size, request.max_entries, &options));
  if (!fd) fail(creation_failure(request, names_.map_type(request.type), errno));
  model::Map map = describe(fd.get());
  auto open = std::make_unique<LibbpfOpenMap>(map, std::move(fd));
  return {std::move(map), std::move(open)};
}

std::size_t LibbpfMaps::possible_cpus() {
  const int cpus = libbpf_num_possible_cpus();
  if (cpus < 0) fail("read", "/sys/devices/system/cpu/possible", -cpus);
  return static_cast<std::size_t>(cpus);
}

}  // namespace bpflens::kernel
