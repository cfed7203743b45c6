// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Objects that libbpf 1.x refuses, loaded all the same.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"
#include "support/fixtures.hpp"

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
    CHECK(object->notices() == std::vector<std::string>{path + ": upgraded 2 legacy maps (hash_map, counts)",
                                                        path + ": took section socket1 as socket"});
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
