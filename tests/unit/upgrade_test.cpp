// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/upgrade.hpp"

#include <doctest/doctest.h>
#include <linux/btf.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>

#include "object/btf_soundness.hpp"
#include "object/legacy_maps.hpp"
#include "object/sha1.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using object::Image;
using object::LegacyMap;
using object::Problem;
using object::Upgrade;

Image image_of(const std::vector<std::byte>& bytes) {
  auto read = Image::read(bytes);
  REQUIRE(std::holds_alternative<Image>(read));
  return std::get<Image>(read);
}

Upgrade upgraded(const std::vector<std::byte>& bytes) {
  auto result = object::upgrade(image_of(bytes));
  REQUIRE(std::holds_alternative<Upgrade>(result));
  return std::get<Upgrade>(std::move(result));
}

std::vector<std::byte> contents(const Image& image, std::string_view section) {
  const object::Section* found = image.section(section);
  REQUIRE_MESSAGE(found != nullptr, section);
  return {found->bytes.begin(), found->bytes.end()};
}

TEST_CASE("legacy maps are read with the fields of their kind") {
  const auto bytes = fixture_bytes("legacy_iproute2");
  const Image image = image_of(bytes);
  const auto found = object::legacy_maps(image);
  REQUIRE(std::holds_alternative<std::vector<LegacyMap>>(found));
  const auto& maps = std::get<std::vector<LegacyMap>>(found);
  REQUIRE(maps.size() == 2);
  CHECK(maps[0].name == "inner_counts");
  CHECK(maps[0].id == 17);
  CHECK(maps[1].inner == 0);
}

TEST_CASE("an upgraded object keeps its code, relocations and line information, and has its maps in .maps") {
  const auto bytes = fixture_bytes("legacy_maps");
  const Upgrade upgrade = upgraded(bytes);
  const Image before = image_of(bytes);
  const Image after = image_of(upgrade.file);
  CHECK(contents(before, "license") == contents(after, "license"));
  CHECK(contents(before, "socket1") == contents(after, "socket"));
  CHECK(contents(before, ".relsocket1") == contents(after, ".relsocket"));
  CHECK(after.section("maps") == nullptr);
  REQUIRE(after.section(".maps") != nullptr);
  CHECK(after.section(".maps")->bytes.size() == 72);  // nine numbers
  CHECK(after.symbols().size() == before.symbols().size());
}

TEST_CASE("upgrading twice is upgrading once, and an object of today is left alone") {
  CHECK(upgraded(upgraded(fixture_bytes("legacy_maps")).file).file.empty());
  CHECK(upgraded(fixture_bytes("two_programs")).file.empty());
}

TEST_CASE("what was upgraded is told by name") {
  CHECK(object::summary(upgraded(fixture_bytes("legacy_maps"))) ==
        "upgraded 2 legacy maps (hash_map, counts); took section socket1 as socket");
  CHECK(object::summary({.file = {std::byte{}}, .maps = {{"one", ""}}}) == "upgraded 1 legacy map (one)");
  Upgrade many{.file = {std::byte{}}};
  for (int i = 0; i < 10; ++i) many.sections.push_back({"xdp_" + std::to_string(i), "xdp"});
  CHECK(
      object::summary(many) ==
      "took sections xdp_0 as xdp, xdp_1 as xdp, xdp_2 as xdp, xdp_3 as xdp, xdp_4 as xdp, xdp_5 as xdp, xdp_6 as xdp, "
      "xdp_7 as xdp and 2 more");
  CHECK(object::summary({}) == "");
}

TEST_CASE("section names of old loaders mean what they meant there") {
  CHECK(object::modern_section("socket1") == "socket");
  CHECK(object::modern_section("classifier/ingress") == "classifier");
  CHECK(object::modern_section("xdp_filter") == "xdp");
  CHECK(object::modern_section("lirc_mode2/rc_mm") == "lirc_mode2");
  CHECK(object::modern_section("cgroup/skb") == "cgroup/skb");
  CHECK(object::modern_section("xdpfilter") == "");
  CHECK(object::modern_section("my_own_name") == "");
}

TEST_CASE("names of today are kept, and names of old become those that libbpf knows") {
  CHECK(object::modern_name("xdp") == "");
  CHECK(object::modern_name("xdp.frags") == "");
  CHECK(object::modern_name("cgroup_skb/ingress") == "");
  CHECK(object::modern_name("kprobe/vfs_read") == "");
  CHECK(object::modern_name("tracepoint/syscalls/sys_enter_write") == "");
  CHECK(object::modern_name("my_own_name") == "");
  CHECK(object::modern_name("cgroup_skb1") == "cgroup/skb");
  CHECK(object::modern_name("?xdp_filter") == "?xdp");
  CHECK(object::modern_name("sched_act/mirror") == "action");
  CHECK(object::modern_name("kprobe/sys_write") == "ksyscall/write");
  CHECK(object::modern_name("kretprobe/SyS_clone") == "kretsyscall/clone");
  CHECK(object::modern_name("kprobe/sys_fillrect") == "");  // no system call
  CHECK(object::modern_name("tracepoint__sched__sched_switch") == "tracepoint/sched/sched_switch");
  CHECK(object::modern_name("tracepoint:sched:sched_switch") == "tracepoint/sched/sched_switch");
  CHECK(object::modern_name("raw_tp__sys_enter") == "raw_tracepoint/sys_enter");
  CHECK(object::is_tail_call("42/0"));
  CHECK_FALSE(object::is_tail_call("42"));
  CHECK_FALSE(object::is_tail_call("4/2/0"));
  CHECK_FALSE(object::is_tail_call("xdp/1"));
}

TEST_CASE("SHA-1 is the one of RFC 3174") {
  const auto of = [](std::string_view text) { return object::sha1(std::as_bytes(std::span(text))); };
  CHECK(of("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(of("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(of(std::string(1000, 'a')) == "291e9a6c66994949b57ba5e650361e98fc36b1ba");
}

std::size_t of_code(const Image& image) {
  return static_cast<std::size_t>(std::count_if(
      image.relocations().begin(), image.relocations().end(),
      [&](const object::Relocation& relocation) { return object::is_code(image.sections()[relocation.of_section]); }));
}

TEST_CASE("sections that get one name become one, with what refers to them") {
  const auto bytes = fixture_bytes("legacy_tc");
  const Upgrade upgrade = upgraded(bytes);
  CHECK(upgrade.sections == std::vector<object::SectionRename>{{"classifier/ingress", "classifier"},
                                                               {"classifier/egress", "classifier"},
                                                               {"42/2", "classifier"}});
  const Image before = image_of(bytes);
  const Image after = image_of(upgrade.file);
  std::vector<std::byte> code;
  for (const char* name : {"classifier/ingress", "classifier/egress", "42/2"}) {
    const auto piece = contents(before, name);
    code.insert(code.end(), piece.begin(), piece.end());
  }
  CHECK(contents(after, "classifier") == code);
  CHECK(of_code(after) == of_code(before));
  for (const auto& symbol : after.symbols())
    if (symbol.name == "called") CHECK(symbol.entry.st_value == code.size() - contents(before, "42/2").size());
  REQUIRE(after.section(".rel.maps") != nullptr);
  CHECK(after.section(".rel.maps")->bytes.size() == 2 * sizeof(Elf64_Rel));  // a map in outer, a program in calls
  CHECK(upgrade.maps[0] == object::UpgradedMap{"shared", "tc/globals/shared"});
  CHECK(upgrade.maps[1].pin == "tc/" + object::sha1(bytes) + "/own");
}

// Types 1 and up, each the words of a struct btf_type and what follows.
std::string unsoundness(const std::vector<std::vector<std::uint32_t>>& types) {
  object::BtfRecords records;
  for (const auto& type : types) records.add(type);
  return object::unsoundness(records, 1);
}

TEST_CASE("types that contain themselves or refer to nothing are no sound types") {
  constexpr std::uint32_t kPointer = 2 << 24;
  constexpr std::uint32_t kStruct = 4 << 24;
  constexpr std::uint32_t kTypedef = 8 << 24;
  CHECK(unsoundness({{0, kStruct | 1, 8, 0, 2, 0}, {0, kPointer, 1}}) == "");  // a list
  CHECK(unsoundness({{0, kTypedef, 2}, {0, kTypedef, 1}}) == "type 1 contains itself");
  CHECK(unsoundness({{0, kStruct | 1, 8, 0, 1, 0}}) == "type 1 contains itself");
  CHECK(unsoundness({{0, kPointer, 2}}) == "type 1 refers to what is not there");
  CHECK(unsoundness({{1, kPointer, 0}}) == "type 1 refers to what is not there");
}

std::string problem_of(const std::vector<std::byte>& bytes) {
  const auto read = Image::read(bytes);
  if (const auto* problem = std::get_if<Problem>(&read)) return problem->cause;
  const auto upgrade = object::upgrade(std::get<Image>(read));
  const auto* problem = std::get_if<Problem>(&upgrade);
  return problem == nullptr ? "" : problem->cause;
}

Elf64_Ehdr header_of(const std::vector<std::byte>& bytes) { return *object::record_at<Elf64_Ehdr>(bytes, 0); }

void set_section(std::vector<std::byte>& bytes, std::size_t index, void (*change)(Elf64_Shdr&)) {
  const std::size_t place = header_of(bytes).e_shoff + index * sizeof(Elf64_Shdr);
  Elf64_Shdr section = *object::record_at<Elf64_Shdr>(bytes, place);
  change(section);
  std::memcpy(bytes.data() + place, &section, sizeof section);
}

// Each was found by the fuzz target object_file.
TEST_CASE("what a string, a section or a type can't be is told") {
  const auto whole = fixture_bytes("two_programs");
  CHECK(problem_of(whole) == "");
  auto endless = whole;
  set_section(endless, header_of(whole).e_shstrndx, [](Elf64_Shdr& section) { --section.sh_size; });
  CHECK(problem_of(endless) == "the ELF file is damaged: its section names have no end");
  auto overlapping = whole;
  set_section(overlapping, 3, [](Elf64_Shdr& section) { section.sh_size += 8; });
  CHECK(problem_of(overlapping) == "the ELF file is damaged: its sections overlap");
  auto nameless = whole;
  set_section(nameless, 3, [](Elf64_Shdr& section) { section.sh_name = 100000; });
  CHECK(problem_of(nameless) == "the ELF file is damaged: a section's name lies outside the names");
  const Image image = image_of(whole);
  auto unnamed = whole;
  const std::uint32_t far = 100000;
  std::memcpy(unnamed.data() + image.symbols().back().place, &far, sizeof far);  // st_name
  CHECK(problem_of(unnamed) == "the ELF file is damaged: a symbol's name lies outside the names");
  auto code_as_names = whole;
  for (std::size_t i = 0; i < image.sections().size(); ++i)
    if (image.sections()[i].header.sh_type == SHT_SYMTAB)
      set_section(code_as_names, i, [](Elf64_Shdr& section) { section.sh_link = 3; });
  CHECK(problem_of(code_as_names) == "the ELF file is damaged: its symbols have no names");
  auto wild = whole;
  const auto types = image.section(".BTF")->header.sh_offset;
  const std::uint32_t nowhere = 0x20000;
  // What type 1 points to, or with newer clangs how large it is.
  std::memcpy(wild.data() + types + sizeof(btf_header) + 8, &nowhere, sizeof nowhere);
  CHECK(problem_of(wild).starts_with("its BTF is damaged: type "));
}

// Found by the fuzz target object_file.
TEST_CASE("a section for maps that is code is damage") {
  auto bytes = fixture_bytes("legacy_static");
  const auto sections = image_of(bytes).sections();
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (sections[i].name == ".maps")
      set_section(bytes, i, [](Elf64_Shdr& section) { section.sh_flags |= SHF_EXECINSTR; });
  CHECK(problem_of(bytes) == "code is in its section .maps");
}

// Found by the fuzz target object_file.
TEST_CASE("a section that is taken out may have had any place") {
  auto bytes = fixture_bytes("legacy_tc");
  const auto sections = image_of(bytes).sections();
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (sections[i].name == ".rel.BTF.ext")
      set_section(bytes, i, [](Elf64_Shdr& section) {
        section.sh_type = SHT_NULL;
        section.sh_offset = 1 << 30;
      });
  const Image image = image_of(bytes);
  const auto result = object::upgrade(image);
  REQUIRE(std::holds_alternative<object::Upgrade>(result));
  const auto& file = std::get<object::Upgrade>(result).file;
  CHECK(std::holds_alternative<Image>(Image::read(file)));
}

// Reads and upgrades whatever these bytes are; the sanitizers see what it touches.
void survive(const std::vector<std::byte>& bytes) {
  const auto read = Image::read(bytes);
  if (const auto* image = std::get_if<Image>(&read)) object::upgrade(*image);
}

TEST_CASE("an object cut off anywhere is an error, not a crash") {
  const auto whole = fixture_bytes("legacy_iproute2");
  for (std::size_t size = 0; size < whole.size(); size += 7)
    survive({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
}

TEST_CASE("an object with wild numbers anywhere is an error, not a crash") {
  std::mt19937 random(1);
  for (const char* name : {"legacy_maps", "legacy_iproute2", "legacy_named_sections"}) {
    const auto whole = fixture_bytes(name);
    for (int round = 0; round < 3000; ++round) {
      auto bytes = whole;
      for (int change = 0; change < 4; ++change)
        bytes[random() % bytes.size()] = static_cast<std::byte>(random() % 3 == 0 ? 0xff : random());
      survive(bytes);
    }
  }
}

}  // namespace
}  // namespace bpflens::test
