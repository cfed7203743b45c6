// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/linking.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "insn/loadable.hpp"
#include "model/helper_symbols.hpp"
#include "object/comparison.hpp"
#include "object/contents.hpp"
#include "object/line_diff.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using insn::Instruction;
using model::ObjectFile;
using model::ObjectFunction;
using model::SymbolUse;

// An object from a file, with the bytes that its image is a view of.
struct Read {
  explicit Read(const std::string& fixture)
      : bytes(fixture_bytes(fixture)), image(std::get<object::Image>(object::Image::read(bytes))) {
    file = std::get<ObjectFile>(object::read_contents(image));
  }
  std::vector<std::byte> bytes;
  object::Image image;
  ObjectFile file;
};

ObjectFunction function(const std::string& name, const std::vector<Instruction>& code, std::vector<SymbolUse> symbols) {
  ObjectFunction one;
  one.name = name;
  one.code = insn::encode(code);
  one.symbols = std::move(symbols);
  return one;
}

constexpr Instruction kReturn = {0x95, 0, 0, 0, 0};
constexpr Instruction kWide = {0x18, 1, 0, 0, 0};
constexpr Instruction kSecond = {0, 0, 0, 0, 0};
constexpr Instruction kCall = {0x85, 0, 1, 0, -1};

TEST_CASE("subprograms are put behind the program once, in the order of the first calls") {
  using Kind = SymbolUse::Kind;
  ObjectFile file;
  file.functions = {
      function("unused", {kReturn}, {}), function("deep", {kReturn}, {}),
      function("twice", {kCall, kReturn}, {{.slot = 0, .kind = Kind::function, .name = "deep", .index = 1}}),
      function("main", {kCall, kCall, kReturn},
               {{.slot = 0, .kind = Kind::function, .name = "twice", .index = 2},
                {.slot = 1, .kind = Kind::function, .name = "twice", .index = 2}})};
  const object::Linked linked = object::link(file, 3);
  REQUIRE(linked.parts.size() == 3);
  CHECK(linked.parts[1].slot == 3);
  CHECK(linked.parts[1].function == 2);
  CHECK(linked.parts[2].slot == 5);
  CHECK(
      linked.instructions ==
      std::vector<Instruction>{{0x85, 0, 1, 0, 2}, {0x85, 0, 1, 0, 1}, kReturn, {0x85, 0, 1, 0, 1}, kReturn, kReturn});
}

TEST_CASE("maps are loaded by their index, variables by their section's map and their place") {
  using Kind = SymbolUse::Kind;
  ObjectFile file;
  file.maps = {{.name = "counts"}, {.name = ".bss", .origin = model::ObjectMap::Origin::data}};
  file.functions = {function("main", {kWide, kSecond, kWide, kSecond, kWide, kSecond, kReturn},
                             {{.slot = 0, .kind = Kind::map, .name = "counts", .index = 0},
                              {.slot = 2, .kind = Kind::data, .name = "seen", .section = ".bss", .place = 12},
                              {.slot = 4, .kind = Kind::external, .name = "CONFIG_HZ"}})};
  const object::Linked linked = object::link(file, 0);
  CHECK(linked.instructions == std::vector<Instruction>{{0x18, 1, insn::kPseudoMapIndex, 0, 0},
                                                        kSecond,
                                                        {0x18, 1, insn::kPseudoMapIndexValue, 0, 1},
                                                        {0, 0, 0, 0, 12},
                                                        kWide,
                                                        kSecond,
                                                        kReturn});
  CHECK(linked.left == std::vector<std::string>{"CONFIG_HZ"});
}

TEST_CASE("relocations tell what the compiler wrote and what the loader makes of it") {
  const Read legacy("legacy_maps");
  const auto notes = object::relocation_notes(legacy.image, legacy.file);
  REQUIRE(notes.size() == 1);
  REQUIRE(notes[0].size() >= 3);
  const object::RelocationNote& first = notes[0][0];
  CHECK(first.written == "r1 = 0x0");
  CHECK(first.relocation == "R_BPF_64_64 hash_map");
  CHECK(first.made == "BPF_LD_MAP_FD(R1, fd of hash_map)");
  CHECK(first.map == "hash_map");
  CHECK(notes[0][1].made == "BPF_LD_MAP_FD(R1, fd of counts)");
  CHECK(notes[0].back().made == "BPF_LD_MAP_VALUE(R1, fd of .bss, 0) for runs");

  const Read calls("subprograms");
  std::vector<std::string> made;
  for (const auto& of_function : object::relocation_notes(calls.image, calls.file))
    for (const object::RelocationNote& note : of_function) made.push_back(note.made);
  CHECK(std::find(made.begin(), made.end(), "BPF_CALL_REL(distance to triple)") != made.end());
}

TEST_CASE("externs and CO-RE relocations are told in words") {
  const Read object("requirements");
  std::string all;
  for (const auto& of_function : object::relocation_notes(object.image, object.file))
    for (const object::RelocationNote& note : of_function) all += note.made + "\n";
  for (const char* expected :
       {"BPF_CALL_KFUNC(0, BTF id of the kernel's bpf_task_release)", "fd of .kconfig, place of CONFIG_HZ)",
        "offset of struct task_struct___here.pid on the kernel that loads it",
        "whether there is struct task_struct___here.field_of_the_future on the kernel that loads it",
        "whether there is enum bpf_func_id___here.BPF_FUNC_of_the_future on the kernel that loads it"})
    CHECK_MESSAGE(all.find(expected) != std::string::npos, expected);
}

TEST_CASE("an object differs from itself in nothing, and from another build in what changed") {
  const Read a("subprograms");
  CHECK(object::compare({a.image, a.file}, {a.image, a.file}).empty());
  Read b("subprograms");
  b.file.license = "MIT";
  b.file.maps[0].max_entries = 8;
  b.file.variables.clear();
  auto code = insn::decode(b.file.functions[0].code);
  code.back() = {0xb7, 0, 0, 0, 1};
  b.file.functions[0].code = insn::encode(code);
  const auto changes = object::compare({a.image, a.file}, {b.image, b.file});
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].details == std::vector<std::string>{"license: Dual BSD/GPL -> MIT"});
  CHECK(changes[2].what == "map");
  CHECK(changes[2].details == std::vector<std::string>{"entries: 4 -> 8"});
  CHECK(changes[3].kind == object::Change::Kind::removed);
  CHECK(changes[3].name == "seen");
}

TEST_CASE("a damaged object is refused, or linked, told of and compared without harm") {
  std::mt19937 random(3);
  std::size_t read = 0;
  for (const char* fixture : {"subprograms", "requirements", "legacy_maps"}) {
    const auto whole = fixture_bytes(fixture);
    for (int round = 0; round < 1000; ++round) {
      auto damaged = whole;
      for (int i = 0; i < 4; ++i) damaged[64 + random() % (damaged.size() - 64)] = static_cast<std::byte>(random());
      const auto image = object::Image::read(damaged);
      if (!std::holds_alternative<object::Image>(image)) continue;
      const auto contents = object::read_contents(std::get<object::Image>(image));
      const auto* file = std::get_if<ObjectFile>(&contents);
      if (file == nullptr) continue;
      ++read;
      object::relocation_notes(std::get<object::Image>(image), *file);
      object::compiler(std::get<object::Image>(image));
      for (std::size_t i = 0; i < file->functions.size(); ++i) object::link(*file, i);
      CHECK(object::compare({std::get<object::Image>(image), *file}, {std::get<object::Image>(image), *file}).empty());
    }
  }
  CHECK(read > 100);
}

TEST_CASE("lines are compared the shortest way, with a few that are the same around what differs") {
  using object::line_diff;
  CHECK(line_diff({"a", "b", "c"}, {"a", "x", "c"}) == std::vector<std::string>{" a", "-b", "+x", " c"});
  CHECK(line_diff({"1", "2", "3", "4", "5", "6"}, {"1", "2", "3", "4", "5", "6", "7"}) ==
        std::vector<std::string>{"...", " 4", " 5", " 6", "+7"});
  CHECK(line_diff({}, {"a"}) == std::vector<std::string>{"+a"});
  CHECK(line_diff({"a", "b", "a", "b"}, {"b", "a", "b"}) == std::vector<std::string>{"-a", " b", " a", " b"});
}

TEST_CASE("calls of a loaded program become calls that can be loaded") {
  const std::vector<Instruction> code = {{0x85, 0, 0, 0, 123456},  // a helper's address
                                         {0x85, 0, 1, 2, 7},       // a subprogram, moved
                                         {0x18, 1, insn::kPseudoFunction, 0, 5},
                                         {0, 0, 0, 0, 1},      // its address
                                         {0x85, 0, 0, 0, 99},  // no helper
                                         kReturn};
  const auto loadable =
      insn::loadable(code, [](std::size_t slot) { return slot == 0 ? std::optional<std::uint32_t>(1) : std::nullopt; });
  CHECK(loadable.instructions == std::vector<Instruction>{{0x85, 0, 0, 0, 1},
                                                          {0x85, 0, 1, 0, 2},
                                                          {0x18, 1, insn::kPseudoFunction, 0, 5},
                                                          kSecond,
                                                          {0x85, 0, 0, 0, 99},
                                                          kReturn});
  CHECK(loadable.lost == std::vector<std::size_t>{4});
}

TEST_CASE("functions of the kernel are known for the helpers whose work they do") {
  CHECK(model::helper_of_symbol("bpf_map_lookup_elem") == 1U);
  CHECK(model::helper_of_symbol("bpf_user_rnd_u32") == 7U);
  CHECK(model::helper_of_symbol("bpf_perf_event_output_tp") == 25U);
  CHECK(model::helper_of_symbol("htab_map_update_elem") == 2U);
  CHECK(model::helper_of_symbol("array_map_lookup_elem") == 1U);
  CHECK_FALSE(model::helper_of_symbol("__htab_map_lookup_elem"));  // the element, not the value in it
  CHECK_FALSE(model::helper_of_symbol("bpf_skb_load_helper_16"));
  CHECK_FALSE(model::helper_of_symbol("map_lookup_elem"));
  CHECK_FALSE(model::helper_of_symbol(""));
}

}  // namespace
}  // namespace bpflens::test
