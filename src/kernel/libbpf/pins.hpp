// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Pins over bpffs mounts.
#pragma once

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/pins.hpp"

namespace bpflens::kernel {

class LibbpfPins : public Pins {
 public:
  explicit LibbpfPins(KernelNames& names) : names_(names) {}

  std::vector<std::string> mounts() override;
  std::vector<model::Pin> list(const std::string& directory) override;
  std::optional<model::Pin> find(const std::string& path) override;
  void add(const model::ObjectRef& object, const std::string& path, const PinOptions& options = {}) override;
  std::unique_ptr<PinSet> new_set() override;
  void remove(const std::string& path) override;
  void mount(const std::string& directory) override;

 private:
  KernelNames& names_;
};

}  // namespace bpflens::kernel
