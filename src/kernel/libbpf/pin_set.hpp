// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::PinSet over bpffs mounts.
#pragma once

#include <memory>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/pins.hpp"

namespace bpflens::kernel {

class LibbpfPinSet : public PinSet {
 public:
  explicit LibbpfPinSet(Pins& pins) : pins_(pins) {}
  ~LibbpfPinSet() override;

  void prepare(const std::string& directory, const PinOptions& options) override;
  void add(const model::ObjectRef& object, const std::string& path) override;
  void adopt(const std::string& path) override { made_.push_back(path); }
  void keep() override;

 private:
  Pins& pins_;
  std::vector<std::unique_ptr<PreparedDirectory>> directories_;
  std::vector<std::string> made_;
};

}  // namespace bpflens::kernel
