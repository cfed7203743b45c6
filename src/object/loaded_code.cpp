// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs ask "is there such a field?" and "is there such a kernel function?" by numbers that the loader puts in.
#include "object/loaded_code.hpp"

#include <cstdint>
#include <map>
#include <optional>

#include "insn/reach.hpp"

namespace bpflens::object {
namespace {

using model::Answer;
using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectFunction;
using model::SymbolUse;
using Outcome = btf::CoreAnswer::Outcome;

constexpr std::uint64_t kSomeAddress = 1;

class Loading {
 public:
  Loading(const ObjectFile& file, const KernelView& kernel) : file_(file), kernel_(kernel) {
    if (!file.types.empty()) local_ = btf::Types::parse(file.types);
    if (local_ && kernel.types != nullptr) target_.emplace(*local_, *kernel.types);
  }

  LoadedFunction load(const ObjectFunction& function) const {
    LoadedFunction loaded{.code = insn::decode(function.code), .core = {}, .reached = {}};
    std::map<std::size_t, std::uint64_t> numbers;
    for (const auto& relocation : function.core_relocations) {
      loaded.core.push_back(answer(relocation));
      const Outcome outcome = loaded.core.back().outcome;
      if (btf::asks_for_existence(relocation.kind) && outcome != Outcome::unknown)
        numbers[relocation.slot] = outcome == Outcome::found ? 1 : 0;
    }
    add_addresses(function, numbers);
    std::vector<insn::Instruction> code = loaded.code;
    hide_unknown(function, numbers, code);
    loaded.reached = insn::reachable(code, numbers);
    return loaded;
  }

 private:
  btf::CoreAnswer answer(const model::CoreRelocation& relocation) const {
    if (target_) {
      btf::CoreAnswer told = target_->ask(relocation);
      if (!told.is_unheard_of || !kernel_.has_module_types) return told;
      return {told.name, Outcome::unknown, "vmlinux's BTF does not have it, and that of modules is not searched"};
    }
    const std::string name = local_ ? btf::core_name(*local_, relocation) : "?";
    return {name, Outcome::missing, kernel_.no_types};
  }

  // Weak externs are 0 where the kernel lacks them.
  void add_addresses(const ObjectFunction& function, std::map<std::size_t, std::uint64_t>& numbers) const {
    for (const SymbolUse& use : function.symbols) {
      const ObjectExtern* one = use.kind == SymbolUse::Kind::external ? external_named(file_, use.name) : nullptr;
      if (one == nullptr || !one->weak || one->kind == ObjectExtern::Kind::build_option) continue;
      const bool function_of_kernel = one->kind == ObjectExtern::Kind::kernel_function;
      const Answer there = function_of_kernel ? kernel_.has_kfunc(one->name) : kernel_.has_symbol(one->name);
      if (there != Answer::unknown) numbers[use.slot] = there == Answer::yes ? kSomeAddress : 0;
    }
  }

  // Numbers that aren't known become loads from memory: the compiler's own must not be taken for them.
  static void hide_unknown(const ObjectFunction& function, const std::map<std::size_t, std::uint64_t>& numbers,
                           std::vector<insn::Instruction>& code) {
    const auto hide = [&](std::size_t slot) {
      if (slot >= code.size() || numbers.contains(slot)) return;
      const insn::Class kind = insn::class_of(code[slot]);
      if (insn::is_wide(code[slot]))
        code[slot].src = insn::kPseudoMapValue;
      else if (kind == insn::kAlu || kind == insn::kAlu64)
        code[slot].code = static_cast<std::uint8_t>(static_cast<unsigned>(insn::kLdx) | insn::kMem);
    };
    for (const auto& relocation : function.core_relocations) hide(relocation.slot);
    for (const SymbolUse& use : function.symbols)
      if (use.slot < code.size() && insn::is_wide(code[use.slot])) hide(use.slot);
  }

  const ObjectFile& file_;
  const KernelView& kernel_;
  std::optional<btf::Types> local_;
  std::optional<btf::CoreTarget> target_;
};

}  // namespace

const ObjectExtern* external_named(const ObjectFile& file, const std::string& name) {
  for (const ObjectExtern& one : file.externs)
    if (one.name == name) return &one;
  return nullptr;
}

std::vector<LoadedFunction> load_for(const ObjectFile& file, const KernelView& kernel) {
  const Loading loading(file, kernel);
  std::vector<LoadedFunction> loaded;
  for (const ObjectFunction& function : file.functions) loaded.push_back(loading.load(function));
  return loaded;
}

}  // namespace bpflens::object
