// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names of code addresses in events, each looked up once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "btf/format.hpp"
#include "kernel/symbols.hpp"

namespace bpflens::commands {

class EventNames : public btf::AddressNames {
 public:
  explicit EventNames(kernel::Symbols& symbols) : symbols_(symbols) {}

  // Whose addresses are asked for from now on.
  void of_process(std::int32_t pid) { pid_ = pid; }

  std::string_view name(std::uint64_t address) override {
    if (known_.size() > kNamesKept) known_.clear();
    const auto [entry, fresh] = known_.try_emplace({pid_, address});
    if (fresh) entry->second = symbols_.name(pid_, address);
    return entry->second;
  }

 private:
  static constexpr std::size_t kNamesKept = 65536;

  kernel::Symbols& symbols_;
  std::int32_t pid_ = 0;
  std::map<std::pair<std::int32_t, std::uint64_t>, std::string> known_;
};

}  // namespace bpflens::commands
