// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Lines of the kernel's trace pipe.
#pragma once

#include <string>
#include <string_view>

namespace bpflens::render {

// A line "  bash-1234    [001] d..21  1234.567890: bpf_trace_printk: hello" as {"line", "comm", "pid", "cpu",
// "time", "event", "message"} on one line; a line of another form has only "line".
std::string trace_line_json(std::string_view line);

}  // namespace bpflens::render
