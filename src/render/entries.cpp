// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The raw bytes come from a table of ready-made elements, the typed values from plans.
#include "render/entries.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace bpflens::render {
namespace {

using Bytes = std::span<const std::byte>;
using btf::Buffer;

constexpr std::size_t kDeepestField = 32;  // columns beyond form.indent that fields are indented by at most

// "0xNN", for every byte, comma included; the eighth character is filler.
struct HexElements {
  std::array<std::array<char, 8>, 256> of_byte{};
  constexpr HexElements() {
    for (std::size_t i = 0; i < 256; ++i)
      of_byte[i] = {'"', '0', 'x', "0123456789abcdef"[i / 16], "0123456789abcdef"[i % 16], '"', ',', ' '};
  }
};
constexpr HexElements kHexElements;

std::string error_text(int error) {
  const char* known = strerrordesc_np(error);
  return known != nullptr ? known : "Unknown error " + std::to_string(error);
}

std::size_t rounded_up(std::size_t size) { return (size + 7) / 8 * 8; }

std::uint32_t map_id(Bytes value) {
  std::uint32_t id = 0;
  std::memcpy(&id, value.data(), std::min(value.size(), sizeof id));
  return id;
}

void append_line_or_block(const char* name, Bytes bytes, bool block, Buffer& out) {
  out.append(name);
  out.append(block ? "\n" : " ");
  append_hex_dump(bytes, out);
}

void append_hex_array(Bytes bytes, bool spaced, Buffer& out) {
  char* to = out.room(bytes.size() * 8 + 8);
  *to++ = '[';
  for (const std::byte byte : bytes) {
    std::memcpy(to, kHexElements.of_byte[std::to_integer<std::uint8_t>(byte)].data(), 8);
    to += spaced ? 8 : 7;
  }
  if (!bytes.empty()) to -= spaced ? 2 : 1;
  *to++ = ']';
  out.took(to);
}

// What bpftool leaves out.
void append_formatted_next_key(Bytes key, Bytes next, const btf::Shape* shape, bool pretty, Buffer& out) {
  if (shape == nullptr || shape->top().size > next.size()) return;
  const auto plan = btf::Plan::compile(*shape, {.bpftool = true, .pretty = pretty, .indent = 8}).plan;
  if (!plan) return;
  out.append(pretty ? ",\n    \"formatted\": {\n        \"key\": " : ",\"formatted\":{\"key\":");
  if (key.empty()) {
    out.append("null");
  } else {
    plan->write(key, out);
  }
  out.append(pretty ? ",\n        \"next_key\": " : ",\"next_key\":");
  plan->write(next, out);
  out.append(pretty ? "\n    }" : "}");
}

}  // namespace

void append_hex_dump(Bytes bytes, Buffer& out) {
  char* to = out.room(bytes.size() * 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0) *to++ = i % 16 == 0 ? '\n' : ' ';
    if (i % 16 == 8) *to++ = ' ';
    const auto& element = kHexElements.of_byte[std::to_integer<std::uint8_t>(bytes[i])];
    *to++ = element[3];
    *to++ = element[4];
  }
  out.took(to);
}

std::string found_text(std::size_t entries) {
  return fmt::format("Found {} element{}\n", entries, entries == 1 ? "" : "s");
}

EntryWriter::EntryWriter(const EntryForm& form) : form_(form), indented_(form.pretty || !form.json) {
  compile_plans();
  margin_ = "\n" + std::string(form.indent + kDeepestField, ' ');
}

btf::Style EntryWriter::style(std::size_t indent) const {
  return {.bpftool = form_.json, .pretty = indented_, .indent = form_.indent + indent};
}

// Values stand at the depth of the field they belong to.
void EntryWriter::compile_plans() {
  const std::size_t depth = form_.json ? 8 : 4;
  if (form_.key != nullptr && form_.key->top().size <= form_.key_size)
    key_plan_ = btf::Plan::compile(*form_.key, style(depth)).plan;
  if (form_.value != nullptr && !form_.keys_only && form_.value->top().size <= form_.value_size)
    value_plan_ = btf::Plan::compile(*form_.value, style(depth + (form_.cpus != 0 ? 8 : 0))).plan;
}

std::size_t EntryWriter::entry_value_size() const {
  return form_.cpus == 0 ? form_.value_size : form_.cpus * rounded_up(form_.value_size);
}

Bytes EntryWriter::of_cpu(Bytes values, std::size_t cpu) const {
  return values.subspan(cpu * rounded_up(form_.value_size), form_.value_size);
}

void EntryWriter::write(Bytes key, Bytes value, int error, Buffer& out) const {
  if (form_.keys_only) error = 0;
  if (writes_json()) {
    json_entry(key, value, error, out);
  } else {
    text_entry(key, value, error, out);
  }
}

void EntryWriter::begin_list(Buffer& out) const {
  if (writes_json()) out.append("[");
}

void EntryWriter::between(Buffer& out) const {
  if (writes_json()) out.append(",");
}

void EntryWriter::end_list(std::size_t entries, std::size_t readable, Buffer& out) const {
  if (!writes_json()) {
    out.append(found_text(readable));
    return;
  }
  if (indented_ && entries != 0) out.append(std::string_view(margin_).substr(0, 1 + form_.indent - 4));
  out.append("]");
}

void EntryWriter::line(std::size_t depth, Buffer& out) const {
  if (indented_) out.append(std::string_view(margin_).substr(0, 1 + form_.indent + depth));
}

void EntryWriter::field(std::string_view name, std::size_t depth, Buffer& out) const {
  line(depth, out);
  out.append("\"");
  out.append(name);
  out.append(indented_ ? "\": " : "\":");
}

void EntryWriter::json_entry(Bytes key, Bytes value, int error, Buffer& out) const {
  if (form_.indent != 0) line(0, out);  // an entry on its own begins on no new line
  out.append("{");
  if (form_.json || error != 0) raw_fields(key, value, error, out);
  if (typed() && error == 0) {
    if (form_.json) {
      out.append(",");
      field("formatted", 4, out);
      out.append("{");
    }
    typed_fields(key, value, form_.json ? 8 : 4, out);
    if (form_.json) {
      line(4, out);
      out.append("}");
    }
  }
  line(0, out);
  out.append("}");
}

void EntryWriter::raw_fields(Bytes key, Bytes value, int error, Buffer& out) const {
  field("key", 4, out);
  hex_array(key, out);
  if (form_.keys_only) return;
  out.append(",");
  if (error != 0) {
    field("value", 4, out);
    out.append(indented_ ? "{\"error\": \"" : "{\"error\":\"");
    out.append(error_text(error));
    out.append("\"}");
    return;
  }
  if (form_.cpus != 0) {
    per_cpu(value, 4, out, [this, &out](Bytes one) { hex_array(one, out); });
    return;
  }
  field("value", 4, out);
  hex_array(value, out);
  if (form_.map_of_maps) {
    out.append(",");
    field("inner_map_id", 4, out);
    out.append(std::to_string(map_id(value)));
  }
}

void EntryWriter::typed_fields(Bytes key, Bytes value, std::size_t depth, Buffer& out) const {
  if (key_plan_) {
    field("key", depth, out);
    key_plan_->write(key, out);
    if (value_plan_) out.append(",");
  }
  if (!value_plan_) return;
  if (form_.cpus != 0) {
    per_cpu(value, depth, out, [this, &out](Bytes one) { value_plan_->write(one, out); });
    return;
  }
  field("value", depth, out);
  value_plan_->write(value, out);
}

template <class One>
void EntryWriter::per_cpu(Bytes values, std::size_t depth, Buffer& out, One one) const {
  field("values", depth, out);
  out.append("[");
  for (std::size_t cpu = 0; cpu < form_.cpus; ++cpu) {
    if (cpu != 0) out.append(",");
    line(depth + 4, out);
    out.append("{");
    field("cpu", depth + 8, out);
    char* const room = out.room(24);
    out.took(std::to_chars(room, room + 24, cpu).ptr);
    out.append(",");
    field("value", depth + 8, out);
    one(of_cpu(values, cpu));
    line(depth + 4, out);
    out.append("}");
  }
  line(depth, out);
  out.append("]");
}

void EntryWriter::hex_array(Bytes bytes, Buffer& out) const { append_hex_array(bytes, indented_, out); }

void append_next_key(Bytes key, Bytes next, const btf::Shape* shape, bool json, bool pretty, Buffer& out) {
  if (!json) {
    out.append(key.empty() ? "key: None" : "key:\n");
    append_hex_dump(key, out);
    out.append("\nnext key:\n");
    append_hex_dump(next, out);
    out.append("\n");
    return;
  }
  out.append(pretty ? "{\n    \"key\": " : "{\"key\":");
  if (key.empty()) {
    out.append("null");
  } else {
    append_hex_array(key, pretty, out);
  }
  out.append(pretty ? ",\n    \"next_key\": " : ",\"next_key\":");
  append_hex_array(next, pretty, out);
  append_formatted_next_key(key, next, shape, pretty, out);
  out.append(pretty ? "\n}\n" : "}\n");
}

// bpftool's: on one line what is short, else blocks.
void EntryWriter::text_entry(Bytes key, Bytes value, int error, Buffer& out) const {
  if (form_.keys_only) {
    append_line_or_block("key:", key, key.size() > 16, out);
    out.append("\n");
    return;
  }
  const std::string message = error == 0 ? "" : error == ENOENT ? "<no entry>" : error_text(error);
  const std::size_t width = error != 0 ? message.size() : form_.value_size;
  const bool blocks = key.size() > 16 || width > 16 || form_.cpus != 0;
  const bool one_line = key.size() + width <= 24 && !blocks;
  if (!key.empty()) {
    append_line_or_block("key:", key, blocks, out);
    out.append(one_line ? "  " : "\n");
  }
  if (error != 0) {
    out.append(blocks ? "value:\n" : "value: ");
    out.append(message);
  } else if (form_.cpus == 0) {
    append_line_or_block("value:", value, blocks, out);
  }
  if (form_.map_of_maps && error == 0) out.append(fmt::format("  inner_map_id: {}", map_id(value)));
  for (std::size_t cpu = 0; error == 0 && cpu < form_.cpus; ++cpu) {
    if (cpu != 0) out.append("\n");
    append_line_or_block(fmt::format("value (CPU {:02}):", cpu).c_str(), of_cpu(value, cpu), form_.value_size > 16,
                         out);
  }
  out.append("\n");
}

}  // namespace bpflens::render
