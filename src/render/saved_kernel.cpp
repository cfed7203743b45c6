// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Most answers are a plain "yes" or "no": only those with more to say are objects.
#include "render/saved_kernel.hpp"

#include "btf/packed.hpp"
#include "render/feature.hpp"

namespace bpflens::render {
namespace {

using model::Answer;
using model::Capability;
using model::Support;

Json answer(const Support& support) {
  Json json;
  json["answer"] = render::word(support.answer);
  if (support.error != 0) json["errno"] = support.error;
  if (!support.reason.empty()) json["reason"] = support.reason;
  return json;
}

Json short_answer(Json json) { return json.size() == 1 ? json["answer"] : json; }

Json answer(const model::HelperSupport& helper) {
  Json json = answer(helper.support);
  if (helper.offered != (helper.support.answer == Answer::yes)) json["offered"] = helper.offered;
  if (!helper.note.empty()) json["note"] = helper.note;
  return short_answer(std::move(json));
}

Json answer(const model::KfuncSupport& kfunc) {
  Json json = answer(kfunc.support);
  if (kfunc.sleepable) json["sleepable"] = true;
  return short_answer(std::move(json));
}

Json capabilities(const std::vector<Capability>& all, bool numbered) {
  Json json = Json::object();
  for (const Capability& one : all) {
    Json entry;
    if (numbered) entry["value"] = one.value;
    entry.update(answer(one.support));
    json[one.name] = std::move(entry);
  }
  return json;
}

// By the types' names, which the file itself gives a number.
template <class Answers>
Json by_type(const Answers& answers, const std::vector<Capability>& types) {
  Json json = Json::object();
  for (const Capability& type : types)
    if (const auto found = answers.find(type.value); found != answers.end()) json[type.name] = answer(found->second);
  return json;
}

Json helpers(const model::SavedKernel& saved) {
  Json json = Json::object();
  for (const model::SavedHelper& helper : saved.helpers) {
    Json& one = json[helper.name];
    one["value"] = helper.helper;
    one["types"] = by_type(helper.gpl, saved.program_types);
    if (!helper.proprietary.empty()) one["proprietary"] = by_type(helper.proprietary, saved.program_types);
  }
  return json;
}

Json kfuncs(const model::SavedKernel& saved) {
  Json json = answer(saved.kfuncs_tagged);
  Json& functions = json["functions"] = Json::array();
  for (const model::SavedKfunc& one : saved.kfuncs) {
    Json function;
    function["name"] = one.kfunc.name;
    function["module"] = one.kfunc.module;
    function["flags"] = one.kfunc.flags;
    function["types"] = by_type(one.types, saved.program_types);
    functions.push_back(std::move(function));
  }
  return json;
}

Json packed(const std::vector<std::byte>& types) {
  Json json;
  json["encoding"] = "zlib+base64";
  json["size"] = types.size();
  json["data"] = btf::pack(types);
  return json;
}

}  // namespace

Json to_json(const model::SavedKernel& saved) {
  Json json;
  json["format"] = kSavedKernelFormat;
  json["version"] = kSavedKernelVersion;
  json["saved_by"] = saved.saved_by;
  json["kernel"] = saved.release;
  json["program_types"] = capabilities(saved.program_types, true);
  json["map_types"] = capabilities(saved.map_types, true);
  json["map_flags"] = capabilities(saved.map_flags, true);
  json["attach_types"] = capabilities(saved.attach_types, true);
  json["link_types"] = capabilities(saved.link_types, true);
  json["btf_kinds"] = capabilities(saved.btf_kinds, true);
  json["abilities"] = capabilities(saved.abilities, false);
  json["helpers"] = helpers(saved);
  json["kfuncs"] = kfuncs(saved);
  json["settings"] = saved.settings;
  json["config"] = saved.config ? Json(*saved.config) : Json(nullptr);
  json["btf"] = saved.types ? packed(*saved.types) : Json(nullptr);
  return json;
}

}  // namespace bpflens::render
