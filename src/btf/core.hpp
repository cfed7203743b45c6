// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// CO-RE: what a program was compiled against, found again in the BTF of the kernel that it is to run on. The
// rules are libbpf's (its relo_core.c): names without what follows "___", kinds that fit, members by name.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "btf/types.hpp"
#include "model/object_file.hpp"

namespace bpflens::btf {

struct CoreAnswer {
  enum class Outcome { found, missing, unknown };
  std::string name;  // what is asked for: "task_struct.nsproxy", "bpf_func_id.BPF_FUNC_loop"
  Outcome outcome = Outcome::unknown;
  std::string problem;         // why it is missing or unknown
  bool is_unheard_of = false;  // missing, since nothing at all has the name
};

// Asks one kernel's BTF many things.
class CoreTarget {
 public:
  // Both must outlive this.
  CoreTarget(const Types& local, const Types& kernel);

  CoreAnswer ask(const model::CoreRelocation& relocation) const;

 private:
  const Types& local_;
  const Types& kernel_;
  std::multimap<std::string_view, std::uint32_t> by_name_;  // of the kernel's types
};

// What a relocation asks for, where no kernel's BTF can be asked.
std::string core_name(const Types& local, const model::CoreRelocation& relocation);

// "task_struct" for "task_struct___old".
std::string_view essential_name(std::string_view name);

// Whether the program only asks if something is there: no reason to fail when it isn't.
bool asks_for_existence(model::CoreKind kind);

}  // namespace bpflens::btf
