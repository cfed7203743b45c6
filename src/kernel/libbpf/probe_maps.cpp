// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A type that the kernel lacks is EINVAL, and so are sizes that don't suit the type: hence a row a type
// with what its map_alloc_check function asks for.
#include "kernel/libbpf/probe_maps.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_load.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

enum class Needs { nothing, inner_map, value_types, kernel_struct };

struct Recipe {
  std::uint32_t type;
  std::uint32_t key_size;
  std::uint32_t value_size;
  std::uint32_t max_entries;
  std::uint32_t flags = 0;
  Needs needs = Needs::nothing;
};

constexpr std::uint32_t kPage = 0;         // stands for the page size, which ring buffers want
constexpr std::uint32_t kStorageKey = 16;  // sizeof(struct bpf_cgroup_storage_key)
constexpr std::int32_t kNoDescriptor = -1;

// Every other type takes keys and values of four bytes.
constexpr auto kRecipes = std::to_array<Recipe>({
    {BPF_MAP_TYPE_STACK_TRACE, 4, 8, 1},
    {BPF_MAP_TYPE_LPM_TRIE, 8, 4, 1, BPF_F_NO_PREALLOC},
    {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 0, Needs::inner_map},
    {BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4, 1, 0, Needs::inner_map},
    {BPF_MAP_TYPE_CGROUP_STORAGE, kStorageKey, 4, 0},
    {BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, kStorageKey, 4, 0},
    {BPF_MAP_TYPE_QUEUE, 0, 4, 1},
    {BPF_MAP_TYPE_STACK, 0, 4, 1},
    {BPF_MAP_TYPE_SK_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, Needs::value_types},
    {BPF_MAP_TYPE_INODE_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, Needs::value_types},
    {BPF_MAP_TYPE_TASK_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, Needs::value_types},
    {kMapTypeCgrpStorage, 4, 4, 0, BPF_F_NO_PREALLOC, Needs::value_types},
    {BPF_MAP_TYPE_STRUCT_OPS, 4, 4, 1, 0, Needs::kernel_struct},
    {BPF_MAP_TYPE_RINGBUF, 0, 0, kPage},
    {BPF_MAP_TYPE_USER_RINGBUF, 0, 0, kPage},
    {BPF_MAP_TYPE_BLOOM_FILTER, 0, 4, 1},
    {kMapTypeArena, 0, 0, 1, BPF_F_MMAPABLE},
    {kMapTypeInsnArray, 4, 16, 1},
});

// Types other than the array that the flags are for; kernel/bpf/*_alloc_check().
constexpr auto kFlagRecipes = std::to_array<Recipe>({
    {BPF_MAP_TYPE_HASH, 4, 4, 1, BPF_F_NO_PREALLOC},
    {BPF_MAP_TYPE_LRU_HASH, 4, 4, 64, BPF_F_NO_COMMON_LRU},
    {BPF_MAP_TYPE_STACK_TRACE, 4, 32, 1, BPF_F_STACK_BUILD_ID},
    {BPF_MAP_TYPE_HASH, 4, 4, 1, BPF_F_ZERO_SEED},
    {BPF_MAP_TYPE_SK_STORAGE, 4, 4, 0, BPF_F_CLONE, Needs::value_types},
    {BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 1, BPF_F_PRESERVE_ELEMS},
    {BPF_MAP_TYPE_STRUCT_OPS, 4, 4, 1, kMapLink, Needs::kernel_struct},
    {BPF_MAP_TYPE_STRUCT_OPS, 4, 4, 1, kMapVtypeObjFd, Needs::kernel_struct},
    {kMapTypeArena, 0, 0, 1, kMapSegvOnFault},
    {kMapTypeArena, 0, 0, 1, kMapNoUserConv},
    {BPF_MAP_TYPE_RINGBUF, 0, 0, kPage, kMapRbOverwrite},
});

constexpr std::uint32_t kNewestKnown = kMapTypeInsnArray;

// Shapes to try on a type that this build doesn't know.
constexpr auto kGuesses = std::to_array<Recipe>({
    {0, 4, 4, 1},
    {0, 0, 4, 1},
    {0, 4, 8, 1},
    {0, 4, 16, 1},
    {0, 0, 0, kPage},
    {0, 0, 0, 1, BPF_F_MMAPABLE},
    {0, 4, 4, 1, BPF_F_NO_PREALLOC},
    {0, 4, 4, 0, BPF_F_NO_PREALLOC, Needs::value_types},
});

Recipe recipe_of(std::uint32_t type) {
  for (const Recipe& recipe : kRecipes)
    if (recipe.type == type) return recipe;
  return {type, 4, 4, 1};
}

// BTF with one type, number 1: a 32-bit integer.
Descriptor integer_types() {
  const std::unique_ptr<btf, decltype(&btf__free)> types(btf__new_empty(), &btf__free);
  if (!types || btf__add_int(types.get(), "int", 4, BTF_INT_SIGNED) < 0) return Descriptor();
  std::uint32_t size = 0;
  const void* blob = btf__raw_data(types.get(), &size);
  return blob == nullptr ? Descriptor() : Descriptor(bpf_btf_load(blob, size, nullptr));
}

bpf_attr attributes_of(const Recipe& recipe) {
  auto attributes = zeroed<bpf_attr>();
  const bool ring = recipe.max_entries == kPage && recipe.value_size == 0;
  attributes.map_type = recipe.type;
  attributes.key_size = recipe.key_size;
  attributes.value_size = recipe.value_size;
  attributes.max_entries = ring ? static_cast<std::uint32_t>(sysconf(_SC_PAGESIZE)) : recipe.max_entries;
  attributes.map_flags = recipe.flags;
  return attributes;
}

// A field of the attributes that this build's headers may lack.
void set_field(bpf_attr& attributes, std::size_t offset, std::int32_t value) {
  std::memcpy(reinterpret_cast<char*>(&attributes) + offset, &value, sizeof(value));
}

// errno of making such a map, 0 if it was made; it is gone again on return.
int make(const Recipe& recipe, std::uint32_t ifindex = 0) {
  bpf_attr attributes = attributes_of(recipe);
  attributes.map_ifindex = ifindex;
  if ((recipe.flags & kMapVtypeObjFd) != 0) set_field(attributes, kOffsetOfVtypeObjFd, kNoDescriptor);
  if ((recipe.flags & kTokenFd) != 0) set_field(attributes, kOffsetOfTokenFd, kNoDescriptor);
  Descriptor needed;
  if (recipe.needs == Needs::inner_map) {
    bpf_attr inner = attributes_of({BPF_MAP_TYPE_HASH, 4, 4, 1});
    needed = Descriptor(bpf_call(BPF_MAP_CREATE, inner));
    if (!needed) return errno;
    attributes.inner_map_fd = static_cast<std::uint32_t>(needed.get());
  } else if (recipe.needs == Needs::value_types) {
    needed = integer_types();
    if (!needed) return errno;
    attributes.btf_fd = static_cast<std::uint32_t>(needed.get());
    attributes.btf_key_type_id = attributes.btf_value_type_id = 1;
  } else if (recipe.needs == Needs::kernel_struct) {
    attributes.btf_vmlinux_value_type_id = 1;  // never a struct_ops: the kernel says ENOTSUPP if it has the type
  }
  const Descriptor map(bpf_call(BPF_MAP_CREATE, attributes));
  return map ? 0 : errno;
}

model::Support guess(std::uint32_t type) {
  int refused = EINVAL;
  for (Recipe recipe : kGuesses) {
    recipe.type = type;
    const int error = make(recipe);
    if (error == 0) return model::yes();
    if (error != EINVAL) refused = error;
  }
  return refused == EINVAL ? model::unknown(EINVAL, "this build does not know how to make such a map")
                           : could_not_ask(refused);
}

// A map of a type that takes the flag, made with it.
Recipe recipe_with(std::uint32_t flag) {
  for (const Recipe& recipe : kFlagRecipes)
    if (recipe.flags == flag) {
      Recipe with = recipe;
      with.flags |= recipe_of(recipe.type).flags;
      return with;
    }
  return {BPF_MAP_TYPE_ARRAY, 4, 4, 1, flag};
}

// BPF_F_PATH_FD is no flag of maps but of their pins: a path relative to a directory's descriptor.
model::Support probe_path_fd() {
  auto attributes = zeroed<bpf_attr>();
  attributes.pathname = reinterpret_cast<std::uintptr_t>("none");
  attributes.file_flags = kMapPathFd;
  set_field(attributes, kOffsetOfPathFd, kNoDescriptor);
  bpf_call(BPF_OBJ_GET, attributes);
  const int error = errno;
  return error == EBADF ? model::yes() : error == EINVAL ? lacking() : could_not_ask(error);
}

}  // namespace

model::Support probe_map_type(std::uint32_t type, std::uint32_t ifindex) {
  if (type > kNewestKnown) return guess(type);
  const Recipe recipe = recipe_of(type);
  const int error = make(recipe, ifindex);
  if (error == 0 || (recipe.needs == Needs::kernel_struct && error == kNotSupported)) return model::yes();
  // EOPNOTSUPP: the arena on a machine without a JIT for it.
  return error == EINVAL || error == EOPNOTSUPP ? lacking() : could_not_ask(error);
}

model::Support probe_map_with_programs(std::uint32_t type, std::uint32_t value_size) {
  const int error = make({type, 4, value_size, 1});
  return error == 0 ? model::yes() : error == EINVAL ? lacking() : could_not_ask(error);
}

model::Support probe_map_flag(std::uint32_t flag) {
  if (flag == kMapPathFd) return probe_path_fd();
  const Recipe recipe = recipe_with(flag);
  const int error = make(recipe);
  // EBADF: the descriptor that goes with the flag was looked at.
  if (error == 0 || error == EBADF || (recipe.needs == Needs::kernel_struct && error == kNotSupported))
    return model::yes();
  return error == EINVAL || error == EOPNOTSUPP ? lacking() : could_not_ask(error);
}

}  // namespace bpflens::kernel
