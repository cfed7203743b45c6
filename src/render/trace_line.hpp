// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Lines of the kernel's trace pipe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bpflens::render {

// Views of the line.
struct TraceLine {
  std::string_view comm;
  std::int32_t pid = 0;
  std::uint32_t cpu = 0;
  double time = 0;         // seconds of the trace clock
  std::string_view event;  // "bpf_trace_printk"; may be empty
  std::string_view message;
};

// "  bash-1234    [001] d..21  1234.567890: bpf_trace_printk: hello"; nothing for a line of another form.
std::optional<TraceLine> parse_trace_line(std::string_view line);

// {"line", "comm", "pid", "cpu", "time", "event", "message"} on one line; a line of another form has only "line".
std::string trace_line_json(std::string_view line);

}  // namespace bpflens::render
