// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Pins over bpffs mounts.
#pragma once

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/path_root.hpp"
#include "kernel/pins.hpp"

namespace bpflens::kernel {

class LibbpfPins : public Pins {
 public:
  explicit LibbpfPins(KernelNames& names, PathRoot root = PathRoot()) : names_(names), root_(std::move(root)) {}

  std::vector<std::string> mounts() override;
  std::vector<model::BpffsMount> described_mounts() override;
  std::vector<std::string> directories(const std::string& directory) override;
  void move(const std::string& from, const std::string& to, const PinOptions& options) override;
  bool remove_directory(const std::string& path) override;
  PinsElsewhere elsewhere() override;
  std::unique_ptr<Pins> inside(int pid) override;
  std::vector<model::Pin> list(const std::string& directory) override;
  std::optional<model::Pin> find(const std::string& path) override;
  void add(const model::ObjectRef& object, const std::string& path, const PinOptions& options = {}) override;
  std::unique_ptr<PinSet> new_set() override;
  void remove(const std::string& path) override;
  void mount(const std::string& directory) override;

 private:
  struct Entry;
  Entry pin_at(const std::string& operation, const std::string& path);
  Descriptor open_directory(const std::string& operation, const std::string& path);
  std::string mount_of(const std::string& path);

  KernelNames& names_;
  PathRoot root_;
  std::vector<Descriptor> found_;  // what find() has told of and nobody here may open by its id
};

}  // namespace bpflens::kernel
