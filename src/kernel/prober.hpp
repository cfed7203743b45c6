// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Questions to the running kernel about what it can do, answered by trying.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/support.hpp"

namespace bpflens::kernel {

// An enum of the running kernel: what it calls each value, whether or not this build knows it.
struct NamedValue {
  std::uint32_t value = 0;
  std::string name;  // bpftool's word: "xdp", "ringbuf", "bpf_map_lookup_elem"
};

class Prober {
 public:
  virtual ~Prober() = default;

  // Every value the running kernel's BTF or this build knows, the greater of the two.
  virtual std::vector<NamedValue> program_types() = 0;
  virtual std::vector<NamedValue> map_types() = 0;
  virtual std::vector<NamedValue> helpers() = 0;

  virtual model::Support program_type(std::uint32_t type) = 0;
  virtual model::Support map_type(std::uint32_t type) = 0;

  // May a program of this type call this helper? GPL-only helpers count as callable.
  virtual model::Support helper(std::uint32_t program_type, std::uint32_t helper) = 0;
};

}  // namespace bpflens::kernel
