// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The text form; words that all forms share.
#include "render/feature.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "model/ability.hpp"
#include "model/helpers.hpp"
#include "model/releases.hpp"
#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

constexpr std::size_t kLineWidth = 100;

using model::Answer;

std::string since_text(std::string_view release) {
  return release.empty() ? "" : "since Linux " + std::string(release);
}

using Since = std::string_view (*)(std::uint32_t value);

std::string_view ability_since(std::uint32_t value) {
  return model::ability_fact(static_cast<model::Ability>(value)).since;
}

// A title and rows: "xdp  yes  since Linux 4.8". Nothing where nothing was asked.
std::string section(const std::string& title, const std::vector<model::Capability>& capabilities, Since since) {
  if (capabilities.empty()) return "";
  std::size_t width = 0;
  for (const auto& capability : capabilities) width = std::max(width, capability.name.size());
  std::string lines = "\n" + title + "\n";
  for (const auto& capability : capabilities) {
    const bool known = capability.support.answer != Answer::unknown;
    const std::string remark = known ? since_text(since(capability.value)) : reason(capability.support);
    std::string line =
        fmt::format("  {:<{}}  {:<7}  {}", capability.name, width, word(capability.support.answer), remark);
    line.resize(line.find_last_not_of(' ') + 1);
    lines += line + "\n";
  }
  return lines;
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

std::string line(const std::string& name, const model::Told& told) {
  return fmt::format("  {}: {}\n", name, told.value ? printable(*told.value) : "unknown: " + told.reason);
}

std::string text(const model::Surroundings& around) {
  std::string lines = line("kernel", around.release) + line("lockdown", around.lockdown) + line("lsm", around.lsms);
  std::string capabilities;
  for (const std::string& name : around.capabilities) capabilities += (capabilities.empty() ? "" : " ") + name;
  lines += "  capabilities of the caller: " + (capabilities.empty() ? "none that BPF asks for" : capabilities) +
           (around.in_user_namespace ? " (in a user namespace, where they don't count)" : "") + "\n";
  for (const char* type : {"bpf", "tracefs", "cgroup2"}) {
    std::string paths;
    for (const model::MountPoint& mount : around.mounts)
      if (mount.type == type) paths += (paths.empty() ? "" : " ") + printable(mount.path);
    lines += fmt::format("  {} mounted on: {}\n", type, paths.empty() ? "nothing" : paths);
  }
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
  if (!report.device.empty()) all += "Network device " + printable(report.device) + "\n\n";
  if (report.system) all += text(*report.system);
  if (report.surroundings) all += text(*report.surroundings);
  if (report.system) all += "\n";
  all += "bpf() system call: " + word(report.syscall.answer) + "\n";
  all += section("Program types", report.program_types, model::program_type_since);
  all += section("Map types", report.map_types, model::map_type_since);
  all += "\nHelpers by program type\n";
  for (const model::TypeHelpers& type : report.helpers) all += text(type);
  all += section("Miscellaneous", report.misc, ability_since);
  all += section("Instructions", report.instructions, ability_since);
  all += section("Programs", report.programs, ability_since);
  all += section("Maps", report.maps, ability_since);
  all += section("Map flags", report.map_flags, model::map_flag_since);
  all += section("Attach types", report.attach_types, model::attach_type_since);
  all += section("Link types", report.link_types, model::link_type_since);
  all += section("BTF kinds", report.btf_kinds, model::btf_kind_since);
  all += section("XDP modes", report.xdp_modes, ability_since);
  return all;
}

}  // namespace bpflens::render
