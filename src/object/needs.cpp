// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs are walked as the verifier does: from the entry, into the functions they call, leaving out what the
// numbers that the loader puts in make unreachable.
#include "object/needs.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "btf/core.hpp"
#include "insn/extension.hpp"
#include "model/helpers.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"
#include "object/loaded_code.hpp"

namespace bpflens::object {
namespace {

using model::Ability;
using model::Answer;
using model::Finding;
using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectFunction;
using model::ObjectMap;
using model::Place;
using model::Requirement;
using model::Subject;
using model::SymbolUse;

constexpr std::size_t kOldLimit = 4096;  // instructions, before Linux 5.2

// Build options that libbpf makes up itself.
constexpr auto kVirtualOptions =
    std::to_array<std::string_view>({"LINUX_KERNEL_VERSION", "LINUX_HAS_SYSCALL_COOKIE", "LINUX_HAS_BPF_COOKIE"});

Requirement ability(Ability ability) {
  switch (ability) {
    case Ability::isa_v2:
      return {.subject = Subject::instructions, .name = "v2"};
    case Ability::isa_v3:
      return {.subject = Subject::instructions, .name = "v3"};
    case Ability::isa_v4:
      return {.subject = Subject::instructions, .name = "v4"};
    default:
      return {.subject = Subject::ability, .name = std::string(model::ability_fact(ability).name)};
  }
}

// The findings so far; the same requirement twice is one with two places.
class Findings {
 public:
  Finding& add(const Requirement& requirement, const Place& place, bool optional = false) {
    const std::string key = text(requirement) + (requirement.gpl ? "" : " ");
    const auto [entry, is_new] = index_.try_emplace(key, all.size());
    if (is_new) {
      all.push_back({.requirement = requirement, .support = model::unknown(0, ""), .optional = optional, .places = {}});
      told_.emplace_back();
    }
    Finding& finding = all[entry->second];
    auto& told = told_[entry->second];
    if (finding.optional && !optional) {  // only what counts is told
      finding.places.clear();
      told.clear();
    }
    if (finding.optional || !optional) {
      finding.optional &= optional;
      if (told.insert({place.program, place.function, place.is_instruction, place.slot}).second)
        finding.places.push_back(place);
    }
    return finding;
  }

  std::vector<Finding> all;

 private:
  // What tells one place from another: program, function, instruction.
  using Spot = std::tuple<std::string, std::string, bool, std::size_t>;

  std::map<std::string, std::size_t> index_;
  std::vector<std::set<Spot>> told_;  // by finding: the places it has
};

class Walk {
 public:
  Walk(const ObjectFile& file, const KernelView& kernel) : file_(file), loaded_(load_for(file, kernel)) {
    if (!file.types.empty()) local_ = btf::Types::parse(file.types);
  }

  std::vector<Finding> run() {
    for (const ObjectMap& map : file_.maps) add_map(map, map.name);
    for (std::size_t i = 0; i < file_.functions.size(); ++i)
      if (file_.functions[i].is_program) add_program(i);
    return std::move(found_.all);
  }

 private:
  void add_map(const ObjectMap& map, const std::string& name) {
    const Place place{.program = name};
    if (map.origin == ObjectMap::Origin::data) {
      found_.add(ability(Ability::global_data), place);
      return;
    }
    found_.add({.subject = Subject::map_type, .name = model::name_or_number(model::map_type_names(), map.type)}, place);
    for (const std::string& flag : model::map_flag_words(map.flags))
      found_.add({.subject = Subject::map_flag, .name = flag}, place);
    if (map.origin == ObjectMap::Origin::struct_ops && local_) add_struct_ops(map, place);
    for (const ObjectMap& inner : map.inner) add_map(inner, name);
  }

  void add_struct_ops(const ObjectMap& map, const Place& place) {
    const btf_type* type = btf__type_by_id(local_->get(), map.value_type);
    const char* name = type != nullptr ? btf__name_by_offset(local_->get(), type->name_off) : nullptr;
    if (name != nullptr && *name != '\0')
      found_.add({.subject = Subject::type, .name = std::string(btf::essential_name(name))}, place);
  }

  void add_program(std::size_t index) {
    const ObjectFunction& program = file_.functions[index];
    const Place whole{.program = program.name};
    program_ = &program;
    type_.clear();
    if (program.kind) {
      type_ = model::name_or_number(model::program_type_names(), program.kind->type);
      add_kind(*program.kind, whole);
    } else {
      Finding& finding = found_.add({.subject = Subject::program_type, .name = "?"}, whole);
      finding.support = model::unknown(0, "the section " + program.section + " stands for no program type");
    }
    std::set<std::size_t> sure;
    std::set<std::size_t> all;
    collect(index, true, sure);
    collect(index, false, all);
    std::size_t size = 0;
    for (const std::size_t function : all) {
      add_function(function, sure.contains(function));
      size += loaded_[function].code.size();
    }
    if (size > kOldLimit) found_.add(ability(Ability::large_programs), whole);
  }

  void add_kind(const model::ProgramKind& kind, const Place& place) {
    found_.add({.subject = Subject::program_type, .name = type_}, place);
    if (kind.attach_type)
      found_.add({.subject = Subject::attach_type,
                  .name = model::name_or_number(model::attach_type_names(), *kind.attach_type)},
                 place);
    if (kind.sleepable && type_ != "syscall") found_.add(ability(Ability::sleepable), place);
    if (!kind.target_type.empty()) found_.add({.subject = Subject::type, .name = kind.target_type}, place);
  }

  // The function and those it calls, at all or for sure.
  void collect(std::size_t index, bool only_sure, std::set<std::size_t>& functions) const {
    if (!functions.insert(index).second) return;
    for (const SymbolUse& use : file_.functions[index].symbols)
      if (use.kind == SymbolUse::Kind::function && (!only_sure || loaded_[index].reaches(use.slot)))
        collect(use.index, only_sure, functions);
  }

  void add_function(std::size_t index, bool reached) {
    const ObjectFunction& function = file_.functions[index];
    const LoadedFunction& loaded = loaded_[index];
    for (std::size_t slot = 0; slot < loaded.code.size(); ++slot) {
      add_instruction(function, slot, loaded.code, !reached || !loaded.reaches(slot));
      if (insn::is_wide(loaded.code[slot])) ++slot;
    }
    for (std::size_t i = 0; i < function.core_relocations.size(); ++i)
      add_core(function, function.core_relocations[i], loaded.core[i],
               !reached || !loaded.reaches(function.core_relocations[i].slot));
    for (const SymbolUse& use : function.symbols)
      if (use.kind == SymbolUse::Kind::external && use.slot < loaded.code.size())
        add_external(function, use, insn::is_call(loaded.code[use.slot]), !reached || !loaded.reaches(use.slot));
  }

  Place place(const ObjectFunction& function, std::size_t slot) const {
    Place place{.program = program_->name,
                .function = &function == program_ ? "" : function.name,
                .is_instruction = true,
                .slot = slot};
    const auto after = std::upper_bound(function.lines.begin(), function.lines.end(), slot,
                                        [](std::size_t wanted, const auto& line) { return wanted < line.slot; });
    if (after == function.lines.begin()) return place;
    const model::SourceLine& line = *(after - 1);
    place.file = line.file;
    place.line = line.line;
    place.source = line.text;
    return place;
  }

  void add_instruction(const ObjectFunction& function, std::size_t slot, const std::vector<insn::Instruction>& code,
                       bool optional) {
    const insn::Instruction& i = code[slot];
    if (const auto extension = insn::extension_of(i)) found_.add(ability(*extension), place(function, slot), optional);
    if (insn::is_call(i)) return add_call(function, slot, i, optional);
    const bool jump = insn::class_of(i) == insn::kJmp || insn::class_of(i) == insn::kJmp32;
    if (!jump || insn::is_exit(i) || insn::operation_of(i) == insn::kJcond) return;
    const bool far = insn::class_of(i) == insn::kJmp32 && insn::operation_of(i) == insn::kJa;
    if ((far ? i.imm : std::int32_t{i.off}) < 0)
      found_.add(ability(Ability::bounded_loops), place(function, slot), optional);
  }

  void add_call(const ObjectFunction& function, std::size_t slot, const insn::Instruction& i, bool optional) {
    if (i.src == insn::kSubprogram && !calls_external(function, slot)) {
      found_.add(ability(Ability::bpf_to_bpf_calls), place(function, slot), optional);
    } else if (i.src == insn::kHelper) {
      const auto id = static_cast<std::uint32_t>(i.imm);
      const model::HelperFact* fact = model::helper_fact(id);
      found_.add({.subject = Subject::helper,
                  .name = fact != nullptr ? std::string(fact->name) : std::to_string(id),
                  .program_type = type_,
                  .gpl = model::is_gpl_compatible(file_.license)},
                 place(function, slot), optional);
    }
  }

  bool calls_external(const ObjectFunction& function, std::size_t slot) const {
    auto use = std::lower_bound(function.symbols.begin(), function.symbols.end(), slot,
                                [](const SymbolUse& one, std::size_t wanted) { return one.slot < wanted; });
    for (; use != function.symbols.end() && use->slot == slot; ++use)
      if (use->kind == SymbolUse::Kind::external) return true;
    return false;
  }

  void add_core(const ObjectFunction& function, const model::CoreRelocation& relocation, const btf::CoreAnswer& answer,
                bool optional) {
    if (btf::asks_for_existence(relocation.kind) || relocation.kind == model::CoreKind::local_type_id) return;
    Finding& finding =
        found_.add({.subject = Subject::type, .name = answer.name}, place(function, relocation.slot), optional);
    using Outcome = btf::CoreAnswer::Outcome;
    if (finding.support.answer == Answer::no) return;  // another relocation of that name has failed already
    finding.support = answer.outcome == Outcome::found     ? model::yes()
                      : answer.outcome == Outcome::missing ? model::no()
                                                           : model::unknown(0, answer.problem);
    finding.note = answer.outcome == Outcome::missing ? answer.problem : "";
  }

  void add_external(const ObjectFunction& function, const SymbolUse& use, bool call, bool optional) {
    const ObjectExtern* one = external_named(file_, use.name);
    if (one == nullptr) return;
    const Place here = place(function, use.slot);
    if (one->kind == ObjectExtern::Kind::kernel_function) {
      if (call || !one->weak)  // asking for the address of a weak one is how to find out
        found_.add({.subject = Subject::kfunc, .name = use.name, .program_type = type_}, here, optional);
    } else if (one->weak) {
      return;
    } else if (one->kind == ObjectExtern::Kind::kernel_symbol) {
      found_.add({.subject = one->is_typed ? Subject::type : Subject::kernel_symbol, .name = use.name}, here, optional);
    } else if (std::find(kVirtualOptions.begin(), kVirtualOptions.end(), use.name) == kVirtualOptions.end()) {
      found_.add({.subject = Subject::build_option, .name = use.name}, here, optional);
    }
  }

  const ObjectFile& file_;
  std::vector<LoadedFunction> loaded_;
  std::optional<btf::Types> local_;
  Findings found_;
  const ObjectFunction* program_ = nullptr;  // being walked
  std::string type_;                         // its type's word; empty: not known
};

}  // namespace

std::vector<Finding> needs_of(const ObjectFile& file, const KernelView& kernel) { return Walk(file, kernel).run(); }

}  // namespace bpflens::object
