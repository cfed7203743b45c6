// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Maps of every type on the real kernel.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "kernel/error.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"
#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using kernel::UpdateMode;

kernel::MapRequest request(std::uint32_t type, std::uint32_t key, std::uint32_t value, std::uint32_t entries,
                           std::uint32_t flags = 0) {
  return {.type = type,
          .name = "bpflens_test",
          .key_size = key,
          .value_size = value,
          .max_entries = entries,
          .flags = flags};
}

// Every key and value of a map, in the order of the keys' bytes; the count of errors beside.
struct Walked {
  std::map<std::vector<std::byte>, std::vector<std::byte>> entries;
  std::size_t count = 0;
  std::size_t errors = 0;
  std::string cut_short;
};

Walked walk(kernel::Kernel& kernel, const model::Map& map) {
  Walked walked;
  const auto entries = kernel.maps.entries(map);
  kernel::EntryBatch batch;
  while (entries->next(batch))
    for (std::size_t i = 0; i < batch.count; ++i) {
      ++walked.count;
      if (!batch.errors.empty() && batch.errors[i] != 0) {
        ++walked.errors;
        continue;
      }
      const std::byte* const key = batch.keys + i * batch.key_stride;
      const std::byte* const value = batch.values + i * batch.value_stride;
      walked.entries[{key, key + map.key_size}] = {value, value + map.value_size};
    }
  walked.cut_short = entries->cut_short();
  return walked;
}

std::string batch_error(const std::function<void()>& call) {
  try {
    call();
    return "";
  } catch (const kernel::Error& error) {
    return error.what();
  }
}

TEST_CASE("a created map is described as it was asked for and goes with its holder") {
  kernel::System system;
  auto& kernel = system.kernel();
  const std::size_t before = open_descriptors();
  model::MapId id;
  {
    const kernel::CreatedMap created = kernel.maps.create(request(model::kHash, 4, 8, 16, BPF_F_NO_PREALLOC));
    id = created.map.id;
    const auto found = kernel.maps.find(id);
    REQUIRE(found);
    CHECK(found->type_name == "hash");
    CHECK(found->name == "bpflens_test");
    CHECK(found->key_size == 4);
    CHECK(found->value_size == 8);
    CHECK(found->max_entries == 16);
    CHECK(found->flags == BPF_F_NO_PREALLOC);
    CHECK(found->bytes_memlock.has_value());
    CHECK_FALSE(found->frozen);
    CHECK_FALSE(found->btf_id.has_value());
    created.open->freeze();
    CHECK(kernel.maps.find(id)->frozen);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("hash-like and array-like maps give back what was put in, batch or not") {
  kernel::System system;
  auto& kernel = system.kernel();
  struct Case {
    std::uint32_t type;
    std::uint32_t flags;
    std::size_t empty_slots;
  };
  for (const Case& c : {Case{model::kHash, 0, 0}, Case{model::kLruHash, 0, 0}, Case{model::kPerCpuHash, 0, 0},
                        Case{model::kLruPerCpuHash, 0, 0}, Case{model::kArray, 0, 1},
                        Case{model::kArray, BPF_F_MMAPABLE, 1}, Case{model::kPerCpuArray, 0, 1}}) {
    INFO("type " << c.type << " flags " << c.flags);
    const std::uint32_t count = 5000;
    const auto created = kernel.maps.create(request(c.type, 4, 12, count + 1, c.flags));
    const std::size_t size = model::is_per_cpu(c.type) ? 16 * kernel.maps.possible_cpus() : 12;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::vector<std::byte> value(size);
      std::memcpy(value.data(), &i, sizeof i);
      created.open->update(std::as_bytes(std::span(&i, 1)), value, UpdateMode::any);
    }
    const Walked walked = walk(kernel, created.map);
    CHECK(walked.cut_short == "");
    CHECK(walked.count == walked.entries.size());  // no key twice
    CHECK(walked.entries.size() >= (c.type == model::kLruHash || c.type == model::kLruPerCpuHash ? 4000 : count));
    for (const auto& [key, value] : walked.entries)
      if (std::memcmp(value.data(), "\0\0\0\0", 4) != 0) CHECK(std::memcmp(key.data(), value.data(), 4) == 0);
  }
}

TEST_CASE("every map type can be created or says why not, and dumped or says what to use instead") {
  kernel::System system;
  auto& kernel = system.kernel();
  const auto inner = kernel.maps.create(request(model::kArray, 4, 8, 1));
  std::set<std::string> created_types;
  for (std::uint32_t type = 1; type < model::map_type_names().size(); ++type) {
    kernel::MapRequest wanted = request(type, 4, 4, 4);
    switch (type) {
      case model::kStackTrace:
        wanted.value_size = 80;
        break;
      case model::kLpmTrie:
        wanted.key_size = 8;
        wanted.flags = BPF_F_NO_PREALLOC;
        break;
      case model::kArrayOfMaps:
      case model::kHashOfMaps:
        wanted.inner = inner.map.id;
        break;
      case model::kQueue:
      case model::kStack:
      case model::kBloomFilter:
        wanted.key_size = 0;
        break;
      case model::kRingBuffer:
      case model::kUserRingBuffer:
        wanted = request(type, 0, 0, 4096);
        break;
      case model::kArena:
        wanted = request(type, 0, 0, 4, BPF_F_MMAPABLE);
        break;
      default:
        break;
    }
    const std::string name(model::map_type_names()[type]);
    INFO(name);
    std::optional<kernel::CreatedMap> created;
    const std::string refused = batch_error([&] { created = kernel.maps.create(wanted); });
    if (!created) {  // storages need BTF, struct_ops and cgroup storages a program
      CHECK(refused.starts_with("cannot create " + model::with_article(name) + " map"));
      continue;
    }
    created_types.insert(name);
    CHECK(created->map.type_name == name);
    const std::string problem = batch_error([&] { walk(kernel, created->map); });
    if (model::why_no_entries(type).empty()) {
      CHECK(problem == "");
    } else {
      CHECK(problem.find(model::why_no_entries(type)) != std::string::npos);
    }
  }
  for (const char* name :
       {"hash",         "array",        "prog_array",  "perf_event_array", "percpu_hash", "percpu_array",
        "stack_trace",  "cgroup_array", "lru_hash",    "lru_percpu_hash",  "lpm_trie",    "array_of_maps",
        "hash_of_maps", "devmap",       "sockmap",     "cpumap",           "xskmap",      "sockhash",
        "queue",        "stack",        "devmap_hash", "ringbuf"})
    CHECK_MESSAGE(created_types.contains(name), name);
}

TEST_CASE("queues and stacks give their values back in their order") {
  kernel::System system;
  auto& kernel = system.kernel();
  for (const auto& [type, first] : {std::pair{model::kQueue, 1}, std::pair{model::kStack, 2}}) {
    const auto created = kernel.maps.create(request(type, 0, 4, 2));
    for (const int value : {1, 2}) created.open->update({}, std::as_bytes(std::span(&value, 1)), UpdateMode::any);
    const int third = 3;
    CHECK(batch_error([&] { created.open->update({}, std::as_bytes(std::span(&third, 1)), UpdateMode::any); })
              .ends_with(
                  "E2BIG (Argument list too long): the map is full (max_entries is 2); delete entries, or create a "
                  "larger one (bpflens map create --entries N)"));
    int value = 0;
    const auto room = std::as_writable_bytes(std::span(&value, 1));
    CHECK(created.open->lookup({}, room));
    CHECK(value == first);
    CHECK(created.open->take({}, room));
    CHECK(created.open->take({}, room));
    CHECK(value == 3 - first);
    CHECK_FALSE(created.open->take({}, room));
  }
}

TEST_CASE("a map of maps holds maps of its form and tells their ids") {
  kernel::System system;
  auto& kernel = system.kernel();
  const auto inner = kernel.maps.create(request(model::kArray, 4, 8, 1));
  const auto other = kernel.maps.create(request(model::kHash, 4, 8, 1));
  kernel::MapRequest wanted = request(model::kHashOfMaps, 4, 4, 4);
  wanted.inner = inner.map.id;
  const auto outer = kernel.maps.create(wanted);
  const int key = 1;
  const auto key_bytes = std::as_bytes(std::span(&key, 1));
  outer.open->update(key_bytes, {model::ObjectKind::map, inner.map.id.value}, UpdateMode::any);
  std::uint32_t id = 0;
  CHECK(outer.open->lookup(key_bytes, std::as_writable_bytes(std::span(&id, 1))));
  CHECK(id == inner.map.id.value);
  const std::string problem = batch_error([&] {
    outer.open->update(key_bytes, {model::ObjectKind::map, other.map.id.value}, UpdateMode::any);
  });
  CHECK(problem.find("it is not of the form that the map's other values have") != std::string::npos);
}

TEST_CASE("what the kernel refuses is told with its reason") {
  kernel::System system;
  auto& kernel = system.kernel();
  const auto array = kernel.maps.create(request(model::kArray, 4, 4, 2));
  const auto hash = kernel.maps.create(request(model::kHash, 4, 4, 2));
  const auto update = [](const kernel::CreatedMap& map, std::uint32_t key, UpdateMode mode = UpdateMode::any) {
    return batch_error([&] {
      const auto bytes = std::as_bytes(std::span(&key, 1));
      map.open->update(bytes, bytes, mode);
    });
  };
  CHECK(update(array, 2).ends_with("the last index is 1"));
  CHECK(update(array, 1, UpdateMode::no_exist).ends_with("every index of this type of map exists"));
  CHECK(update(hash, 1, UpdateMode::exist).ends_with("there is no such key"));
  CHECK(update(hash, 1, UpdateMode::no_exist) == "");
  CHECK(update(hash, 1, UpdateMode::no_exist).ends_with("the key is there already"));
  CHECK(update(hash, 2) == "");
  CHECK(update(hash, 3).find("the map is full (max_entries is 2); ") != std::string::npos);
  hash.open->freeze();
  CHECK(batch_error([&] {
          kernel.maps.open(*kernel.maps.find(hash.map.id))->remove(std::as_bytes(std::span("abc")));
        }).ends_with("the map is frozen; a frozen map stays so: create another one"));
}

TEST_CASE("a walk ends while another thread inserts and deletes") {
  kernel::System system;
  auto& kernel = system.kernel();
  const auto created = kernel.maps.create(request(model::kHash, 4, 8, 4096));
  const auto put = [&](std::uint32_t key) {
    const std::uint64_t value = key;
    created.open->update(std::as_bytes(std::span(&key, 1)), std::as_bytes(std::span(&value, 1)), UpdateMode::any);
  };
  for (std::uint32_t key = 0; key < 2048; ++key) put(key);
  const auto entries = kernel.maps.entries(created.map);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (std::uint32_t round = 0; !stop; ++round) {
      const std::uint32_t gone = 1024 + round % 1024;
      created.open->remove(std::as_bytes(std::span(&gone, 1)));
      put(gone);
    }
  });
  for (int walks = 0; walks < 20; ++walks) {
    const Walked walked = walk(kernel, created.map);
    CHECK(walked.cut_short == "");
    CHECK(walked.count == walked.entries.size());
    CHECK(walked.entries.size() >= 1024);  // those that nobody touches
  }
  stop = true;
  writer.join();
}

TEST_CASE("dump prints the variables of a program's data sections as bpftool does") {
  const Object object = load_fixture("map_values");
  kernel::System system;
  auto& kernel = system.kernel();
  const bpf_map* data = bpf_object__find_map_by_name(object.get(), ".data.values");
  REQUIRE(data != nullptr);
  auto info = kernel::zeroed<bpf_map_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(bpf_map__fd(data), &info, &size) == 0);
  const Outcome outcome = run("map dump " + std::to_string(info.id), kernel);
  // Older kernels know no BTF of floats: libbpf gives them an empty struct in its place.
  const std::string ratio = running_release() >= Release{5, 13} ? "1.5" : "{}";
  CHECK(outcome.out ==
        "[\n"
        "    {\n"
        "        \"value\": {\n"
        "            \".data.values\": [\n"
        "                {\n"
        "                    \"counter\": 7\n"
        "                },\n"
        "                {\n"
        "                    \"ratio\": " +
            ratio +
            "\n"
            "                },\n"
            "                {\n"
            "                    \"mode\": \"FAST\"\n"
            "                }\n"
            "            ]\n"
            "        }\n"
            "    }\n"
            "]\n");
}

}  // namespace
}  // namespace bpflens::test
