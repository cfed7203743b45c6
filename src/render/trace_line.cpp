// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Read from the right, since a process may call itself anything: the last "-PID " before "[CPU]".
#include "render/trace_line.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include "render/json.hpp"
#include "render/scan.hpp"

namespace bpflens::render {
namespace {

// False where the text before "[CPU]" has no process in it.
bool add_process(std::string_view text, Json& json) {
  text = trimmed(text);
  if (text.ends_with(')')) text = trimmed(text.substr(0, text.rfind('(')));  // "(  tgid)", with record-tgid
  const std::size_t dash = text.rfind('-');
  const auto pid = dash == std::string_view::npos ? std::nullopt : number<std::int32_t>(text.substr(dash + 1));
  if (!pid) return false;
  json["comm"] = text.substr(0, dash);
  json["pid"] = *pid;
  return true;
}

// "d..21  1234.567890: bpf_trace_printk: hello".
bool add_event(std::string_view text, Json& json) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, colon);
  const auto time = number<double>(before.substr(before.rfind(' ') + 1));
  if (!time) return false;
  json["time"] = *time;
  const std::string_view rest = text.substr(colon + 2);
  const std::size_t name = rest.find(": ");
  if (name != std::string_view::npos) json["event"] = rest.substr(0, name);
  json["message"] = name == std::string_view::npos ? rest : rest.substr(name + 2);
  return true;
}

bool add_fields(std::string_view line, Json& json) {
  for (std::size_t open = line.find(" ["); open != std::string_view::npos; open = line.find(" [", open + 1)) {
    const std::size_t close = line.find("] ", open);
    if (close == std::string_view::npos) return false;
    const auto cpu = number<std::uint32_t>(line.substr(open + 2, close - open - 2));
    if (!cpu) continue;
    if (!add_process(line.substr(0, open), json)) continue;
    json["cpu"] = *cpu;
    return add_event(trimmed(line.substr(close + 2)), json);
  }
  return false;
}

}  // namespace

std::string trace_line_json(std::string_view line) {
  Json json{{"line", line}};
  Json all = json;
  return text_of(add_fields(line, all) ? all : json, false);
}

}  // namespace bpflens::render
