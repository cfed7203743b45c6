// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BTF that anybody may have made: every type that has values is printed in every form and read back. The text must
// be JSON, and reading it may fail but not go astray.
#include <bpf/libbpf.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "btf/encode.hpp"
#include "btf/lookup.hpp"
#include "btf/lossless.hpp"
#include "btf/plan.hpp"
#include "btf/reduction.hpp"
#include "btf/types.hpp"

namespace bpflens::test {
namespace {

constexpr std::uint32_t kTypes = 64;
constexpr std::size_t kLargestValue = 1024;

// Bytes that differ, with text and zeroes among them.
std::vector<std::byte> value_of(std::size_t size, std::uint32_t seed) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    seed = seed * 1664525 + 1013904223;
    bytes[i] = static_cast<std::byte>(seed % 5 == 0 ? 0 : seed >> 24);
  }
  return bytes;
}

void check(bool holds) {
  if (!holds) std::abort();
}

void print_and_read(const btf::Shape& shape, const btf::Style& style, std::span<const std::byte> value) {
  const auto compiled = btf::Plan::compile(shape, style);
  if (!compiled.plan) return;
  btf::Buffer out;
  compiled.plan->write(value, out);
  const auto json = nlohmann::ordered_json::parse(out.text(), nullptr, false);
  check(!json.is_discarded());
  std::vector<std::byte> again(value.size());
  btf::encode(shape, json, again, "value");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  libbpf_set_print(nullptr);  // it has much to say about malformed BTF
  const auto types = btf::Types::parse(std::as_bytes(std::span(data, size)));
  if (!types) return 0;
  btf::record_types(*types);
  for (std::uint32_t id = 0; id < kTypes; ++id) {
    const auto resolved = btf::resolve(*types, id);
    check(resolved.shape.has_value() != !resolved.problem.empty());
    if (!resolved.shape || resolved.shape->top().size > kLargestValue) continue;
    const btf::Shape& shape = *resolved.shape;
    const auto value = value_of(shape.top().size + 8, id);  // a flexible array at its end takes the rest
    for (const btf::Style& style :
         {btf::Style{}, btf::Style{.bpftool = true}, btf::Style{.pretty = true}, btf::Style{.exact = true}})
      print_and_read(shape, style, value);
    btf::Lossless(shape, shape.top().size).holds_for(value);
    const btf::Reduction sum(&shape, shape.top().size, btf::Reduce::sum);
    std::vector<std::byte> result(shape.top().size);
    sum.apply(std::span(value).first(result.size()), std::max<std::size_t>(result.size(), 1), result);
  }
  return 0;
}

}  // namespace bpflens::test
