// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs as C and as bytes, out of the kernel and into it again.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "insn/instruction.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

// Text and the id of the program in it.
std::string dumped(kernel::System& system, std::uint32_t id, const std::string& form) {
  const Outcome done = run("prog dump xlated id " + std::to_string(id) + " --as " + form, system.kernel());
  CHECK_MESSAGE(done.code == 0, done.err);
  return done.out;
}

std::string put(const ScratchDirectory& directory, const std::string& name, const std::string& bytes) {
  const std::string path = directory.path() + "/" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

// Loads the bytes and hands on what the kernel then holds.
std::string loaded_and_dumped(kernel::System& system, const std::string& bytes, std::uint32_t type) {
  kernel::RawRequest request{.name = "again", .instructions = {}, .type = type, .license = "GPL"};
  const auto* start = reinterpret_cast<const std::byte*>(bytes.data());
  request.instructions.assign(start, start + bytes.size());
  const auto object = system.kernel().loader.load_raw(request);
  return dumped(system, object->programs().at(0).id.value, "raw");
}

// What the verifier leaves as it is: arithmetic, stack, atomics, jumps, a helper, a map, a subprogram.
std::vector<bpf_insn> plain_program(int map_fd) {
  const auto i = instruction;
  return {
      i(0xb7, 7, 0, 0, 100),    i(0x07, 7, 0, 0, -3),     i(0xd7, 7, 0, 0, 32),     i(0x37, 7, 0, 1, 3),
      i(0xbf, 8, 7, 8, 0),      i(0x7b, 10, 7, -8, 0),    i(0xdb, 10, 7, -8, 0x01), i(0x62, 10, 0, -12, 1),
      i(0x18, 3, 0, 0, 0x1234), i(0x00, 0, 0, 0, 0x5678), i(0xbf, 2, 10, 0, 0),     i(0x07, 2, 0, 0, -12),
      i(0xbf, 3, 10, 0, 0),     i(0x07, 3, 0, 0, -8),     i(0x18, 1, 1, 0, map_fd), i(0x00, 0, 0, 0, 0),
      i(0xb7, 4, 0, 0, 0),      i(0x85, 0, 0, 0, 2),      i(0x85, 0, 0, 0, 5),      i(0x15, 0, 0, 1, 0),
      i(0x85, 0, 1, 0, 2),      i(0xb7, 0, 0, 0, 0),      i(0x95, 0, 0, 0, 0),      i(0xb7, 0, 0, 0, 3),
      i(0x95, 0, 0, 0, 0),
  };
}

struct Map {
  kernel::Descriptor fd{bpf_map_create(BPF_MAP_TYPE_HASH, "raw_map", 4, 8, 8, nullptr)};
};

TEST_CASE("a program dumped as bytes, loaded again and dumped is the same") {
  kernel::set_debug(false);
  kernel::System system;
  if (system.kernel().prober.ability(kernel::Ability::isa_v4) == model::no()) {
    MESSAGE("SKIP: this kernel doesn't know every instruction");
    return;
  }
  const Map map;
  const auto fd = load_program(BPF_PROG_TYPE_SOCKET_FILTER, "plain", plain_program(map.fd.get()));
  auto info = kernel::zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0);
  const std::string bytes = dumped(system, info.id, "raw");
  CHECK(bytes.size() == 25 * 8);
  CHECK(loaded_and_dumped(system, bytes, BPF_PROG_TYPE_SOCKET_FILTER) == bytes);
}

TEST_CASE("a program dumped as macros and compiled by a C compiler is the same, and loads") {
  if (!output_of("cc --version")) {
    MESSAGE("SKIP: there is no C compiler here");
    return;
  }
  kernel::System system;
  const Map map;
  const auto fd = load_program(BPF_PROG_TYPE_SOCKET_FILTER, "plain", plain_program(map.fd.get()));
  auto info = kernel::zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  std::uint32_t map_id = 0;
  info.nr_map_ids = 1;
  info.map_ids = reinterpret_cast<std::uintptr_t>(&map_id);
  REQUIRE(bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0);
  const ScratchDirectory directory;
  const std::string source = put(
      directory, "p.c",
      "#include <bpflens/insn.h>\n#include <stdio.h>\nint main(void) {\nint raw_map_fd = " + std::to_string(map_id) +
          ";\nstruct bpf_insn program[] = {\n" + dumped(system, info.id, "macros") +
          "};\nreturn fwrite(program, sizeof(program), 1, stdout) == 1 ? 0 : 1;\n}\n");
  REQUIRE(
      output_of("cc -Wall -Wextra -Werror -I " + bpf_include_directory() + " -o " + directory.path() + "/p " + source));
  const auto compiled = output_of(directory.path() + "/p");
  REQUIRE(compiled);
  CHECK(*compiled == dumped(system, info.id, "raw"));
  CHECK(loaded_and_dumped(system, *compiled, BPF_PROG_TYPE_SOCKET_FILTER) == *compiled);
}

TEST_CASE("a program out of an object, with its subprogram, map and variable, loads from bytes") {
  kernel::System system;
  const ScratchDirectory directory;
  const std::string path = directory.path() + "/outer.raw";
  REQUIRE(run("object dump " + fixture_path("subprograms") + " --as raw --file " + path, system.kernel()).code == 0);
  const std::string load = "prog load --raw " + path + " --type socket";
  const Outcome unknown = run(load, system.kernel());
  CHECK(unknown.code == 1);
  CHECK(unknown.err.find("which that is wasn't said; --map idx:") != std::string::npos);

  const auto loaded = system.kernel().loader.load({.path = fixture_path("subprograms")});
  std::string maps;
  for (std::size_t i = 0; i < loaded->maps().size(); ++i)
    maps += " --map idx:" + std::to_string(i) + "=" + std::to_string(loaded->maps()[i].id.value);
  const Outcome done = run("-j " + load + maps, system.kernel());
  CHECK_MESSAGE(done.code == 0, done.err);
  CHECK(done.out.find("\"type\":\"socket_filter\"") != std::string::npos);
}

TEST_CASE("bare instructions that the verifier rejects are refused in its words") {
  kernel::System system;
  const ScratchDirectory directory;
  const std::vector<insn::Instruction> no_exit = {{0xb7, 0, 0, 0, 0}};
  const auto bytes = insn::encode(no_exit);
  const std::string path =
      put(directory, "bad.raw", std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  const Outcome rejected = run("prog load --raw " + path + " --type xdp", system.kernel());
  CHECK(rejected.code == 6);
  CHECK(rejected.err.find("the verifier rejected it") != std::string::npos);

  const std::vector<insn::Instruction> missing_map = {
      {0x18, 1, 1, 0, 0x7ffffff0}, {0, 0, 0, 0, 0}, {0xb7, 0, 0, 0, 0}, {0x95, 0, 0, 0, 0}};
  const auto more = insn::encode(missing_map);
  put(directory, "bad.raw", std::string(reinterpret_cast<const char*>(more.data()), more.size()));
  const Outcome missing = run("prog load --raw " + path + " --type xdp", system.kernel());
  CHECK(missing.code == 1);
  CHECK(missing.err.find("there is no map with that id now") != std::string::npos);
}

TEST_CASE("relocations of a loaded object tell the ids that its maps got") {
  kernel::System system;
  const Outcome shown = run("object show " + fixture_path("legacy_maps") + " --relocations --load", system.kernel());
  CHECK_MESSAGE(shown.code == 0, shown.err);
  for (const char* line : {"BPF_LD_MAP_FD(R1, fd of hash_map) ", "BPF_LD_MAP_VALUE(R1, fd of .bss, 0) for runs "}) {
    const std::size_t at = shown.out.find(line);
    REQUIRE_MESSAGE(at != std::string::npos, line);
    const std::string rest = shown.out.substr(at, shown.out.find('\n', at) - at);
    CHECK_MESSAGE(std::isdigit(static_cast<unsigned char>(rest.back())) != 0, rest);
  }
}

}  // namespace
}  // namespace bpflens::test
