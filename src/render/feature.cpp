// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The text form; words that all forms share.
#include "render/feature.hpp"

#include <fmt/core.h>

#include <cstring>

#include "model/helpers.hpp"
#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

constexpr std::size_t kLineWidth = 100;

using model::Answer;

std::string since_text(std::string_view release) {
  return release.empty() ? "" : "since Linux " + std::string(release);
}

std::string indented(const std::string& block) {
  std::string text;
  for (std::size_t at = 0; at < block.size();) {
    const std::size_t end = block.find('\n', at);
    text += "  " + block.substr(at, end + 1 - at);
    at = end + 1;
  }
  return text;
}

// Rows without a title row: "xdp  yes  since Linux 4.8".
template <class Since>
std::string facts(const std::vector<model::Capability>& capabilities, Since since) {
  std::size_t width = 0;
  for (const auto& capability : capabilities) width = std::max(width, capability.name.size());
  std::string lines;
  for (const auto& capability : capabilities) {
    const bool known = capability.support.answer != Answer::unknown;
    const std::string remark = known ? since(capability) : reason(capability.support);
    std::string line =
        fmt::format("{:<{}}  {:<7}  {}", capability.name, width, word(capability.support.answer), remark);
    line.resize(line.find_last_not_of(' ') + 1);
    lines += line + "\n";
  }
  return indented(lines);
}

std::string wrapped(const std::vector<std::string>& words) {
  std::string text;
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty() && line.size() + 1 + word.size() > kLineWidth - 4) {
      text += "    " + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? text : text + "    " + line + "\n";
}

std::string text(const model::SystemFacts& system) {
  std::string lines = "System\n";
  for (const model::Setting& setting : system.settings)
    lines += fmt::format("  {}: {}\n", setting.name, setting.value ? std::to_string(*setting.value) : "cannot be read");
  if (!system.config)
    return lines + "  CONFIG_*: unknown: no build configuration in /proc/config.gz, /boot or /lib/modules\n";
  for (const model::ConfigOption& option : *system.config)
    lines += fmt::format("  {}: {}\n", option.name, option.value ? printable(*option.value) : "not set");
  return lines;
}

std::string text(const model::TypeHelpers& type) {
  std::vector<std::string> callable;
  std::vector<std::string> unknown;
  std::vector<std::string> refused;
  std::string why;
  for (const model::HelperAnswer& helper : type.helpers) {
    const model::HelperSupport& answer = helper.answer;
    if (answer.support.answer == Answer::yes) {
      callable.push_back(helper.name + (answer.note.empty() ? "" : "(" + answer.note + ")"));
    } else if (answer.support.answer == Answer::unknown) {
      unknown.push_back(helper.name);
      why = reason(answer.support);
    } else if (answer.offered) {
      refused.push_back(helper.name);
    }
  }
  std::string lines = fmt::format("  {}: {} helpers\n", type.type_name, callable.size()) + wrapped(callable);
  if (!unknown.empty()) lines += fmt::format("   {} unknown: {}\n", unknown.size(), why);
  if (!unknown.empty() && !callable.empty()) lines += wrapped(unknown);
  if (!refused.empty()) lines += "   offered, but refused in every program:\n" + wrapped(refused);
  return lines;
}

}  // namespace

std::string errno_word(int error) {
  const char* name = strerrorname_np(error);
  return name != nullptr ? name : "errno " + std::to_string(error);
}

std::string word(Answer answer) { return answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "unknown"; }

std::string reason(const model::Support& support) {
  if (support.answer != Answer::unknown) return "";
  return support.error == 0 ? support.reason : errno_word(support.error) + ": " + support.reason;
}

std::string text(const model::FeatureReport& report) {
  std::string all;
  if (report.system) all += text(*report.system) + "\n";
  all += "bpf() system call: " + word(report.syscall.answer) + "\n\nProgram types\n";
  all +=
      facts(report.program_types, [](const auto& type) { return since_text(model::program_type_since(type.value)); });
  all += "\nMap types\n";
  all += facts(report.map_types, [](const auto& type) { return since_text(model::map_type_since(type.value)); });
  all += "\nHelpers by program type\n";
  for (const model::TypeHelpers& type : report.helpers) all += text(type);
  all += "\nMiscellaneous\n";
  all += facts(report.misc, [](const auto&) { return std::string(); });
  return all;
}

}  // namespace bpflens::render
