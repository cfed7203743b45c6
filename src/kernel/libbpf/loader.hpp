// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Loader over libbpf.
#pragma once

#include "kernel/loader.hpp"

namespace bpflens::kernel {

class LibbpfLoader : public Loader {
 public:
  std::unique_ptr<LoadedObject> load(const LoadRequest& request) override;
  std::string libbpf_version() override;
};

}  // namespace bpflens::kernel
