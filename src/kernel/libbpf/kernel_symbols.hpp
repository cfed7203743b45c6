// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Addresses of the kernel's own functions, from /proc/kallsyms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bpflens::kernel {

class KernelSymbols {
 public:
  // Those of modules follow those of the kernel proper. Those of programs, which come last, are always left out:
  // the kernel looks each program up from the start of its list, so reading them takes quadratic time.
  enum class Extent { kernel_proper, with_modules };

  // Without CAP_SYSLOG, or with kernel.kptr_restrict=2, every address reads as zero and nothing is found.
  static KernelSymbols read(Extent extent = Extent::kernel_proper);

  KernelSymbols(KernelSymbols&&) = default;

  // The name at an address; empty when there is none.
  std::string_view at(std::uint64_t address) const;

  // The module that the name at an address is of; empty for the kernel proper.
  std::string_view module_at(std::uint64_t address) const;

  // The symbol that begins at an address or last before it, and where it begins; nothing below all of them.
  std::optional<std::pair<std::uint64_t, std::string_view>> last_before(std::uint64_t address);

  // The address that helper calls count from (__bpf_call_base); 0 when it isn't known.
  std::uint64_t call_base() const { return call_base_; }

 private:
  KernelSymbols() = default;

  std::string text_;  // the file's; the names below are views of it
  std::unordered_map<std::uint64_t, std::string_view> names_;
  std::unordered_map<std::uint64_t, std::string_view> modules_;
  std::vector<std::pair<std::uint64_t, std::string_view>> sorted_;  // once last_before() was asked
  std::uint64_t call_base_ = 0;
};

}  // namespace bpflens::kernel
