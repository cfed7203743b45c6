// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Loader over libbpf.
#pragma once

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/maps.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/loader.hpp"

namespace bpflens::kernel {

class LibbpfLoader : public Loader {
 public:
  LibbpfLoader(KernelNames& names, LibbpfPrograms& programs, LibbpfMaps& maps)
      : names_(names), programs_(programs), maps_(maps) {}

  std::unique_ptr<LoadedObject> load(const LoadRequest& request) override;
  ObjectData data_of(const std::string& path) override;
  std::optional<SectionKind> kind_of(const std::string& section) override;
  std::string libbpf_version() override;

 private:
  KernelNames& names_;
  LibbpfPrograms& programs_;
  LibbpfMaps& maps_;
};

}  // namespace bpflens::kernel
