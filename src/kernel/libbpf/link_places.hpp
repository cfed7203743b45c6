// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From what the kernel tells of a link to where it attaches its program, numbers resolved to names.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/libbpf/cgroup_paths.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/kernel_symbols.hpp"
#include "kernel/libbpf/link_info.hpp"
#include "kernel/libbpf/maps.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/network.hpp"
#include "model/link.hpp"

namespace bpflens::kernel {

class LinkPlaces {
 public:
  LinkPlaces(KernelNames& names, LibbpfPrograms& programs, LibbpfMaps& maps, Network& network)
      : names_(names), programs_(programs), maps_(maps), network_(network) {}

  // Of the link behind a descriptor, that has told this of itself. Asks it again for names and lists.
  model::LinkPlace of(int fd, const LinkInfo& info);

  // What was looked up of surroundings that change: forgotten between two listings.
  void forget();

 private:
  model::LinkPlace of_tracing(const LinkInfo& info);
  model::LinkPlace of_iterator(int fd, const LinkInfo& info);
  model::LinkPlace of_interface(const LinkInfo& info);
  model::LinkPlace of_map(const LinkInfo& info);
  model::LinkPlace of_kprobes(int fd, const LinkInfo& info);
  std::string function_name(std::uint32_t object, std::uint32_t type, bool in_program);
  std::string struct_ops_name(const model::Map& map);
  model::place::Symbol symbol(std::uint64_t address, std::uint64_t cookie);
  const model::NetworkAttachments* surveyed(std::size_t which);

  KernelNames& names_;
  LibbpfPrograms& programs_;
  LibbpfMaps& maps_;
  Network& network_;
  CgroupPaths cgroups_;
  std::optional<KernelSymbols> symbols_;
  std::optional<std::vector<model::NetworkNamespace>> namespaces_;
  std::vector<std::unique_ptr<model::NetworkAttachments>> surveyed_;
};

}  // namespace bpflens::kernel
