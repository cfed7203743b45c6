// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Programs over bpf(2): ids, descriptors, BPF_OBJ_GET_INFO_BY_FD and fdinfo.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/program_sizes.hpp"
#include "kernel/programs.hpp"

namespace bpflens::kernel {

class LibbpfPrograms : public Programs {
 public:
  explicit LibbpfPrograms(KernelNames& names) : names_(names) {}

  std::vector<model::Program> list(Detail detail) override;
  std::optional<model::Program> find(model::ProgramId id) override { return find(id, Detail::all); }
  std::optional<model::ProgramCode> code(model::ProgramId id) override;
  std::vector<std::byte> instructions(model::ProgramId id) override;
  model::TestResult run(const model::Program& program, const model::TestInput& input) override;
  std::unique_ptr<RunStatistics> statistics(std::vector<model::ProgramId> ids) override;
  std::unique_ptr<Profile> profile(const model::Program& program,
                                   std::vector<const model::ProfileMetric*> metrics) override;

  // The program behind a descriptor.
  model::Program describe(int fd, Detail detail = Detail::all);

 private:
  std::optional<model::Program> find(model::ProgramId id, Detail detail);
  model::Program describe_orphan(int fd);
  std::string full_name(const std::string& short_name, std::uint32_t btf_id, std::uint32_t function_type);
  const btf* types(std::uint32_t btf_id);

  struct BtfFree {
    void operator()(btf* loaded) const;
  };
  KernelNames& names_;
  ProgramSizes sizes_;                                            // while listing
  std::map<std::uint32_t, std::unique_ptr<btf, BtfFree>> types_;  // programs of one object share one
};

}  // namespace bpflens::kernel
