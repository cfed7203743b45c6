// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::LoadedObject: owns a bpf_object of libbpf's and the links made from it.
#pragma once

#include <bpf/libbpf.h>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/maps.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/loader.hpp"

namespace bpflens::kernel {

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using ObjectHandle = std::unique_ptr<bpf_object, CloseObject>;

struct DestroyLink {
  void operator()(bpf_link* link) const { bpf_link__destroy(link); }
};
using LinkHandle = std::unique_ptr<bpf_link, DestroyLink>;

// While it lives, descriptor 0 is in use. libbpf keeps its programs and maps off it, but not the perf
// events and links it makes, and in bpf(2)'s attributes 0 stands for "none".
class ZeroTaken {
 public:
  ZeroTaken();
  ~ZeroTaken();
  ZeroTaken(const ZeroTaken&) = delete;
  ZeroTaken& operator=(const ZeroTaken&) = delete;

 private:
  bool ours_ = false;
};

class LibbpfObject : public LoadedObject {
 public:
  LibbpfObject(std::string path, KernelNames& names, LibbpfPrograms& programs, LibbpfMaps& maps)
      : path_(std::move(path)), names_(names), programs_(programs), maps_(maps) {}

  std::vector<model::Program> programs() const override;
  std::vector<model::Map> maps() const override;
  std::vector<std::string> map_names() const override;
  std::vector<std::string> own_pins() const override { return own_pins_; }
  std::vector<std::string> notices() const override { return notices_; }
  bool says_where(model::ProgramId program) const override;
  void keep_failures(std::vector<Failure> failures) { failures_ = std::move(failures); }
  std::vector<Failure> failures() const override { return failures_; }
  std::string verifier_log() const override { return verifier_log_; }
  model::Link attach(model::ProgramId program) override;
  model::Link attach_to(model::ProgramId program, const std::string& target) override;
  model::Link replace(model::ProgramId program, const std::string& pinned_link) override;

 private:
  friend class Loading;
  bpf_program* find(model::ProgramId id) const;

  std::string path_;
  KernelNames& names_;
  LibbpfPrograms& programs_;
  LibbpfMaps& maps_;
  ZeroTaken zero_;
  ObjectHandle object_;
  bool mount_tracefs_ = false;
  Detail detail_ = Detail::all;
  std::vector<std::string> own_pins_;
  std::vector<std::unique_ptr<PreparedDirectory>> pin_directories_;  // gone with the object, unless pins are in them
  std::vector<std::string> notices_;
  std::vector<Failure> failures_;
  std::string verifier_log_;
  model::Link keep(bpf_program* program, const std::string& target, LinkHandle link, Descriptor descriptor);

  std::vector<LinkHandle> links_;             // after object_: links go first
  std::vector<Descriptor> link_descriptors_;  // of types that libbpf doesn't know
};

}  // namespace bpflens::kernel
