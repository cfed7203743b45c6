// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What users type for keys, values, conditions and names of parts, against a type that has something of every kind.
// What is taken must come out again as JSON that is taken again and means the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "btf/blob.hpp"
#include "btf/declaration.hpp"
#include "btf/encode.hpp"
#include "btf/filter.hpp"
#include "btf/lossless.hpp"
#include "btf/path.hpp"
#include "btf/plan.hpp"
#include "btf/quick_read.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::test {
namespace {

btf::Shape everything() {
  BtfBlob blob;
  const int u8 = blob.integer("u8", 1);
  const int s32 = blob.integer("int", 4, BTF_INT_SIGNED);
  const int u64 = blob.integer("u64", 8);
  const int s128 = blob.integer("__int128", 16, BTF_INT_SIGNED);
  const int flag = blob.integer("bool", 1, BTF_INT_BOOL);
  const int text = blob.array(blob.integer("char", 1, BTF_INT_CHAR | BTF_INT_SIGNED), 8);
  const int color = blob.enumeration("color", 4, {{"RED", 0}, {"GREEN", 7}, {"BLUE", -2}});
  const int big = blob.enumeration64("big", true, {{"HUGE_ONE", 1}, {"MINUS", -5}});
  const int either = blob.choice("either", 4, {{"whole", s32, 0}, {"bytes", blob.array(u8, 4), 0}});
  const int anonymous = blob.structure("", 4, {{"low", s32, 0, 3}, {"high", s32, 3, 29}});
  const int all = blob.structure("everything", 104,
                                 {{"a", u8, 0},
                                  {"flag", flag, 8},
                                  {"", anonymous, 32},
                                  {"b", s32, 64},
                                  {"color", color, 96},
                                  {"c", u64, 128},
                                  {"d", s128, 192},
                                  {"name", text, 320},
                                  {"big", big, 384},
                                  {"pointer", blob.pointer(0), 448},
                                  {"f", blob.floating("float", 4), 512},
                                  {"either", either, 544},
                                  {"g", blob.floating("double", 8), 576},
                                  {"table", blob.array(blob.array(s32, 2), 3), 640}});
  const auto types = btf::Types::parse(blob.bytes());
  return *btf::resolve(*types, static_cast<std::uint32_t>(all)).shape;
}

constexpr std::size_t kLargestValue = 4096;

void check(bool holds) {
  if (!holds) std::abort();
}

void read(const btf::Shape& shape, const std::string& word) {
  std::vector<std::byte> bytes(shape.top().size);
  if (!btf::encode_word(shape, word, bytes, "value").empty()) return;
  const auto compiled = btf::Plan::compile(shape, {.exact = true});
  check(compiled.plan.has_value());
  btf::Buffer out;
  compiled.plan->write(bytes, out);
  const auto json = nlohmann::ordered_json::parse(out.text(), nullptr, false);
  check(!json.is_discarded());
  std::vector<std::byte> again(bytes.size());
  check(btf::encode(shape, json, again, "value").empty());
  if (btf::Lossless(shape, bytes.size()).holds_for(bytes)) check(again == bytes);
  std::vector<std::byte> quick(bytes.size());
  std::string_view rest = out.text();
  if (btf::QuickReader(shape).read(rest, quick)) check(quick == again);
}

// A declared type's values can be written, and its BTF says the same of them.
void describe(const btf::Shape& shape) {
  const std::vector<std::byte> bytes(shape.top().size + 8);
  const auto written = [&bytes](const btf::Shape& of) {
    const auto compiled = btf::Plan::compile(of, {});
    btf::Buffer out;
    if (compiled.plan) compiled.plan->write(bytes, out);
    return std::string(out.text());
  };
  const std::string text = written(shape);
  check(text.empty() || !nlohmann::ordered_json::parse(text, nullptr, false).is_discarded());
  const auto blob = btf::blob_of(nullptr, &shape);
  if (!blob) return;
  const auto types = btf::Types::parse(blob->bytes);
  check(types.has_value());
  const auto again = btf::resolve(*types, blob->value);
  if (again.shape) check(written(*again.shape) == text);
}

}  // namespace

// The first character says what the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const btf::Shape whole = everything();
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'w') {
    const auto compiled = btf::Filter::compile(text, &whole, &whole);
    const std::vector<std::byte> entry(whole.top().size);
    if (compiled.filter) compiled.filter->matches(entry, entry);
  } else if (data[0] == 'p') {
    btf::part_of(whole, text);
  } else if (data[0] == 't') {
    const auto type = btf::declared(text, nullptr);
    if (type.shape && type.shape->top().size <= kLargestValue) describe(*type.shape);
  } else {
    btf::Shape shape = whole;  // or one of its parts
    if (data[0] % 16 != 0) shape.root = data[0] % shape.nodes.size();
    read(shape, text);
  }
  return 0;
}

}  // namespace bpflens::test
