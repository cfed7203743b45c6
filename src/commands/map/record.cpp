// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/map/record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "btf/encode.hpp"
#include "btf/hex.hpp"

namespace bpflens::commands {
namespace {

using Bytes = std::span<const std::byte>;
using Json = nlohmann::ordered_json;

void append_digits(Bytes bytes, btf::Buffer& out) {
  char* to = out.room(bytes.size() * 2 + 2);
  *to++ = '"';
  to = btf::put_hex_digits(to, bytes);
  *to++ = '"';
  out.took(to);
}

std::string read_digits(const Json& input, std::span<std::byte> bytes, const std::string& path) {
  if (input.is_string() && btf::read_hex_digits(input.get_ref<const std::string&>(), bytes)) return "";
  return path + " must be a string of " + std::to_string(2 * bytes.size()) + " hex digits";
}

std::string read_typed(const btf::Shape* shape, const Json& input, std::span<std::byte> bytes,
                       const std::string& path) {
  if (shape == nullptr) return "no BTF describes the " + path + ": give " + path + "_bytes";
  return btf::encode(*shape, input, bytes, path);
}

// "name": typed, or "name_bytes": hex digits.
std::string read_side(const btf::Shape* shape, const Json& record, const std::string& name,
                      std::span<std::byte> bytes) {
  if (const auto typed = record.find(name); typed != record.end()) return read_typed(shape, *typed, bytes, name);
  if (const auto digits = record.find(name + "_bytes"); digits != record.end())
    return read_digits(*digits, bytes, name + "_bytes");
  return "there is neither " + name + " nor " + name + "_bytes";
}

std::string read_values(const RecordForm& form, const Json& record, std::span<std::byte> values) {
  const bool typed = record.contains("values");
  const std::string name = typed ? "values" : "values_bytes";
  const auto all = record.find(name);
  if (all == record.end()) return "there is neither values nor values_bytes";
  if (!all->is_array() || all->size() != form.cpus)
    return name + " must be an array of " + std::to_string(form.cpus) + ": one for each CPU of this machine";
  for (std::size_t cpu = 0; cpu < form.cpus; ++cpu) {
    const auto one = values.subspan(cpu * form.value_stride(), form.value_size);
    const std::string path = name + "[" + std::to_string(cpu) + "]";
    const std::string problem =
        typed ? read_typed(form.value, (*all)[cpu], one, path) : read_digits((*all)[cpu], one, path);
    if (!problem.empty()) return problem;
  }
  return "";
}

std::string read_record(const RecordForm& form, const std::string& line, std::span<std::byte> key,
                        std::span<std::byte> value) {
  const Json record = Json::parse(line, nullptr, false);
  if (!record.is_object()) return "this is no JSON object";
  for (const auto& [name, of] : record.items())
    if (name != "key" && name != "value" && name != "values" && name != "key_bytes" && name != "value_bytes" &&
        name != "values_bytes")
      return "'" + name + "' is neither a key nor a value";
  const std::string problem = read_side(form.key, record, "key", key);
  if (!problem.empty()) return problem;
  return form.cpus != 0 ? read_values(form, record, value) : read_side(form.value, record, "value", value);
}

}  // namespace

RecordWriter::Side RecordWriter::side(const btf::Shape* shape, std::size_t size) const {
  if (shape == nullptr || shape->top().size > size) return {};
  auto compiled = btf::Plan::compile(*shape, {.exact = true, .string_integers = form_.string_integers});
  if (!compiled.plan) return {};
  return {std::move(compiled.plan), btf::Lossless(*shape, size)};
}

RecordWriter::RecordWriter(const RecordForm& form)
    : form_(form), key_(side(form.key, form.key_size)), value_(side(form.value, form.value_size)) {}

void RecordWriter::append(const Side& side, Bytes bytes, bool typed, btf::Buffer& out) {
  if (typed) {
    side.plan->write(bytes, out);
  } else {
    append_digits(bytes, out);
  }
}

void RecordWriter::field(const Side& side, std::string_view name, Bytes bytes, btf::Buffer& out) {
  const bool typed = side.typed(bytes);
  out.append("\"");
  out.append(name);
  out.append(typed ? "\":" : "_bytes\":");
  append(side, bytes, typed, out);
}

void RecordWriter::write_key(std::string_view name, Bytes key, btf::Buffer& out) const { field(key_, name, key, out); }

void RecordWriter::write_value(std::string_view name, Bytes value, btf::Buffer& out) const {
  field(value_, name, value, out);
}

void RecordWriter::write(Bytes key, Bytes value, btf::Buffer& out) const {
  out.append("{");
  write_key("key", key, out);
  if (form_.cpus == 0) {
    out.append(",");
    write_value("value", value, out);
    out.append("}\n");
    return;
  }
  const auto of_cpu = [&](std::size_t cpu) { return value.subspan(cpu * form_.value_stride(), form_.value_size); };
  bool typed = true;
  for (std::size_t cpu = 0; cpu < form_.cpus; ++cpu) typed = typed && value_.typed(of_cpu(cpu));
  out.append(typed ? ",\"values\":[" : ",\"values_bytes\":[");
  for (std::size_t cpu = 0; cpu < form_.cpus; ++cpu) {
    if (cpu != 0) out.append(",");
    append(value_, of_cpu(cpu), typed, out);
  }
  out.append("]}\n");
}

RecordReader::RecordReader(const RecordForm& form) : form_(form) {
  if (form.key != nullptr) quick_key_.emplace(*form.key);
  if (form.value != nullptr) quick_value_.emplace(*form.value);
}

// A line just as export writes it.
bool RecordReader::read_quickly(std::string_view line, std::span<std::byte> key, std::span<std::byte> value) const {
  const auto skip = [&line](std::string_view text) {
    const bool there = line.starts_with(text);
    if (there) line.remove_prefix(text.size());
    return there;
  };
  if (!quick_key_ || !quick_value_ || !skip("{\"key\":") || !quick_key_->read(line, key)) return false;
  const bool read = form_.cpus == 0 ? skip(",\"value\":") && quick_value_->read(line, value)
                                    : skip(",\"values\":[") && read_values(line, value);
  return read && line == "}";
}

bool RecordReader::read_values(std::string_view& rest, std::span<std::byte> value) const {
  for (std::size_t cpu = 0; cpu < form_.cpus; ++cpu) {
    if (!quick_value_->read(rest, value.subspan(cpu * form_.value_stride(), form_.value_size))) return false;
    if (!rest.starts_with(cpu + 1 < form_.cpus ? ',' : ']')) return false;
    rest.remove_prefix(1);
  }
  return true;
}

std::string RecordReader::read(const std::string& line, std::span<std::byte> key, std::span<std::byte> value) const {
  const auto clear = [&] {
    std::fill(key.begin(), key.end(), std::byte{});
    std::fill(value.begin(), value.end(), std::byte{});
  };
  clear();
  if (read_quickly(line, key, value)) return "";
  clear();
  return read_record(form_, line, key, value);
}

}  // namespace bpflens::commands
