// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Questions to the running kernel about what it can do, answered by trying.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/ability.hpp"
#include "model/support.hpp"

namespace bpflens::kernel {

// An enum of the running kernel: what it calls each value, whether or not this build knows it.
struct NamedValue {
  std::uint32_t value = 0;
  std::string name;  // bpftool's word: "xdp", "ringbuf", "bpf_map_lookup_elem"
};

// map_flags are bits (BPF_F_* of maps); btf_kinds are BTF_KIND_*.
enum class Vocabulary { program_types, map_types, helpers, attach_types, link_types, map_flags, btf_kinds };

struct HelperQuestion {
  std::uint32_t program_type = 0;
  std::uint32_t helper = 0;
  bool gpl = true;  // asked for a program under a GPL-compatible license
};

using model::Ability;

class Prober {
 public:
  virtual ~Prober() = default;

  // Every value that this build or the running kernel's BTF knows, by rising value; 0 (unspec) is left out
  // except for attach types, where it is a type like the others.
  virtual std::vector<NamedValue> values(Vocabulary of) = 0;

  // Does the kernel have that program type, map type, attach type, link type, map flag or BTF kind? Not for
  // helpers, which it has for a program type or not at all: see below.
  virtual model::Support has(Vocabulary of, std::uint32_t value) = 0;

  // May a program of this type call this helper? One answer a question, in the same order. Costs one load or
  // more a question (20 to 40 us each), spread over two threads.
  virtual std::vector<model::HelperSupport> helpers(std::span<const HelperQuestion> questions) = 0;

  virtual model::Support ability(Ability ability) = 0;

  // The same questions about programs and maps that a network device is to run; nothing when there is no
  // device of that name.
  virtual std::unique_ptr<Prober> on_device(const std::string& device) = 0;
};

}  // namespace bpflens::kernel
