// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Read from the right, since a process may call itself anything: the last "-PID " before "[CPU]".
#include "render/trace_line.hpp"

#include <charconv>

#include "render/json.hpp"
#include "render/scan.hpp"

namespace bpflens::render {
namespace {

// False where the text before "[CPU]" has no process in it.
bool read_process(std::string_view text, TraceLine& line) {
  text = trimmed(text);
  if (text.ends_with(')')) text = trimmed(text.substr(0, text.rfind('(')));  // "(  tgid)", with record-tgid
  const std::size_t dash = text.rfind('-');
  const auto pid = dash == std::string_view::npos ? std::nullopt : number<std::int32_t>(text.substr(dash + 1));
  if (!pid) return false;
  line.comm = text.substr(0, dash);
  line.pid = *pid;
  return true;
}

// "d..21  1234.567890: bpf_trace_printk: hello".
bool read_event(std::string_view text, TraceLine& line) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, colon);
  const auto time = number<double>(before.substr(before.rfind(' ') + 1));
  if (!time) return false;
  line.time = *time;
  const std::string_view rest = text.substr(colon + 2);
  const std::size_t name = rest.find(": ");
  if (name != std::string_view::npos) line.event = rest.substr(0, name);
  line.message = name == std::string_view::npos ? rest : rest.substr(name + 2);
  return true;
}

}  // namespace

std::optional<TraceLine> parse_trace_line(std::string_view text) {
  TraceLine line;
  for (std::size_t open = text.find(" ["); open != std::string_view::npos; open = text.find(" [", open + 1)) {
    const std::size_t close = text.find("] ", open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto cpu = number<std::uint32_t>(text.substr(open + 2, close - open - 2));
    if (!cpu || !read_process(text.substr(0, open), line)) continue;
    line.cpu = *cpu;
    return read_event(trimmed(text.substr(close + 2)), line) ? std::optional(line) : std::nullopt;
  }
  return std::nullopt;
}

std::string trace_line_json(std::string_view line) {
  Json json{{"line", line}};
  if (const auto parsed = parse_trace_line(line)) {
    json["comm"] = parsed->comm;
    json["pid"] = parsed->pid;
    json["cpu"] = parsed->cpu;
    json["time"] = parsed->time;
    if (!parsed->event.empty()) json["event"] = parsed->event;
    json["message"] = parsed->message;
  }
  return text_of(json, false);
}

}  // namespace bpflens::render
