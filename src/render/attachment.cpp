// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/attachment.hpp"

#include <fmt/core.h>

#include "render/table.hpp"

namespace bpflens::render {
namespace {

using model::PerfAttachment;
using Kind = PerfAttachment::Kind;

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::raw_tracepoint:
      return "raw_tracepoint";
    case Kind::tracepoint:
      return "tracepoint";
    case Kind::kprobe:
      return "kprobe";
    case Kind::kretprobe:
      return "kretprobe";
    case Kind::uprobe:
      return "uprobe";
    case Kind::uretprobe:
      return "uretprobe";
  }
  return "";
}

bool is_tracepoint(Kind kind) { return kind == Kind::raw_tracepoint || kind == Kind::tracepoint; }
bool is_uprobe(Kind kind) { return kind == Kind::uprobe || kind == Kind::uretprobe; }

std::string where(const PerfAttachment& attachment) {
  if (is_tracepoint(attachment.kind)) return attachment.target;
  if (attachment.target.empty()) return fmt::format("0x{:x}", attachment.address);
  return fmt::format("{}+0x{:x}", attachment.target, attachment.offset);
}

}  // namespace

Json to_json(const PerfAttachment& attachment) {
  Json json;
  json["pid"] = attachment.process.pid;
  json["fd"] = attachment.fd;
  json["prog_id"] = attachment.program.value;
  json["fd_type"] = word(attachment.kind);
  if (is_tracepoint(attachment.kind)) {
    json["tracepoint"] = attachment.target;
  } else if (is_uprobe(attachment.kind)) {
    json["filename"] = attachment.target;
    json["offset"] = attachment.offset;
  } else if (!attachment.target.empty()) {
    json["func"] = attachment.target;
    json["offset"] = attachment.offset;
  } else {
    json["addr"] = attachment.address;
  }
  json["comm"] = attachment.process.comm;
  return json;
}

std::string table(std::span<const PerfAttachment> attachments) {
  Table table({{"PID", Align::right}, {"COMM"}, {"FD", Align::right}, {"PROG", Align::right}, {"TYPE"}, {"TARGET"}});
  for (const PerfAttachment& attachment : attachments)
    table.add({std::to_string(attachment.process.pid), attachment.process.comm, std::to_string(attachment.fd),
               std::to_string(attachment.program.value), std::string(word(attachment.kind)), where(attachment)});
  return table.text();
}

}  // namespace bpflens::render
