// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Links over bpf(2): ids, descriptors and BPF_OBJ_GET_INFO_BY_FD.
#pragma once

#include <map>

#include "kernel/libbpf/link_places.hpp"
#include "kernel/links.hpp"

namespace bpflens::kernel {

class LibbpfLinks : public Links {
 public:
  LibbpfLinks(KernelNames& names, LibbpfPrograms& programs, LibbpfMaps& maps, Network& network)
      : names_(names), programs_(programs), places_(names, programs, maps, network) {}

  std::vector<model::Link> list() override;
  VisibleLinks visible() override;
  std::optional<model::Link> find(model::LinkId id) override;
  bool detach(const model::Link& link) override;
  void update(const model::Link& link, model::ProgramId program, std::optional<model::ProgramId> old) override;
  void update(const model::Link& link, model::MapId map, std::optional<model::MapId> old) override;

 private:
  std::optional<model::Link> read(model::LinkId id);

  KernelNames& names_;
  LibbpfPrograms& programs_;
  LinkPlaces places_;
};

}  // namespace bpflens::kernel
