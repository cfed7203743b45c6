// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Objects that libbpf 1.x refuses, loaded all the same.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>

#include "kernel/error.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "object/elf_image.hpp"
#include "support/fixtures.hpp"
#include "support/private_mounts.hpp"

namespace bpflens::test {
namespace {

using kernel::Descriptor;

struct Expected {
  std::string name;
  std::string type_name;
  std::uint32_t key_size, value_size, max_entries, flags;
  bool operator==(const Expected&) const = default;
};

std::vector<Expected> maps_of(const kernel::LoadedObject& object) {
  std::vector<Expected> maps;
  for (const model::Map& map : object.maps())
    maps.push_back({map.name, map.type_name, map.key_size, map.value_size, map.max_entries, map.flags});
  return maps;
}

TEST_CASE("maps of the kernel samples' kind are made as they were defined, with BTF in the object and without") {
  kernel::set_debug(false);
  kernel::System system;
  for (const char* name : {"legacy_maps", "legacy_maps_without_btf"}) {
    const std::string path = fixture_path(name);
    const auto object = system.kernel().loader.load({.path = path});
    const auto maps = maps_of(*object);
    REQUIRE(maps.size() == 3);
    CHECK(maps[0] == Expected{"hash_map", "hash", 4, 8, 1000, BPF_F_NO_PREALLOC});
    CHECK(maps[1] == Expected{"counts", "array", 4, 8, 256, 0});
    CHECK(
        object->notices() ==
        std::vector<std::string>{path + ": upgraded 2 legacy maps (hash_map, counts); took section socket1 as socket"});
  }
}

TEST_CASE("a program of an upgraded object reaches the maps that it names") {
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_maps")});
  const auto maps = object->maps();
  const Descriptor program(bpf_prog_get_fd_by_id(object->programs()[0].id.value));
  std::array<std::uint8_t, 64> packet{};
  LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet.data(), .data_size_in = packet.size(), .repeat = 3);
  REQUIRE(bpf_prog_test_run_opts(program.get(), &run) == 0);

  const std::uint32_t key = 7;
  std::uint64_t value = 0;
  const Descriptor hash(bpf_map_get_fd_by_id(maps[0].id.value));
  REQUIRE(bpf_map_lookup_elem(hash.get(), &key, &value) == 0);
  CHECK(value == 1);
  const Descriptor counts(bpf_map_get_fd_by_id(maps[1].id.value));
  REQUIRE(bpf_map_lookup_elem(counts.get(), &key, &value) == 0);
  CHECK(value == 3 * (packet.size() - 14));  // offset 0 is past the Ethernet header
  const Descriptor data(bpf_map_get_fd_by_id(maps[2].id.value));
  const std::uint32_t zero = 0;
  REQUIRE(bpf_map_lookup_elem(data.get(), &zero, &value) == 0);
  CHECK(value == 3);
}

TEST_CASE("iproute2's maps are made, a map of maps too, and its section names are understood") {
  kernel::System system;
  const std::string path = fixture_path("legacy_iproute2");
  const auto object = system.kernel().loader.load({.path = path});
  const auto maps = maps_of(*object);
  REQUIRE(maps.size() == 2);
  CHECK(maps[0] == Expected{"inner_counts", "array", 4, 8, 4, 0});
  CHECK(maps[1] == Expected{"by_cpu", "array_of_maps", 4, 4, 2, 0});
  CHECK(object->programs()[0].type_name == "sched_cls");
}

Descriptor map_of(const kernel::LoadedObject& object, const std::string& name) {
  const auto names = object.map_names();
  const auto found = std::find(names.begin(), names.end(), name);
  REQUIRE_MESSAGE(found != names.end(), name);
  return Descriptor(bpf_map_get_fd_by_id(object.maps()[static_cast<std::size_t>(found - names.begin())].id.value));
}

Descriptor program_of(const kernel::LoadedObject& object, const std::string& name) {
  for (const model::Program& program : object.programs())
    if (program.name == name) return Descriptor(bpf_prog_get_fd_by_id(program.id.value));
  FAIL("there is no program " << name);
  return {};
}

std::uint64_t value_at(const Descriptor& map, std::uint32_t key) {
  std::uint64_t value = 0;
  REQUIRE(bpf_map_lookup_elem(map.get(), &key, &value) == 0);
  return value;
}

// What the program returns for a packet.
std::uint32_t result_of(const Descriptor& program, std::span<const std::uint8_t> packet) {
  LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet.data(),
              .data_size_in = static_cast<std::uint32_t>(packet.size()));
  REQUIRE(bpf_prog_test_run_opts(program.get(), &run) == 0);
  return run.retval;
}

constexpr std::array<std::uint8_t, 64> kPacket{};

TEST_CASE("objects of every compiler that is here load, in both legacy forms") {
  kernel::System system;
  for (const char* compiler : {"clang-13", "clang-14", "clang-15", "clang-16", "clang-19", "bpf-gcc"}) {
    CAPTURE(compiler);
    if (!std::filesystem::exists(fixture_directory() + "/" + compiler)) {
      MESSAGE("SKIP: " << std::string(compiler) << " is not installed");
      continue;
    }
    const std::string directory = std::string(compiler) + "/";
    const auto samples = system.kernel().loader.load({.path = fixture_path(directory + "legacy_maps")});
    CHECK(result_of(program_of(*samples, "count_by_key"), kPacket) == 0);
    CHECK(value_at(map_of(*samples, "hash_map"), 7) == 1);
    const auto iproute2 = system.kernel().loader.load({.path = fixture_path(directory + "legacy_iproute2")});
    CHECK(result_of(program_of(*iproute2, "count_packets"), kPacket) == 0);
    CHECK(value_at(map_of(*iproute2, "inner_counts"), 0) == 2);  // once by itself, once through by_cpu
    if (!std::filesystem::exists(fixture_path(directory + "legacy_sizes"))) continue;
    const auto sizes = system.kernel().loader.load({.path = fixture_path(directory + "legacy_sizes")});
    CHECK(maps_of(*sizes).size() == 5);
    CHECK(result_of(program_of(*sizes, "touch"), kPacket) == 1);
  }
}

TEST_CASE("definitions of 16 to 28 bytes say as much as they are long") {
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_sizes")});
  const auto maps = maps_of(*object);
  REQUIRE(maps.size() == 5);
  CHECK(maps[0] == Expected{"without_flags", "array", 4, 8, 2, 0});
  CHECK(maps[1] == Expected{"with_flags", "hash", 4, 8, 3, BPF_F_NO_PREALLOC});
  CHECK(maps[2] == Expected{"of_maps", "array_of_maps", 4, 4, 2, 0});
  CHECK(maps[3] == Expected{"of_maps_by_name", "hash_of_maps", 4, 4, 2, 0});
  CHECK(maps[4] == Expected{"on_node", "hash", 4, 8, 4, BPF_F_NUMA_NODE});
  CHECK(object->programs()[0].type_name == "cgroup_skb");
}

TEST_CASE("tc's maps are pinned where tc pinned them, shared where tc shared them, and filled") {
  if (!PrivateMounts::possible()) {
    MESSAGE("SKIP: needs root");
    return;
  }
  PrivateMounts mounts;
  mounts.mount("bpf", "/sys/fs/bpf");
  const std::string global = "/sys/fs/bpf/tc/globals/shared";
  kernel::System system;
  {
    const auto object = system.kernel().loader.load({.path = fixture_path("legacy_tc")});
    CHECK(std::filesystem::exists(global));
    const auto pins = object->own_pins();
    REQUIRE(pins.size() == 2);
    CHECK(pins[0] == global);
    CHECK(pins[1].starts_with("/sys/fs/bpf/tc/"));
    CHECK(pins[1].ends_with("/own"));
    CHECK(pins[1].size() == std::string("/sys/fs/bpf/tc/").size() + 40 + 4);

    CHECK(result_of(program_of(*object, "on_ingress"), kPacket) == 5);  // what it tail-called says
    CHECK(result_of(program_of(*object, "on_egress"), kPacket) == 3);
    CHECK(value_at(map_of(*object, "shared"), 0) == 1);
    CHECK(value_at(map_of(*object, "shared"), 1) == 10);
    CHECK(value_at(map_of(*object, "own"), 0) == 1);
    CHECK(value_at(map_of(*object, "inner"), 0) == 100);
  }
  const auto again = system.kernel().loader.load({.path = fixture_path("legacy_tc")});
  CHECK(again->own_pins().empty());
  CHECK(value_at(map_of(*again, "shared"), 1) == 10);
}

TEST_CASE("sections that get one name keep their programs' source lines and functions") {
  if (!PrivateMounts::possible()) {
    MESSAGE("SKIP: needs root");
    return;
  }
  PrivateMounts mounts;
  mounts.mount("bpf", "/sys/fs/bpf");
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_tc")});
  for (const char* name : {"on_ingress", "on_egress", "called"}) {
    CAPTURE(name);
    auto info = kernel::zeroed<bpf_prog_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_obj_get_info_by_fd(program_of(*object, name).get(), &info, &size) == 0);
    CHECK(info.type == BPF_PROG_TYPE_SCHED_CLS);
    CHECK(info.nr_func_info == 1);
    CHECK(info.nr_line_info > 2);
  }
}

TEST_CASE("static legacy maps are reached, beside maps of today") {
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_static")});
  CHECK(result_of(program_of(*object, "count"), kPacket) == XDP_PASS);
  CHECK(value_at(map_of(*object, "first"), 0) == 1);
  CHECK(value_at(map_of(*object, "second"), 0) == 2);
  CHECK(value_at(map_of(*object, "third"), 0) == 3);
  CHECK(maps_of(*object).size() == 3);
}

// As clang before 10 wrote it: symbols that don't say what they are, and no machine.
TEST_CASE("an object whose symbols have neither type nor size loads") {
  std::vector<std::byte> bytes = fixture_bytes("legacy_maps_without_btf");
  const auto image = std::get<object::Image>(object::Image::read(bytes));
  for (const object::Symbol& symbol : image.symbols()) {
    if (ELF64_ST_TYPE(symbol.entry.st_info) != STT_FUNC && ELF64_ST_TYPE(symbol.entry.st_info) != STT_OBJECT) continue;
    Elf64_Sym entry = symbol.entry;
    entry.st_info = static_cast<unsigned char>(ELF64_ST_INFO(ELF64_ST_BIND(entry.st_info), STT_NOTYPE));
    if (symbol.name != "runs") entry.st_size = 0;  // libbpf wants the size of global data
    std::memcpy(bytes.data() + symbol.place, &entry, sizeof entry);
  }
  bytes[offsetof(Elf64_Ehdr, e_machine)] = std::byte{0};
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/old.o";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = path});
  CHECK(result_of(program_of(*object, "count_by_key"), kPacket) == 0);
  CHECK(value_at(map_of(*object, "hash_map"), 7) == 1);
}

// Test runs begin at the IP header where packet sockets begin at the Ethernet header, so the byte that the program
// takes for the protocol is 14 bytes further on.
TEST_CASE("load_byte reads the packet, and its length is counted") {
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_load_byte")});
  REQUIRE(object->programs().size() == 1);
  CHECK(object->programs()[0].type_name == "socket_filter");
  std::array<std::uint8_t, 64> packet{};
  packet[14 + 14 + 9] = 17;
  for (int i = 0; i < 3; ++i) CHECK(result_of(program_of(*object, "bpf_prog1"), packet) == 0);
  CHECK(value_at(map_of(*object, "my_map"), 17) == 3 * (packet.size() - 14));
  CHECK(value_at(map_of(*object, "my_map"), 0) == 0);
}

TEST_CASE("probes on system calls are attached to the symbols of today") {
  if (!PrivateMounts::possible()) {
    MESSAGE("SKIP: needs root");
    return;
  }
  PrivateMounts mounts;
  mounts.mount("tracefs", "/sys/kernel/tracing");
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_trace")});
  REQUIRE(object->programs().size() == 2);
  CHECK(
      object->notices()[0].ends_with("upgraded 3 legacy maps (hash_map, my_map, runs); took sections kprobe/sys_getuid "
                                     "as ksyscall/getuid, kprobe/sys_write as ksyscall/write"));
  for (const model::Program& program : object->programs()) CHECK(program.type_name == "kprobe");
  if (!std::filesystem::exists("/sys/bus/event_source/devices/kprobe")) {
    MESSAGE("SKIP: this kernel has no kprobes");
    return;
  }
  for (const model::Program& program : object->programs()) object->attach(program.id);
  for (int i = 0; i < 5; ++i) syscall(SYS_getuid);
  CHECK(value_at(map_of(*object, "runs"), 0) >= 5);
}

TEST_CASE("a tracepoint named like a function is attached") {
  if (!PrivateMounts::possible()) {
    MESSAGE("SKIP: needs root");
    return;
  }
  PrivateMounts mounts;
  mounts.mount("tracefs", "/sys/kernel/tracing");
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_tracepoint")});
  object->attach(object->programs()[0].id);
  syscall(SYS_getuid);
  CHECK(value_at(map_of(*object, "runs"), 0) >= 1);
}

TEST_CASE("a type that is asked for is taken, whatever an old section name meant") {
  kernel::System system;
  const auto object =
      system.kernel().loader.load({.path = fixture_path("legacy_maps"), .type = BPF_PROG_TYPE_SCHED_CLS});
  CHECK(object->programs()[0].type_name == "sched_cls");
  CHECK(object->notices()[0].ends_with("upgraded 2 legacy maps (hash_map, counts)"));
}

// Objects that nobody here wrote.
TEST_CASE("the objects in Debian's packages load, or the kernel says why it refuses them") {
  const std::vector<std::string> directories = {"/usr/lib/x86_64-linux-gnu/bpf", "/usr/lib/aarch64-linux-gnu/bpf",
                                                "/usr/libexec/xdp-tools", "/lib/udev/rc_keymaps/protocols"};
  if (!PrivateMounts::possible()) {
    MESSAGE("SKIP: needs root");
    return;
  }
  PrivateMounts mounts;
  mounts.mount("bpf", "/sys/fs/bpf");
  kernel::set_debug(false);  // libbpf's messages name the program
  kernel::System system;
  std::size_t count = 0;
  for (const std::string& directory : directories) {
    if (!std::filesystem::exists(directory)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
      if (entry.path().extension() != ".o") continue;
      CAPTURE(entry.path().string());
      ++count;
      try {
        const auto object = system.kernel().loader.load({.path = entry.path().string()});
        CHECK_FALSE(object->programs().empty());
      } catch (const kernel::Error& error) {
        const kernel::Failure& failure = error.failure();
        CHECK_MESSAGE(failure.operation.starts_with("load program "), message(failure));  // as far as the kernel
      }
    }
  }
  if (count == 0) MESSAGE("SKIP: no package with compiled objects is installed");
}

TEST_CASE("maps in sections of their own are made, as gobpf declared them") {
  kernel::System system;
  const auto object = system.kernel().loader.load({.path = fixture_path("legacy_named_sections")});
  const auto maps = maps_of(*object);
  REQUIRE(maps.size() == 2);
  CHECK(maps[0] == Expected{"seen", "hash", 4, 4, 16, 0});
  CHECK(maps[1].name == "events");
  CHECK(maps[1].type_name == "perf_event_array");
  CHECK(object->programs()[0].type_name == "xdp");
}

}  // namespace
}  // namespace bpflens::test
