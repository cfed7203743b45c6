// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the file doesn't tell is unknown: it may be of a kernel, or saved by a build, that knew less.
#include "kernel/saved/saved_kernel.hpp"

#include <algorithm>

namespace bpflens::kernel {
namespace {

constexpr const char* kNotSaved = "it was not asked when this kernel was saved";

const std::vector<model::Capability>* list_of(const model::SavedKernel& saved, Vocabulary of) {
  switch (of) {
    case Vocabulary::program_types:
      return &saved.program_types;
    case Vocabulary::map_types:
      return &saved.map_types;
    case Vocabulary::map_flags:
      return &saved.map_flags;
    case Vocabulary::attach_types:
      return &saved.attach_types;
    case Vocabulary::link_types:
      return &saved.link_types;
    case Vocabulary::btf_kinds:
      return &saved.btf_kinds;
    case Vocabulary::helpers:
      break;
  }
  return nullptr;
}

template <class Answers>
const typename Answers::mapped_type* find_in(const Answers& answers, std::uint32_t type) {
  const auto found = answers.find(type);
  return found == answers.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<NamedValue> SavedProber::values(Vocabulary of) {
  std::vector<NamedValue> values;
  if (const auto* list = list_of(saved_, of))
    for (const model::Capability& one : *list) values.push_back({one.value, one.name});
  else
    for (const model::SavedHelper& one : saved_.helpers) values.push_back({one.helper, one.name});
  return values;
}

model::Support SavedProber::has(Vocabulary of, std::uint32_t value) {
  if (const auto* list = list_of(saved_, of))
    for (const model::Capability& one : *list)
      if (one.value == value) return one.support;
  return model::unknown(0, kNotSaved);
}

std::vector<model::HelperSupport> SavedProber::helpers(std::span<const HelperQuestion> questions) {
  std::vector<model::HelperSupport> answers;
  for (const HelperQuestion& question : questions) {
    const auto helper = std::find_if(saved_.helpers.begin(), saved_.helpers.end(),
                                     [&](const auto& one) { return one.helper == question.helper; });
    const model::HelperSupport* answer = nullptr;
    if (helper != saved_.helpers.end()) {
      if (!question.gpl) answer = find_in(helper->proprietary, question.program_type);
      if (answer == nullptr) answer = find_in(helper->gpl, question.program_type);
    }
    answers.push_back(answer != nullptr ? *answer : model::HelperSupport{model::unknown(0, kNotSaved), false, ""});
  }
  return answers;
}

model::Support SavedProber::ability(Ability ability) {
  for (const model::Capability& one : saved_.abilities)
    if (one.name == model::ability_fact(ability).name) return one.support;
  return model::unknown(0, kNotSaved);
}

std::unique_ptr<Prober> SavedProber::on_device(const std::string&) { return nullptr; }

model::KfuncCatalogue SavedKfuncs::list() {
  model::KfuncCatalogue catalogue{saved_.kfuncs_tagged, {}};
  for (const model::SavedKfunc& one : saved_.kfuncs) catalogue.kfuncs.push_back(one.kfunc);
  return catalogue;
}

std::vector<model::KfuncSupport> SavedKfuncs::callable(std::span<const KfuncQuestion> questions) {
  std::vector<model::KfuncSupport> answers;
  for (const KfuncQuestion& question : questions) {
    const auto same = [&](const model::SavedKfunc& one) {
      return one.kfunc.name == question.kfunc->name && one.kfunc.module == question.kfunc->module;
    };
    const auto kfunc = std::find_if(saved_.kfuncs.begin(), saved_.kfuncs.end(), same);
    const auto* answer = kfunc == saved_.kfuncs.end() ? nullptr : find_in(kfunc->types, question.program_type);
    answers.push_back(answer != nullptr ? *answer : model::KfuncSupport{model::unknown(0, kNotSaved), false});
  }
  return answers;
}

std::optional<long> SavedHost::sysctl(const std::string& path) {
  const auto found = saved_.settings.find(path);
  return found == saved_.settings.end() ? std::nullopt : std::optional(found->second);
}

model::Surroundings SavedHost::surroundings() {
  model::Surroundings surroundings;
  if (!saved_.release.empty()) surroundings.release.value = saved_.release;
  return surroundings;
}

}  // namespace bpflens::kernel
