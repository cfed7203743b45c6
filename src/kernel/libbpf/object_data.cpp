// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf names the maps of ".rodata", ".data" and ".bss" after object and section, others after the section alone.
#include "kernel/libbpf/object_data.hpp"

#include <bpf/btf.h>

#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/loaded_object.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/object_file.hpp"
#include "object/upgrade.hpp"

namespace bpflens::kernel {
namespace {

// Empty for a map that isn't one of data.
std::string section_of(const bpf_map* map) {
  const std::string name = bpf_map__name(map);
  const std::size_t dot = name.find('.');
  return bpf_map__is_internal(map) && dot != std::string::npos ? name.substr(dot) : "";
}

// As it will be loaded; an object that can't be read as one is left to libbpf to refuse.
std::vector<std::byte> upgraded(std::vector<std::byte> bytes) {
  const auto read = object::Image::read(bytes);
  if (!std::holds_alternative<object::Image>(read)) return bytes;
  auto result = object::upgrade(std::get<object::Image>(read));
  auto* upgrade = std::get_if<object::Upgrade>(&result);
  return upgrade != nullptr && !upgrade->file.empty() ? std::move(upgrade->file) : bytes;
}

std::vector<std::byte> bytes_of(const btf* types) {
  std::uint32_t size = 0;
  const auto* raw = types != nullptr ? static_cast<const std::byte*>(btf__raw_data(types, &size)) : nullptr;
  return raw != nullptr ? std::vector<std::byte>(raw, raw + size) : std::vector<std::byte>();
}

}  // namespace

bpf_map* data_map(const bpf_object* object, const std::string& section) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (section_of(map) == section) return map;
  }
  return nullptr;
}

ObjectData read_data(const std::string& path) {
  const std::vector<std::byte> file = upgraded(read_object_file("load", path));
  const LibbpfMessages messages;
  const std::string name = object_name(path);
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name.c_str());
  const ObjectHandle object(bpf_object__open_mem(file.data(), file.size(), &options));
  if (!object) fail("load", path, errno);
  const btf* types = bpf_object__btf(object.get());
  ObjectData data{.btf = bytes_of(types), .sections = {}};
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object.get()) {
    const std::string section = section_of(map);
    std::size_t size = 0;
    const auto* start = section.empty() ? nullptr : static_cast<const std::byte*>(bpf_map__initial_value(map, &size));
    const int type =
        types != nullptr && !section.empty() ? btf__find_by_name_kind(types, section.c_str(), BTF_KIND_DATASEC) : 0;
    if (start != nullptr && type > 0)
      data.sections.push_back({section, static_cast<std::uint32_t>(type), {start, start + size}});
  }
  return data;
}

}  // namespace bpflens::kernel
