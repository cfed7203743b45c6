// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/contents.hpp"

#include <bpf/libbpf.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "model/names.hpp"
#include "object/section_kinds.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using model::CoreKind;
using model::ObjectExtern;
using model::ObjectFile;
using model::ObjectFunction;
using model::ObjectMap;
using model::SymbolUse;

ObjectFile contents(const std::string& fixture) {
  const auto bytes = fixture_bytes(fixture);
  const auto image = object::Image::read(bytes);
  REQUIRE(std::holds_alternative<object::Image>(image));
  auto read = object::read_contents(std::get<object::Image>(image));
  REQUIRE(std::holds_alternative<ObjectFile>(read));
  return std::get<ObjectFile>(std::move(read));
}

const ObjectFunction& function(const ObjectFile& file, std::string_view name) {
  const auto found =
      std::find_if(file.functions.begin(), file.functions.end(), [&](const auto& f) { return f.name == name; });
  REQUIRE(found != file.functions.end());
  return *found;
}

// "sched_cls tcx_ingress sleepable frags vfs_read btf_trace_x", as far as it is so.
std::string kind_text(std::string_view section) {
  const auto kind = object::kind_of_section(section);
  if (!kind) return "";
  std::string text(model::name_of(model::program_type_names(), kind->type));
  if (kind->attach_type) text += " " + std::string(model::name_of(model::attach_type_names(), *kind->attach_type));
  if (kind->sleepable) text += " sleepable";
  if (kind->frags) text += " frags";
  if (!kind->target.empty()) text += " " + kind->target;
  if (!kind->target_type.empty()) text += " (" + kind->target_type + ")";
  return text;
}

TEST_CASE("a section's name tells a program's type, attach type and target") {
  CHECK(kind_text("xdp") == "xdp");
  CHECK(kind_text("xdp.frags/devmap") == "xdp xdp_devmap frags");
  CHECK(kind_text("tcx/ingress") == "sched_cls tcx_ingress");
  CHECK(kind_text("tcx/egress") == "sched_cls tcx_egress");
  CHECK(kind_text("netkit/peer") == "sched_cls netkit_peer");
  CHECK(kind_text("netfilter") == "netfilter netfilter");
  CHECK(kind_text("cgroup/getsockname_unix") == "cgroup_sock_addr cgroup_unix_getsockname");
  CHECK(kind_text("cgroup/recvmsg_unix") == "cgroup_sock_addr cgroup_unix_recvmsg");
  CHECK(kind_text("kprobe.session/vfs_*") == "kprobe trace_kprobe_session vfs_*");
  CHECK(kind_text("uprobe.session.s") == "kprobe trace_uprobe_session sleepable");
  CHECK(kind_text("uretprobe.multi.s/libc:malloc") == "kprobe trace_uprobe_multi sleepable libc:malloc");
  CHECK(kind_text("fentry.s/vfs_read") == "tracing trace_fentry sleepable vfs_read (vfs_read)");
  CHECK(kind_text("tp_btf/sched_switch") == "tracing trace_raw_tp sched_switch (btf_trace_sched_switch)");
  CHECK(kind_text("lsm.s/file_open") == "lsm lsm_mac sleepable file_open (bpf_lsm_file_open)");
  CHECK(kind_text("?kprobe/do_nothing") == "kprobe do_nothing");
  CHECK(kind_text("kprobe") == "kprobe");
  CHECK(kind_text("classifier/ingress") == "sched_cls");  // old loaders' names
  CHECK(kind_text("xdp_filter") == "xdp");
  CHECK(kind_text("kprobes") == "");
  CHECK(kind_text("my_own_name") == "");
  CHECK(kind_text("") == "");
}

TEST_CASE("programs and subprograms are told apart, with what their instructions refer to") {
  const ObjectFile file = contents("requirements");
  CHECK(file.license == "GPL");
  const ObjectFunction& record = function(file, "record");
  CHECK_FALSE(record.is_program);
  CHECK_FALSE(record.kind.has_value());
  REQUIRE(record.symbols.size() == 2);
  CHECK(file.maps[record.symbols[0].index].name == "seen");
  CHECK(file.maps[record.symbols[1].index].name == "events");
  const ObjectFunction& on_switch = function(file, "on_switch");
  CHECK(on_switch.is_program);
  CHECK(on_switch.section == "tp_btf/sched_switch");
  REQUIRE(on_switch.symbols.size() == 2);
  CHECK(on_switch.symbols[0].kind == SymbolUse::Kind::data);
  CHECK(on_switch.symbols[0].name == "total");
  CHECK(on_switch.symbols[0].section == ".bss");
  CHECK(on_switch.symbols[1].kind == SymbolUse::Kind::function);
  CHECK(file.functions[on_switch.symbols[1].index].name == "record");
  const ObjectFunction& look = function(file, "look");
  REQUIRE(look.symbols.size() == 3);
  CHECK(look.symbols[0].kind == SymbolUse::Kind::external);
  CHECK(look.symbols[2].name == "bpf_task_release");
}

TEST_CASE("instructions keep their source lines and CO-RE relocations, counted from the function's start") {
  const ObjectFile file = contents("requirements");
  const ObjectFunction& on_switch = function(file, "on_switch");
  REQUIRE_FALSE(on_switch.lines.empty());
  CHECK(on_switch.lines[0].slot == 0);
  CHECK(on_switch.lines[0].file.ends_with("requirements.bpf.c"));
  CHECK(on_switch.type != 0);
  std::vector<std::pair<CoreKind, std::string>> found;
  for (const auto& relocation : on_switch.core_relocations) found.emplace_back(relocation.kind, relocation.access);
  const std::vector<std::pair<CoreKind, std::string>> expected = {{CoreKind::member_offset, "0:0"},
                                                                  {CoreKind::member_exists, "0:2"},
                                                                  {CoreKind::member_offset, "0:2"},
                                                                  {CoreKind::member_offset, "0:1"}};
  CHECK(found == expected);
  const ObjectFunction& pass = function(file, "pass");
  REQUIRE(pass.core_relocations.size() == 1);
  CHECK(pass.core_relocations[0].kind == CoreKind::enumerator_exists);
}

TEST_CASE("maps are read with types, sizes and flags, sections of variables among them") {
  const ObjectFile file = contents("requirements");
  std::string text;
  for (const ObjectMap& map : file.maps)
    text += map.name + " " + std::string(model::name_of(model::map_type_names(), map.type)) + " " +
            std::to_string(map.key_size) + "/" + std::to_string(map.value_size) + " x" +
            std::to_string(map.max_entries) + " flags " + std::to_string(map.flags) + "\n";
  CHECK(text ==
        "events ringbuf 0/0 x4096 flags 0\n"
        "seen hash 4/8 x64 flags 1\n"
        ".rodata array 4/4 x1 flags 128\n"
        ".bss array 4/8 x1 flags 0\n"
        ".kconfig array 4/0 x1 flags 128\n");
  const ObjectFile legacy = contents("legacy_iproute2");
  REQUIRE(legacy.maps.size() == 2);
  CHECK(legacy.maps[1].origin == ObjectMap::Origin::legacy);
  REQUIRE(legacy.maps[1].inner.size() == 1);
  CHECK(legacy.maps[1].inner[0].type == legacy.maps[0].type);
}

TEST_CASE("externs are told apart by the section that BTF gives them") {
  const ObjectFile file = contents("requirements");
  const auto external = [&](const std::string& name) {
    const auto found =
        std::find_if(file.externs.begin(), file.externs.end(), [&](const auto& e) { return e.name == name; });
    REQUIRE(found != file.externs.end());
    return *found;
  };
  CHECK(file.externs.size() == 3);
  CHECK(external("bpf_task_from_pid").kind == ObjectExtern::Kind::kernel_function);
  CHECK(external("bpf_task_from_pid").weak);
  CHECK(external("bpf_task_release").kind == ObjectExtern::Kind::kernel_function);
  CHECK_FALSE(external("bpf_task_release").weak);
  CHECK(external("CONFIG_HZ").kind == ObjectExtern::Kind::build_option);
}

TEST_CASE("variables of global data have a section, a place and a size") {
  const ObjectFile file = contents("requirements");
  REQUIRE(file.variables.size() == 2);
  CHECK(file.variables[0].name == "total");
  CHECK(file.variables[0].section == ".bss");
  CHECK(file.variables[0].size == 8);
  CHECK(file.variables[1].name == "limit");
  CHECK(file.variables[1].section == ".rodata");
}

TEST_CASE("objects without BTF have functions, maps and references all the same") {
  const ObjectFile file = contents("legacy_maps_without_btf");
  CHECK(file.types.empty());
  REQUIRE(file.maps.size() == 3);
  CHECK(file.maps[2].name == ".bss");
  REQUIRE_FALSE(file.functions.empty());
  CHECK_FALSE(file.functions[0].symbols.empty());
  CHECK(file.functions[0].lines.empty());
}

TEST_CASE("an object cut off or with wild numbers anywhere is an error, not a crash") {
  const auto survive = [](const std::vector<std::byte>& bytes) {
    const auto image = object::Image::read(bytes);
    if (const auto* good = std::get_if<object::Image>(&image)) object::read_contents(*good);
  };
  libbpf_set_print(nullptr);  // it tells of every malformed type
  std::mt19937 random(5);
  for (const char* name : {"requirements", "legacy_iproute2", "many_types"}) {
    const auto whole = fixture_bytes(name);
    for (std::size_t size = 0; size < whole.size(); size += 101)
      survive({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    for (int round = 0; round < 2000; ++round) {
      auto bytes = whole;
      for (int change = 0; change < 4; ++change)
        bytes[random() % bytes.size()] = static_cast<std::byte>(random() % 3 == 0 ? 0xff : random());
      survive(bytes);
    }
  }
}

}  // namespace
}  // namespace bpflens::test
