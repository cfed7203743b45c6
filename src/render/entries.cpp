// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What entries have in common is compiled into steps; raw bytes come from a table of ready-made elements, typed
// values from plans. Room is made once an entry.
#include "render/entries.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "btf/digits.hpp"
#include "btf/prefix.hpp"

namespace bpflens::render {
namespace {

using Bytes = std::span<const std::byte>;
using btf::Buffer;

// "0xNN", for every byte, comma included; the eighth character is filler.
struct HexElements {
  std::array<std::array<char, 8>, 256> of_byte{};
  constexpr HexElements() {
    for (std::size_t i = 0; i < 256; ++i)
      of_byte[i] = {'"', '0', 'x', "0123456789abcdef"[i / 16], "0123456789abcdef"[i % 16], '"', ',', ' '};
  }
};
constexpr HexElements kHexElements;

constexpr std::size_t kLongestAddress = 64;  // with its length and quotes, where it isn't hex digits

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

std::size_t longest_hex_array(std::size_t size) { return size * 8 + 8; }

char* put_hex_array(Bytes bytes, bool spaced, char* to) {
  *to++ = '[';
  for (const std::byte byte : bytes) {
    std::memcpy(to, kHexElements.of_byte[std::to_integer<std::uint8_t>(byte)].data(), 8);
    to += spaced ? 8 : 7;
  }
  if (!bytes.empty()) to -= spaced ? 2 : 1;
  *to++ = ']';
  return to;
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

void append_hex_array(Bytes bytes, bool spaced, Buffer& out) {
  out.took(put_hex_array(bytes, spaced, out.room(longest_hex_array(bytes.size()))));
}

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
  if (writes_json()) compile_entry();
}

btf::Style EntryWriter::style(std::size_t indent) const {
  return {.bpftool = form_.json,
          .pretty = indented_,
          .indent = form_.indent + indent,
          .string_integers = form_.string_integers};
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
  if (indented_ && entries != 0) out.append("\n" + std::string(form_.indent - 4, ' '));
  out.append("]");
}

std::string EntryWriter::line(std::size_t depth) const {
  return indented_ ? "\n" + std::string(form_.indent + depth, ' ') : "";
}

std::string EntryWriter::field(std::string_view name, std::size_t depth) const {
  return line(depth) + "\"" + std::string(name) + (indented_ ? "\": " : "\":");
}

void EntryWriter::add_step(Steps& steps, Then then, std::size_t offset) {
  steps.all.push_back({static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(pending_.size()), then,
                       static_cast<std::uint32_t>(offset)});
  texts_ += pending_;
  pending_.clear();
}

void EntryWriter::compile_entry() {
  const std::string begin = (form_.indent != 0 ? line(0) : "") + "{";  // an entry on its own begins on no new line
  pending_ = begin;
  if (form_.json) compile_raw(entry_, false);
  if (form_.json && typed()) pending_ += "," + field("formatted", 4) + "{";
  if (typed()) compile_typed(entry_, form_.json ? 8 : 4);
  if (form_.json && typed()) pending_ += line(4) + "}";
  finish_entry(entry_);
  pending_ = begin;
  compile_raw(failed_, true);
  finish_entry(failed_);
  texts_.append(btf::kBlock, '\0');
}

void EntryWriter::finish_entry(Steps& steps) {
  pending_ += line(0) + "}";
  add_step(steps, Then::nothing);
  steps.longest = btf::kBlock;
  for (const Step& step : steps.all) steps.longest += step.text_size + longest(step);
}

void EntryWriter::compile_raw(Steps& steps, bool failed) {
  pending_ += field("key", 4);
  add_step(steps, Then::raw_key);
  if (form_.prefixes) {
    pending_ += "," + field("prefix", 4);
    add_step(steps, Then::prefix);
  }
  if (form_.keys_only) return;
  pending_ += ",";
  if (failed) {
    pending_ += field("value", 4) + (indented_ ? "{\"error\": \"" : "{\"error\":\"");
    add_step(steps, Then::failure);
    pending_ = "\"}";
  } else if (form_.cpus != 0) {
    compile_per_cpu(steps, 4, Then::raw_value);
  } else {
    pending_ += field("value", 4);
    add_step(steps, Then::raw_value);
    if (!form_.map_of_maps) return;
    pending_ = "," + field("inner_map_id", 4);
    add_step(steps, Then::inner_map);
  }
}

void EntryWriter::compile_typed(Steps& steps, std::size_t depth) {
  if (key_plan_) {
    pending_ += field("key", depth);
    add_step(steps, Then::typed_key);
    if (value_plan_) pending_ += ",";
  }
  if (!value_plan_) return;
  if (form_.cpus != 0) return compile_per_cpu(steps, depth, Then::typed_value);
  pending_ += field("value", depth);
  add_step(steps, Then::typed_value);
}

void EntryWriter::compile_per_cpu(Steps& steps, std::size_t depth, Then then) {
  pending_ += field("values", depth) + "[";
  for (std::size_t cpu = 0; cpu < form_.cpus; ++cpu) {
    if (cpu != 0) pending_ += ",";
    pending_ += line(depth + 4) + "{" + field("cpu", depth + 8) + std::to_string(cpu) + "," + field("value", depth + 8);
    add_step(steps, then, cpu * rounded_up(form_.value_size));
    pending_ = line(depth + 4) + "}";
  }
  pending_ += line(depth) + "]";
}

// What has no bounds makes room for itself.
std::size_t EntryWriter::longest(const Step& step) const {
  switch (step.then) {
    case Then::raw_key:
      return longest_hex_array(form_.key_size);
    case Then::raw_value:
      return longest_hex_array(form_.value_size);
    case Then::typed_key:
      return key_plan_->longest();
    case Then::typed_value:
      return value_plan_->longest();
    case Then::prefix:
      return 2 * form_.key_size + kLongestAddress;
    case Then::nothing:
      return 0;
    default:
      return 128;  // the longest error text or number
  }
}

void EntryWriter::json_entry(Bytes key, Bytes value, int error, Buffer& out) const {
  const Steps& steps = error == 0 ? entry_ : failed_;
  char* to = out.room(steps.longest);
  for (const Step& step : steps.all) {
    to = btf::put_padded(to, texts_.data() + step.text, step.text_size);
    to = put(step, key, value, error, to, out);
  }
  out.took(to);
}

char* EntryWriter::put(const Step& step, Bytes key, Bytes value, int error, char* to, Buffer& out) const {
  const auto typed = [&](const btf::Plan& plan, Bytes bytes) {
    if (plan.longest() != 0) return plan.write(bytes, to);
    out.took(to);
    plan.write(bytes, out);
    return out.room(entry_.longest);
  };
  const auto text = [to](const std::string& it) { return std::copy(it.begin(), it.end(), to); };
  switch (step.then) {
    case Then::raw_key:
      return put_hex_array(key, indented_, to);
    case Then::raw_value:
      return put_hex_array(value.subspan(step.offset, form_.value_size), indented_, to);
    case Then::typed_key:
      return typed(*key_plan_, key);
    case Then::typed_value:
      return typed(*value_plan_, value.subspan(step.offset, form_.value_size));
    case Then::inner_map:
      return btf::put_decimal(to, std::uint64_t{map_id(value)});
    case Then::failure:
      return text(error_text(error).substr(0, 100));
    case Then::prefix:
      return text("\"" + btf::prefix_text(key) + "\"");
    case Then::nothing:
      break;
  }
  return to;
}

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
