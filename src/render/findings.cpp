// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/findings.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "render/escape.hpp"
#include "render/feature.hpp"
#include "render/scan.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

using model::Answer;
using model::Finding;
using model::Place;

constexpr std::size_t kPlacesShown = 4;

// "pass: instruction 4, filter.bpf.c:12: return bpf_redirect(1, 0);"
std::string place_text(const Place& place) {
  std::string text = place.object.empty() ? "" : place.object + ": ";
  text += place.program;
  if (!place.is_instruction) return text;
  if (!place.function.empty()) text += ", in " + place.function;
  text += ": instruction " + std::to_string(place.slot);
  if (place.file.empty()) return text;
  text += fmt::format(", {}:{}", place.file.substr(place.file.rfind('/') + 1), place.line);
  const std::string source(trimmed(place.source));
  return source.empty() ? text : text + ": " + source;
}

std::string remark(const Finding& finding) {
  std::string text = finding.support.answer == Answer::unknown ? reason(finding.support) : finding.note;
  if (finding.optional) text += (text.empty() ? "" : "; ") + std::string("not needed: the program asks before");
  return text;
}

std::string places_text(const Finding& finding) {
  if (finding.support.answer == Answer::yes || finding.optional) return "";
  std::string lines;
  for (std::size_t i = 0; i < std::min(finding.places.size(), kPlacesShown); ++i)
    lines += "           " + printable(place_text(finding.places[i])) + "\n";
  if (finding.places.size() > kPlacesShown)
    lines += fmt::format("           and {} more\n", finding.places.size() - kPlacesShown);
  return lines;
}

Json place_json(const Place& place) {
  Json json;
  if (!place.object.empty()) json["object"] = place.object;
  json["program"] = place.program;
  if (!place.function.empty()) json["function"] = place.function;
  if (place.is_instruction) json["instruction"] = place.slot;
  if (!place.file.empty()) {
    json["file"] = place.file;
    json["line"] = place.line;
    json["source"] = trimmed(place.source);
  }
  return json;
}

Json finding_json(const Finding& finding) {
  Json json;
  json["requirement"] = model::text(finding.requirement);
  json["answer"] = word(finding.support.answer);
  if (finding.optional) json["optional"] = true;
  if (!finding.note.empty()) json["note"] = finding.note;
  if (finding.support.error != 0) json["errno"] = errno_word(finding.support.error);
  if (!finding.support.reason.empty()) json["reason"] = finding.support.reason;
  for (const Place& place : finding.places) json["needed_by"].push_back(place_json(place));
  return json;
}

Answer worst(const std::vector<model::KernelFindings>& kernels) {
  Answer answer = Answer::yes;
  for (const auto& kernel : kernels) {
    const Answer one = verdict(kernel.findings);
    if (one == Answer::no) return one;
    if (one == Answer::unknown) answer = one;
  }
  return answer;
}

}  // namespace

std::string text(const model::KernelFindings& kernel, bool colour) {
  std::size_t width = 0;
  for (const Finding& finding : kernel.findings)
    width = std::max(width, printable(model::text(finding.requirement)).size());
  std::string lines;
  for (const Finding& finding : kernel.findings) {
    const std::string answer = finding.optional ? "skipped" : word(finding.support.answer);
    std::string line =
        fmt::format("{}{:<{}}  {:<{}}  {}", colour ? coloured_verdict(answer) : answer, "", 7 - answer.size(),
                    printable(model::text(finding.requirement)), width, printable(remark(finding)));
    line.resize(line.find_last_not_of(' ') + 1);
    lines += (kernel.file.empty() ? "" : printable(kernel.file) + ": ") + line + "\n" + places_text(finding);
  }
  return lines;
}

Json to_json(const std::vector<model::KernelFindings>& kernels) {
  Json json;
  json["answer"] = word(worst(kernels));
  Json& all = json["kernels"] = Json::array();
  for (const auto& kernel : kernels) {
    Json one;
    one["kernel"] = kernel.release.empty() ? Json(nullptr) : Json(kernel.release);
    if (!kernel.file.empty()) one["file"] = kernel.file;
    one["answer"] = word(verdict(kernel.findings));
    Json& findings = one["requirements"] = Json::array();
    for (const Finding& finding : kernel.findings) findings.push_back(finding_json(finding));
    all.push_back(std::move(one));
  }
  return json;
}

}  // namespace bpflens::render
