// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types out of DWARF, as clang writes it.
#include <doctest/doctest.h>

#include <random>
#include <variant>

#include "btf/lookup.hpp"
#include "btf/plan.hpp"
#include "object/dwarf.hpp"
#include "support/btf_blob.hpp"
#include "support/fixtures.hpp"

namespace bpflens::object {
namespace {

std::optional<btf::Types> types_of(const std::vector<std::byte>& file) {
  const auto image = Image::read(file);
  return std::holds_alternative<Image>(image) ? types_of_dwarf(std::get<Image>(image)) : std::nullopt;
}

std::string written(const btf::Types& types, const std::string& name, const std::vector<std::byte>& value) {
  const auto id = btf::find_type(types, name);
  if (!id) return "no such type";
  const btf::Resolved resolved = btf::resolve(types, *id);
  if (!resolved.shape) return resolved.problem;
  if (resolved.shape->top().size != value.size()) return "size " + std::to_string(resolved.shape->top().size);
  btf::Buffer out;
  btf::Plan::compile(*resolved.shape, {}).plan->write(value, out);
  return std::string(out.text());
}

TEST_CASE("the type of a local variable comes out of DWARF with every kind of member") {
  for (const char* fixture : {"local_record", "local_record_dwarf4"}) {
    const auto types = types_of(test::fixture_bytes(fixture));
    REQUIRE(types);
    const test::Bytes value = test::Bytes()
                                  .put(std::uint64_t{7})
                                  .put(std::uint64_t{0x12345678})
                                  .text("seed", 8)
                                  .put(std::int32_t{-1})
                                  .put(std::int16_t{1})
                                  .put(std::int16_t{-2})
                                  .put(std::int16_t{3})
                                  .put(std::int16_t{4})
                                  .put(std::uint32_t{5 | 1000 << 3})
                                  .put(std::uint32_t{0x40000000})
                                  .zeros(4)
                                  .put(std::uint64_t{16})
                                  .put(std::uint64_t{1});
    CHECK(written(*types, "struct S", value) ==
          R"({"pid":7,"cookie":305419896,"name":"seed","colour":"red","points":[{"x":1,"y":-2},{"x":3,"y":4}],)"
          R"("low":5,"high":1000,"bytes":[[0,0],[0,64]],"number":2,"next":"0x10","flag":true})");
  }
}

TEST_CASE("an object without DWARF has no such types") { CHECK_FALSE(types_of(test::fixture_bytes("perf_output"))); }

TEST_CASE("damaged DWARF is refused or read, but never followed out of its sections") {
  const std::vector<std::byte> sound = test::fixture_bytes("local_record");
  const auto image = Image::read(sound);
  const auto& sections = std::get<Image>(image).sections();
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::byte> damaged = sound;
    for (const Section& section : sections) {
      if (!section.name.starts_with(".debug_") || section.bytes.empty()) continue;
      const auto start = static_cast<std::size_t>(section.bytes.data() - sound.data());
      for (int i = 0; i < 3; ++i) damaged[start + random() % section.bytes.size()] = static_cast<std::byte>(random());
    }
    if (const auto types = types_of(damaged))
      for (const btf::RecordType& type : btf::record_types(*types)) btf::resolve(*types, type.id);
  }
}

}  // namespace
}  // namespace bpflens::object
