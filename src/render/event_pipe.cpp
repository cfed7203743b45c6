// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/event_pipe.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <string>

#include "render/entries.hpp"
#include "render/event.hpp"

namespace bpflens::render {
namespace {

// enum perf_event_type (uapi linux/perf_event.h)
constexpr int kLost = 2;
constexpr int kSample = 9;

}  // namespace

void EventPipe::begin(btf::Buffer& out) const {
  if (json_) out.append("[");
}

void EventPipe::end(btf::Buffer& out) const {
  if (json_) out.append(pretty_ && any_ ? "\n]\n" : "]\n");
}

void EventPipe::append(const model::Event& event, btf::Buffer& out) {
  if (!json_) return text(event, out);
  if (any_) out.append(",");
  any_ = true;
  json(event, out);
}

void EventPipe::json(const model::Event& event, btf::Buffer& out) const {
  const char* const begin = pretty_ ? "\n    {" : "{";
  const char* const line = pretty_ ? "\n        " : "";
  const char* const colon = pretty_ ? ": " : ":";
  const bool lost = event.kind == model::Event::Kind::lost;
  out.append(fmt::format("{0}{1}\"type\"{2}{3},{1}\"cpu\"{2}{4},{1}\"index\"{2}{4},", begin, line, colon,
                         lost ? kLost : kSample, event.cpu));
  if (lost) {
    const char* const deeper = pretty_ ? "\n            " : "";
    out.append(fmt::format("{0}\"lost\"{1}{{{2}\"id\"{1}{3},{2}\"count\"{1}{4}{0}}}", line, colon, deeper, event.source,
                           event.lost));
  } else {
    out.append(fmt::format("{0}\"timestamp\"{1}{2},{0}\"data\"{1}", line, colon, event.time));
    append_hex_array(event.data, pretty_, out);
  }
  out.append(pretty_ ? "\n    }" : "}");
}

void EventPipe::text(const model::Event& event, btf::Buffer& out) const {
  if (event.kind == model::Event::Kind::lost) {
    out.append(fmt::format("lost {} events\n", event.lost));
    return;
  }
  out.append(fmt::format("== @{}.{:09} CPU: {} index: {} =====\n", event.time / kSecond, event.time % kSecond,
                         event.cpu, event.cpu));
  append_hex_dump(event.data, out);
  out.append("\n");
}

}  // namespace bpflens::render
