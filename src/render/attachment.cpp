// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/attachment.hpp"

#include <fmt/core.h>

#include "render/link.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

using model::PerfAttachment;

bool is_tracepoint(PerfAttachment::Kind kind) {
  return kind == PerfAttachment::Kind::raw_tracepoint || kind == PerfAttachment::Kind::tracepoint;
}
bool is_uprobe(PerfAttachment::Kind kind) {
  return kind == PerfAttachment::Kind::uprobe || kind == PerfAttachment::Kind::uretprobe;
}

}  // namespace

std::string_view kind_word(PerfAttachment::Kind kind) {
  switch (kind) {
    case PerfAttachment::Kind::raw_tracepoint:
      return "raw_tracepoint";
    case PerfAttachment::Kind::tracepoint:
      return "tracepoint";
    case PerfAttachment::Kind::kprobe:
      return "kprobe";
    case PerfAttachment::Kind::kretprobe:
      return "kretprobe";
    case PerfAttachment::Kind::uprobe:
      return "uprobe";
    case PerfAttachment::Kind::uretprobe:
      return "uretprobe";
  }
  return "";
}

std::string target_words(const PerfAttachment& attachment) {
  if (is_tracepoint(attachment.kind)) return attachment.target;
  if (attachment.target.empty()) return fmt::format("0x{:x}", attachment.address);
  return fmt::format("{}+0x{:x}", attachment.target, attachment.offset);
}

Json to_json(const PerfAttachment& attachment) {
  Json json;
  json["pid"] = attachment.process.pid;
  json["fd"] = attachment.fd;
  json["prog_id"] = attachment.program.value;
  json["fd_type"] = kind_word(attachment.kind);
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
  // A raw tracepoint's descriptor is one of a link (Linux 5.7).
  json["source"] = attachment.kind == PerfAttachment::Kind::raw_tracepoint ? "link" : "perf_event";
  return json;
}

Json attachment_json(const model::Link& link) {
  Json json{{"source", "link"}, {"link_id", link.id.value}, {"link_type", link.type_name}};
  const Json all = to_json(link);
  for (const auto& [key, value] : all.items())
    if (key != "id" && key != "type") json[key] = value;
  return json;
}

Table table(std::span<const PerfAttachment> attachments, std::span<const model::Link> links) {
  Table table({{"PID", Align::right}, {"COMM"}, {"FD", Align::right}, {"PROG", Align::right}, {"TYPE"}, {"TARGET"}});
  for (const PerfAttachment& attachment : attachments)
    table.add({std::to_string(attachment.process.pid), attachment.process.comm, std::to_string(attachment.fd),
               std::to_string(attachment.program.value), std::string(kind_word(attachment.kind)),
               target_words(attachment)});
  for (const model::Link& link : links) {
    const bool held = !link.holders.empty();
    table.add({held ? std::to_string(link.holders[0].process.pid) : "-", held ? link.holders[0].process.comm : "-",
               "link " + std::to_string(link.id.value), std::to_string(link.program.value), link.type_name,
               target_words(link)});
  }
  return table;
}

}  // namespace bpflens::render
