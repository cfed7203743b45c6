// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the loader makes of an object's instructions on one kernel, as far as it decides which of them the verifier
// ever looks at. Nothing is loaded.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "btf/core.hpp"
#include "btf/types.hpp"
#include "insn/instruction.hpp"
#include "model/object_file.hpp"
#include "model/support.hpp"

namespace bpflens::object {

// The kernel that an object is held against.
struct KernelView {
  const btf::Types* types = nullptr;  // its BTF; null: it has none
  std::string no_types;               // then said of whatever asks for it
  bool has_module_types = false;      // its modules may have more, which is not at hand
  std::function<model::Answer(const std::string&)> has_kfunc;
  std::function<model::Answer(const std::string&)> has_symbol;
};

struct LoadedFunction {
  std::vector<insn::Instruction> code;
  std::vector<btf::CoreAnswer> core;  // one for each CO-RE relocation
  std::vector<bool> reached;          // by slot: something leads there

  bool reaches(std::size_t slot) const { return slot < reached.size() && reached[slot]; }
};

// One for each function of the object.
std::vector<LoadedFunction> load_for(const model::ObjectFile& file, const KernelView& kernel);

// The extern of that name; null when there is none.
const model::ObjectExtern* external_named(const model::ObjectFile& file, const std::string& name);

}  // namespace bpflens::object
