// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Tables before BTF, one load before many: a script that asks for one fact shouldn't wait for all.
#include "commands/feature/answers.hpp"

#include <algorithm>
#include <charconv>

#include "btf/presence.hpp"
#include "commands/feature/feature.hpp"
#include "model/ability.hpp"
#include "model/helpers.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

using kernel::Vocabulary;
using model::Answer;
using model::Finding;
using model::Requirement;
using model::Subject;

constexpr std::string_view kNotForType = "programs of this type may not call it";
constexpr std::string_view kNoTypes = "this kernel has no BTF (CONFIG_DEBUG_INFO_BTF)";

std::optional<Vocabulary> vocabulary_of(Subject subject) {
  switch (subject) {
    case Subject::program_type:
      return Vocabulary::program_types;
    case Subject::map_type:
      return Vocabulary::map_types;
    case Subject::map_flag:
      return Vocabulary::map_flags;
    case Subject::attach_type:
      return Vocabulary::attach_types;
    case Subject::link_type:
      return Vocabulary::link_types;
    case Subject::btf_kind:
      return Vocabulary::btf_kinds;
    case Subject::helper:
      return Vocabulary::helpers;
    default:
      return std::nullopt;
  }
}

// What this build knows by itself.
std::optional<std::uint32_t> built_in(Subject subject, const std::string& name) {
  switch (subject) {
    case Subject::program_type:
      return model::value_of(model::program_type_names(), name);
    case Subject::map_type:
      return model::value_of(model::map_type_names(), name);
    case Subject::map_flag:
      return model::map_flag(name);
    case Subject::attach_type:
      return model::value_of(model::attach_type_names(), name);
    case Subject::link_type:
      return model::value_of(model::link_type_names(), name);
    case Subject::btf_kind:
      return model::value_of(model::btf_kind_names(), name);
    case Subject::helper:
      return model::helper_id(name);
    default:
      return std::nullopt;
  }
}

std::optional<std::uint32_t> number(const std::string& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// The release that brought it.
std::string_view since(Subject subject, std::uint32_t value) {
  switch (subject) {
    case Subject::program_type:
      return model::program_type_since(value);
    case Subject::map_type:
      return model::map_type_since(value);
    case Subject::helper:
      return model::helper_fact(value) != nullptr ? model::helper_fact(value)->since : "";
    default:
      return "";
  }
}

bool is_open(const Finding& finding) {
  return finding.support.answer == Answer::unknown && finding.support.error == 0 && finding.support.reason.empty();
}

bool holds(const std::string& condition, int difference) {
  if (condition == ">=") return difference >= 0;
  if (condition == "<=") return difference <= 0;
  if (condition == ">") return difference > 0;
  if (condition == "<") return difference < 0;
  return condition == "!=" ? difference != 0 : difference == 0;
}

// Types that attach to something in the kernel's BTF come last: they cost reading it.
bool wants_types(const kernel::NamedValue& type) {
  return type.name == "tracing" || type.name == "struct_ops" || type.name == "ext" || type.name == "lsm";
}

}  // namespace

const btf::Types* Answers::vmlinux() {
  if (!vmlinux_) {
    const auto blob = kernel_.types.vmlinux();
    vmlinux_.emplace(blob ? btf::Types::parse(*blob) : std::nullopt);
  }
  return *vmlinux_ ? &**vmlinux_ : nullptr;
}

bool Answers::has_module_types() {
  const auto config = kernel_.host.build_config();
  return config && config->contains("CONFIG_DEBUG_INFO_BTF_MODULES");
}

const model::KfuncCatalogue& Answers::kfuncs() {
  if (!catalogue_) catalogue_ = kernel_.kfuncs.list();
  return *catalogue_;
}

const std::string& Answers::release() {
  if (!release_) release_ = kernel_.host.surroundings().release.value.value_or("");
  return *release_;
}

// Of something that is missing: the release that brought it, or why a release that should have it doesn't.
std::string Answers::why_not(std::string_view brought, std::string_view otherwise) {
  if (brought.empty()) return "";
  const std::string by = "Linux " + std::string(brought) + " brought it";
  const std::string& running = release();
  if (running.empty() || model::compare_releases(running, brought) < 0) return by;
  return otherwise.empty() ? by + ", this kernel is without it" : std::string(otherwise);
}

std::optional<std::uint32_t> Answers::value(Subject subject, const std::string& name) {
  if (auto known = built_in(subject, name)) return known;
  const auto of = vocabulary_of(subject);
  if (!of || name.empty()) return std::nullopt;
  if (auto plain = number(name)) return plain;
  for (const kernel::NamedValue& known : kernel_.prober.values(*of))
    if (known.name == name || (subject == Subject::helper && known.name == "bpf_" + name)) return known.value;
  return std::nullopt;
}

std::string Answers::near_names(const Requirement& requirement) {
  if (const auto of = vocabulary_of(requirement.subject))
    return near_words(requirement.name, kernel_.prober.values(*of));
  std::vector<kernel::NamedValue> known;
  for (const model::AbilityFact& fact : model::abilities()) known.push_back({0, std::string(fact.name)});
  return near_words(requirement.name, known);
}

object::KernelView Answers::view() {
  return {.types = vmlinux(),
          .no_types = std::string(kNoTypes),
          .has_module_types = has_module_types(),
          .has_kfunc =
              [this](const std::string& name) {
                const auto& all = kfuncs();
                const bool there = std::any_of(all.kfuncs.begin(), all.kfuncs.end(),
                                               [&](const model::Kfunc& kfunc) { return kfunc.name == name; });
                return there ? Answer::yes : all.tagged.answer == Answer::yes ? Answer::no : Answer::unknown;
              },
          .has_symbol =
              [this](const std::string& name) {
                const bool there = vmlinux() != nullptr && btf::absence(*vmlinux(), name).empty();
                return there ? Answer::yes : Answer::unknown;
              }};
}

void Answers::fill(std::vector<Finding>& findings) {
  fill_helpers(findings);
  for (Finding& finding : findings)
    if (is_open(finding)) answer(finding);
}

// Pairs of program type and helper, all in one go.
void Answers::fill_helpers(std::vector<Finding>& findings) {
  std::vector<kernel::HelperQuestion> questions;
  std::vector<Finding*> asking;
  for (Finding& finding : findings) {
    const Requirement& requirement = finding.requirement;
    if (requirement.subject != Subject::helper || requirement.program_type.empty() || !is_open(finding)) continue;
    const auto type = value(Subject::program_type, requirement.program_type);
    const auto helper = value(Subject::helper, requirement.name);
    if (!type || !helper) {
      name_unknown(finding);
      continue;
    }
    questions.push_back({*type, *helper, requirement.gpl});
    asking.push_back(&finding);
  }
  const auto answers = kernel_.prober.helpers(questions);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    asking[i]->support = answers[i].support;
    asking[i]->note = answers[i].note;
    if (answers[i].support.answer == Answer::no && answers[i].note.empty())
      asking[i]->note = why_not(since(Subject::helper, questions[i].helper), kNotForType);
  }
}

void Answers::answer(Finding& finding) {
  const Requirement& requirement = finding.requirement;
  switch (requirement.subject) {
    case Subject::helper:
      if (const auto helper = value(Subject::helper, requirement.name)) return answer_helper_anywhere(finding, *helper);
      return name_unknown(finding);
    case Subject::kfunc:
      return answer_kfunc(finding);
    case Subject::type:
      return answer_type(finding);
    case Subject::build_option:
      return answer_build_option(finding);
    case Subject::instructions:
      return answer_instructions(finding);
    case Subject::ability: {
      const auto ability = model::ability_named(requirement.name);
      if (!ability) return name_unknown(finding);
      finding.support = kernel_.prober.ability(*ability);
      if (finding.support.answer == Answer::no) finding.note = why_not(model::ability_fact(*ability).since);
      return;
    }
    case Subject::release:
      return answer_release(finding);
    case Subject::kernel_symbol:
      finding.support = model::unknown(0, "kernel symbols are not looked up");
      return;
    default:
      return answer_value(finding, *vocabulary_of(requirement.subject));
  }
}

// Neither this build nor the kernel has such a name.
void Answers::name_unknown(Finding& finding) {
  const bool listed = vmlinux() != nullptr && finding.requirement.subject != Subject::ability;
  finding.support = listed ? model::no() : model::unknown(0, "neither this build nor the kernel has a name like that");
  if (listed) finding.note = "the kernel has no name like that";
}

void Answers::answer_value(Finding& finding, Vocabulary of) {
  const auto known = value(finding.requirement.subject, finding.requirement.name);
  if (!known) return name_unknown(finding);
  finding.support = kernel_.prober.has(of, *known);
  if (finding.support.answer == Answer::no) finding.note = why_not(since(finding.requirement.subject, *known));
}

// One type that may call it is enough.
void Answers::answer_helper_anywhere(Finding& finding, std::uint32_t helper) {
  auto types = kernel_.prober.values(Vocabulary::program_types);
  std::stable_partition(types.begin(), types.end(), [](const auto& type) { return !wants_types(type); });
  finding.support = model::no();
  finding.note = why_not(since(Subject::helper, helper));
  for (const kernel::NamedValue& type : types) {
    const kernel::HelperQuestion question{type.value, helper, finding.requirement.gpl};
    const model::HelperSupport answer = kernel_.prober.helpers({&question, 1}).front();
    if (answer.support.answer == Answer::no) continue;
    finding.support = answer.support;
    finding.note.clear();
    if (answer.support.answer == Answer::yes) return;
  }
}

void Answers::answer_kfunc(Finding& finding) {
  const Requirement& requirement = finding.requirement;
  const model::KfuncCatalogue& all = kfuncs();
  const auto found = std::find_if(all.kfuncs.begin(), all.kfuncs.end(),
                                  [&](const model::Kfunc& kfunc) { return kfunc.name == requirement.name; });
  if (found == all.kfuncs.end()) {
    finding.support = all.tagged.answer == Answer::yes ? model::no() : all.tagged;
    return;
  }
  finding.support = model::yes();
  if (requirement.program_type.empty()) return;
  const auto type = value(Subject::program_type, requirement.program_type);
  if (!type) return name_unknown(finding);
  const kernel::KfuncQuestion question{*type, &*found};
  const model::KfuncSupport answer = kernel_.kfuncs.callable({&question, 1}).front();
  finding.support = answer.support;
  if (answer.support.answer == Answer::no) finding.note = kNotForType;
  if (answer.support.answer == Answer::yes && answer.sleepable) finding.note = "sleepable programs";
}

void Answers::answer_type(Finding& finding) {
  const std::string& path = finding.requirement.name;
  finding.note = vmlinux() == nullptr ? std::string(kNoTypes) : btf::absence(*vmlinux(), path);
  finding.support = finding.note.empty() ? model::yes() : model::no();
  const bool unheard_of = vmlinux() != nullptr && finding.note == "there is no " + path.substr(0, path.find('.'));
  if (!unheard_of || !has_module_types()) return;
  finding.note.clear();
  finding.support = model::unknown(0, "vmlinux's BTF does not have it, and that of modules is not searched");
}

void Answers::answer_build_option(Finding& finding) {
  const Requirement& requirement = finding.requirement;
  const auto config = kernel_.host.build_config();
  if (!config) {
    finding.support = model::unknown(0, "no build configuration in /proc/config.gz, /boot or /lib/modules");
    return;
  }
  const auto option = config->find(requirement.name);
  const std::string is = option == config->end() ? "n" : option->second;
  const bool good = requirement.condition.empty() ? is != "n" : is == requirement.condition;
  finding.support = good ? model::yes() : model::no();
  if (!good) finding.note = is == "n" ? "it is not set" : "it is " + is;
  if (good && is == "m") finding.note = "as a module";
}

void Answers::answer_instructions(Finding& finding) {
  finding.support = model::yes();
  for (const auto& [version, ability] :
       {std::pair("v2", model::Ability::isa_v2), std::pair("v3", model::Ability::isa_v3),
        std::pair("v4", model::Ability::isa_v4)})
    if (finding.requirement.name == version) {
      finding.support = kernel_.prober.ability(ability);
      if (finding.support.answer == Answer::no) finding.note = why_not(model::ability_fact(ability).since);
    }
}

void Answers::answer_release(Finding& finding) {
  const std::string& running = release();
  if (running.empty()) {
    finding.support = model::unknown(0, "the kernel's release is not known");
    return;
  }
  const bool good = holds(finding.requirement.condition, model::compare_releases(running, finding.requirement.name));
  finding.support = good ? model::yes() : model::no();
  finding.note = "it is " + running;
}

}  // namespace bpflens::commands
