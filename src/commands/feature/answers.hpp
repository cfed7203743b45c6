// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Requirements answered by a kernel, the running one or a saved one: only what is asked for is looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "btf/types.hpp"
#include "kernel/kernel.hpp"
#include "model/requirement.hpp"
#include "object/loaded_code.hpp"

namespace bpflens::commands {

// Whoever answers.
struct AnsweringKernel {
  kernel::Prober& prober;
  kernel::Kfuncs& kfuncs;
  kernel::Types& types;
  kernel::Host& host;
};

class Answers {
 public:
  explicit Answers(AnsweringKernel kernel) : kernel_(kernel) {}

  // Fills in what isn't answered yet. A name that the kernel and this build don't know is a no where the kernel's
  // BTF would have it, and else unknown.
  void fill(std::vector<model::Finding>& findings);

  // The number a name stands for: helpers and types of every kind; nothing for a name nobody knows.
  std::optional<std::uint32_t> value(model::Subject subject, const std::string& name);

  // ": did you mean ...?", for a name nobody knows; may be empty.
  std::string near_names(const model::Requirement& requirement);

  // What decides about the code of objects. Refers to this.
  object::KernelView view();

  const std::string& release();  // empty: not known

 private:
  void fill_helpers(std::vector<model::Finding>& findings);
  void answer(model::Finding& finding);
  void answer_value(model::Finding& finding, kernel::Vocabulary of);
  std::string why_not(std::string_view brought, std::string_view otherwise = "");
  void answer_helper_anywhere(model::Finding& finding, std::uint32_t helper);
  void answer_kfunc(model::Finding& finding);
  void answer_type(model::Finding& finding);
  void answer_build_option(model::Finding& finding);
  void answer_instructions(model::Finding& finding);
  void answer_release(model::Finding& finding);
  void name_unknown(model::Finding& finding);

  const btf::Types* vmlinux();
  bool has_module_types();
  const model::KfuncCatalogue& kfuncs();

  AnsweringKernel kernel_;
  std::optional<std::optional<btf::Types>> vmlinux_;
  std::optional<model::KfuncCatalogue> catalogue_;
  std::optional<std::string> release_;
};

}  // namespace bpflens::commands
