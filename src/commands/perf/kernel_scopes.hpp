// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The scope maps of programs that look for themselves whose events are wanted.
#pragma once

#include <memory>
#include <vector>

#include "commands/context.hpp"
#include "model/kernel_scope.hpp"

namespace bpflens::commands {

// While it lives, the programs that use a map let through only what is in the scope; then what they did before.
class KernelScopes {
 public:
  explicit KernelScopes(kernel::Kernel& kernel) : kernel_(kernel) {}
  KernelScopes(const KernelScopes&) = delete;
  KernelScopes& operator=(const KernelScopes&) = delete;
  ~KernelScopes();

  // Whether these programs have a scope map.
  bool has_map(const std::vector<model::Program>& programs);

  // Sets the scope in the maps that the programs have.
  void set(const std::vector<model::Program>& programs, const model::KernelScope& scope);

 private:
  struct Changed {
    std::unique_ptr<kernel::OpenMap> map;
    std::vector<std::byte> before;
  };
  std::vector<model::Map> maps_of(const std::vector<model::Program>& programs);

  kernel::Kernel& kernel_;
  std::vector<std::uint32_t> set_;  // ids of maps
  std::vector<Changed> changed_;
};

}  // namespace bpflens::commands
