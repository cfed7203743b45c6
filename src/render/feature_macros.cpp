// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The names of the macros are bpftool's. An unknown answer defines neither form, so that a build which tests
// for one of them can't take it for a no.
#include <fmt/core.h>

#include <cctype>

#include "render/feature.hpp"

namespace bpflens::render {
namespace {

using model::Answer;

std::string upper(const std::string& word) {
  std::string text = word;
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string section(const std::string& title) { return "/*** " + title + " ***/\n"; }

std::string have(const std::string& prefix, const std::string& name, const model::Support& support) {
  if (support.answer == Answer::unknown)
    return fmt::format("/* {}HAVE_{} is unknown: {} */\n", prefix, name, reason(support));
  return fmt::format("#define {}{}HAVE_{}\n", prefix, support.answer == Answer::yes ? "" : "NO_", name);
}

std::string have_all(const std::string& prefix, const std::vector<model::Capability>& capabilities,
                     const std::string& suffix) {
  std::string lines;
  for (const auto& capability : capabilities)
    lines += have(prefix, upper(capability.name) + suffix, capability.support);
  return lines + "\n";
}

// bpftool writes only what a program may need at compile time.
std::string system_macros(const model::SystemFacts& system, const std::string& prefix) {
  std::string lines = section("Misc kernel config items");
  if (system.config)
    for (const auto& option : *system.config)
      if (option.name == "CONFIG_HZ" && option.value)
        lines += fmt::format("#define {}CONFIG_HZ {}\n", prefix, *option.value);
  return lines + "\n";
}

std::string helper_macros(const model::FeatureReport& report, const std::string& prefix) {
  std::string lines = section("eBPF helper functions");
  lines += fmt::format(
      "/* {0}HAVE_PROG_TYPE_HELPER(type, helper) is 1 if programs of the type may call the helper:\n"
      " *\t#if {0}HAVE_PROG_TYPE_HELPER(xdp, bpf_redirect)\n"
      " */\n"
      "#define {0}HAVE_PROG_TYPE_HELPER(prog_type, helper)\t\\\n"
      "\t{0}BPF__PROG_TYPE_ ## prog_type ## __HELPER_ ## helper\n",
      prefix);
  for (const auto& type : report.helpers)
    for (const auto& helper : type.helpers) {
      const std::string name = fmt::format("{}BPF__PROG_TYPE_{}__HELPER_{}", prefix, type.type_name, helper.name);
      if (helper.answer.support.answer == Answer::unknown)
        lines += "/* " + name + " is unknown */\n";
      else
        lines += fmt::format("#define {} {}\n", name, helper.answer.offered ? 1 : 0);
    }
  return lines + "\n";
}

}  // namespace

std::string macros(const model::FeatureReport& report, const std::string& prefix) {
  std::string text;
  if (report.system) text += system_macros(*report.system, prefix);
  text += section("System call availability") + have(prefix, "BPF_SYSCALL", report.syscall) + "\n";
  text += section("eBPF program types") + have_all(prefix, report.program_types, "_PROG_TYPE");
  text += section("eBPF map types") + have_all(prefix, report.map_types, "_MAP_TYPE");
  text += helper_macros(report, prefix);
  return text + section("eBPF misc features") + have_all(prefix, report.misc, "");
}

}  // namespace bpflens::render
