// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Files of /proc and other texts of the kernel, in which other users' names and paths stand.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "kernel/libbpf/cpus.hpp"
#include "kernel/libbpf/fdinfo.hpp"
#include "kernel/libbpf/host.hpp"
#include "kernel/libbpf/mountinfo.hpp"
#include "model/holder.hpp"
#include "model/pin.hpp"
#include "render/trace_line.hpp"
#include "render/verifier_report.hpp"

namespace bpflens::test {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void mountinfo(const std::string& text) {
  for (const kernel::Mount& mount : kernel::parse_mountinfo(text)) {
    check(!mount.type.empty() && !mount.options.empty());
    kernel::has_option(mount.options, "ro");
    model::delegation_of(mount.super_options);
  }
}

void fdinfo(const std::string& text) {
  for (const char* key : {"map_id", "prog_id", "link_id", "memlock", "frozen", "flags"}) {
    const std::string_view word = kernel::fdinfo_word(text, key);
    check(word.find('\n') == std::string_view::npos);
    if (kernel::fdinfo_number(text, key)) check(!word.empty());
  }
}

void verifier_log(const std::string& text) {
  const render::VerifierReport report = render::read_verifier_log(text);
  render::text_of(report);
  check(render::to_json(report, text).is_object());
}

}  // namespace

// The first character says what the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'm':
      mountinfo(text);
      break;
    case 'f':
      fdinfo(text);
      break;
    case 'v':
      verifier_log(text);
      break;
    case 't':
      check(!nlohmann::json::parse(render::trace_line_json(text), nullptr, false).is_discarded());
      break;
    case 'c':
      kernel::parse_cpu_list(text);
      break;
    case 'b':
      kernel::parse_build_config(text);
      break;
    default:
      model::container_of(text);  // a control group's path
  }
  return 0;
}

}  // namespace bpflens::test
