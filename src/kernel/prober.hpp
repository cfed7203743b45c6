// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Questions to the running kernel about what it can do, answered by trying.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/support.hpp"

namespace bpflens::kernel {

// An enum of the running kernel: what it calls each value, whether or not this build knows it.
struct NamedValue {
  std::uint32_t value = 0;
  std::string name;  // bpftool's word: "xdp", "ringbuf", "bpf_map_lookup_elem"
};

enum class Vocabulary { program_types, map_types, helpers, attach_types, link_types };

struct HelperQuestion {
  std::uint32_t program_type = 0;
  std::uint32_t helper = 0;
  bool gpl = true;  // asked for a program under a GPL-compatible license
};

// What else a kernel may have; each is asked by loading one program.
enum class Ability { bpf_syscall, large_programs, bounded_loops, isa_v2, isa_v3, isa_v4 };

class Prober {
 public:
  virtual ~Prober() = default;

  // Every value that this build or the running kernel's BTF knows, by rising value; 0 (unspec) is left out
  // except for attach types, where it is a type like the others.
  virtual std::vector<NamedValue> values(Vocabulary of) = 0;

  virtual model::Support program_type(std::uint32_t type) = 0;
  virtual model::Support map_type(std::uint32_t type) = 0;

  // May a program of this type call this helper? One answer a question, in the same order. Costs one load or
  // more a question (20 to 40 us each), spread over two threads.
  virtual std::vector<model::HelperSupport> helpers(std::span<const HelperQuestion> questions) = 0;

  virtual model::Support ability(Ability ability) = 0;
};

}  // namespace bpflens::kernel
