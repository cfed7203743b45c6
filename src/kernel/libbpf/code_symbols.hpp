// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Symbols out of kallsyms, /proc/PID/maps and the files mapped there.
#pragma once

#include <map>
#include <optional>

#include "kernel/libbpf/file_symbols.hpp"
#include "kernel/libbpf/kernel_symbols.hpp"
#include "kernel/symbols.hpp"

namespace bpflens::kernel {

class CodeSymbols : public Symbols {
 public:
  std::string name(int pid, std::uint64_t address) override;

 private:
  std::string kernel_name(std::uint64_t address);
  std::string process_name(int pid, std::uint64_t address);

  std::optional<KernelSymbols> kernel_;
  std::map<std::string, FileSymbols> files_;  // by device, inode and path
};

}  // namespace bpflens::kernel
