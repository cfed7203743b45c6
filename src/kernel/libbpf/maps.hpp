// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Maps over bpf(2): ids, descriptors, BPF_OBJ_GET_INFO_BY_FD and fdinfo.
#pragma once

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/maps.hpp"

namespace bpflens::kernel {

class LibbpfMaps : public Maps {
 public:
  explicit LibbpfMaps(KernelNames& names) : names_(names) {}

  std::vector<model::Map> list(Detail detail) override;
  std::optional<model::Map> find(model::MapId id) override { return find(id, Detail::all); }
  std::unique_ptr<Entries> entries(const model::Map& map) override;
  std::unique_ptr<OpenMap> open(const model::Map& map) override;
  CreatedMap create(const MapRequest& request) override;
  std::size_t possible_cpus() override;

  // The map behind a descriptor.
  model::Map describe(int fd, Detail detail = Detail::all);

 private:
  std::optional<model::Map> find(model::MapId id, Detail detail);
  KernelNames& names_;
};

}  // namespace bpflens::kernel
