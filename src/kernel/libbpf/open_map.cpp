// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The errnos' meanings are those of kernel/bpf/{syscall,hashtab,arraymap,queue_stack_maps}.c.
#include "kernel/libbpf/open_map.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include "kernel/libbpf/fail.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"

namespace bpflens::kernel {
namespace {

const void* pointer(std::span<const std::byte> bytes) { return bytes.empty() ? nullptr : bytes.data(); }

bool has_slots(std::uint32_t type) {
  return type == model::kArray || type == model::kPerCpuArray || type == model::kProgramArray ||
         type == model::kArrayOfMaps || type == model::kCgroupArray || type == model::kDevmap ||
         type == model::kCpumap || type == model::kXskmap || type == model::kPerfEventArray;
}

std::string full(const model::Map& map) {
  const std::string most = std::to_string(map.max_entries);
  return has_slots(map.type) ? "the last index is " + std::to_string(map.max_entries - 1)
                             : "the map is full (max_entries is " + most + ")";
}

// Empty when errno's own words say it all.
std::string cause_of(const model::Map& map, int error) {
  switch (error) {
    case E2BIG:
      return full(map);
    case ENOSPC:
      return map.type == model::kSockmap ? "only maps with 8-byte values tell of their sockets" : full(map);
    case EEXIST:
      return has_slots(map.type) ? "every index of this type of map exists" : "the key is there already";
    case ENOENT:
      return "there is no such key";
    case EPERM:
      return map.frozen ? "the map is frozen" : "";
    case EBUSY:
      return "a program is writing to the entry, or the map is mapped into memory";
    case EBADF:
      return "the values of " + model::with_article(map.type_name) +
             " are descriptors, which only a process that holds them can put in";
    case EINVAL:
    case EOPNOTSUPP:
    case kNotSupported:
      return model::with_article(map.type_name) + " doesn't offer this, or not with such a key, value or flag";
    default:
      return "";
  }
}

std::string next_step(const model::Map& map, int error) {
  if ((error == E2BIG || error == ENOSPC) && !has_slots(map.type) && map.type != model::kSockmap)
    return "delete entries, or create a larger one (bpflens map create --entries N)";
  if (error == EPERM && map.frozen) return "a frozen map stays so: create another one";
  return "";
}

// The kernel takes letters, digits, _ and . (bpf_obj_name_cpy).
bool is_good_name(const std::string& name) { return name == model::object_name(name); }

std::uint64_t flags_of(UpdateMode mode) {
  return mode == UpdateMode::no_exist ? BPF_NOEXIST : mode == UpdateMode::exist ? BPF_EXIST : BPF_ANY;
}

Descriptor open_value(const model::ObjectRef& object) {
  const bool map = object.kind == model::ObjectKind::map;
  Descriptor fd(map ? bpf_map_get_fd_by_id(object.id) : bpf_prog_get_fd_by_id(object.id));
  if (!fd) fail(std::string("open ") + (map ? "map" : "program"), std::to_string(object.id), errno);
  return fd;
}

// uapi struct bpf_devmap_val and bpf_cpumap_val: a program's id on the way out, its descriptor on the way in.
Descriptor replace_program(const model::Map& map, std::vector<std::byte>& value) {
  constexpr std::size_t kProgram = sizeof(std::uint32_t);
  const bool may_hold = map.type == model::kDevmap || map.type == model::kDevmapHash || map.type == model::kCpumap;
  std::uint32_t id = 0;
  if (may_hold && value.size() == kProgram + sizeof id) std::memcpy(&id, value.data() + kProgram, sizeof id);
  if (id == 0) return Descriptor();
  Descriptor program = open_value({model::ObjectKind::program, id});
  const int fd = program.get();
  std::memcpy(value.data() + kProgram, &fd, sizeof fd);
  return program;
}

}  // namespace

std::string subject(const model::Map& map) {
  const std::string id = std::to_string(map.id.value);
  return map.name.empty() ? "map " + id : "map " + id + " (" + map.name + ")";
}

Failure creation_failure(const MapRequest& request, const std::string& type_name, int error) {
  Failure failure{
      .operation = "create " + model::with_article(type_name) + " map", .subject = request.name, .error = error};
  const bool of_maps = model::is_map_of_maps(request.type);
  if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    add_explanation(failure, Makes::object, {"CAP_BPF", "CAP_NET_ADMIN"});
  } else if (error == E2BIG || error == ENOMEM) {
    failure.cause = "keys, values and entries of these sizes need more memory than the kernel gives";
    failure.next_step = "ask for fewer or smaller entries";
  } else if (!request.device.empty()) {
    failure.error = error == kNotSupported ? EOPNOTSUPP : error;
    const Explanation found = explain_device(request.device);
    failure.cause = found.cause;
    failure.next_step = found.next_step;
  } else if (of_maps && !request.inner) {
    failure.cause = "it needs an inner map, which gives its maps their form";
    failure.next_step = "name one with --inner-map MAP";
  } else if ((error == kNotSupported || (error == EINVAL && request.key_size == 0)) && !request.btf.empty()) {
    if (error == kNotSupported) failure.error = EOPNOTSUPP;
    failure.cause = model::with_article(type_name) + " doesn't take types of its keys and values";
    failure.next_step = "leave out --key-type and --value-type, give --key-size and --value-size";
  } else if (error == EINVAL && !is_good_name(request.name)) {
    failure.cause = "a name has 15 characters at most: letters, digits, _ and .";
  } else if (error == EINVAL) {
    failure.cause = model::with_article(type_name) + " can't have a key of " + std::to_string(request.key_size) +
                    ", a value of " + std::to_string(request.value_size) + " bytes, " +
                    std::to_string(request.max_entries) + " entries and flags " + std::to_string(request.flags) +
                    " together, or this kernel doesn't know the type";
    if (request.type == model::kLpmTrie && (request.flags & BPF_F_NO_PREALLOC) == 0)
      failure.next_step = "add --flags no_prealloc, which this type must have";
    if (request.type == model::kArena)
      failure.next_step = "give no key and value sizes, as entries its size in pages, and --flags mmapable";
    if (request.type == model::kStructOps)
      failure.next_step = "name the kernel's type: --value-type 'struct bpf_struct_ops_tcp_congestion_ops'";
    if (request.type == model::kRingBuffer || request.type == model::kUserRingBuffer)
      failure.next_step =
          "give no key and value sizes, and as entries its size in bytes: a power of two of whole pages";
  }
  return failure;
}

void LibbpfOpenMap::refused(const std::string& operation, int error) const {
  Failure failure{.operation = operation,
                  .subject = subject(map_),
                  .error = error,
                  .cause = cause_of(map_, error),
                  .next_step = next_step(map_, error)};
  if (error == EPERM && !map_.frozen) failure.kind = ErrorKind::permission;
  if (error == ENOENT) failure.kind = ErrorKind::not_found;
  if (error == kNotSupported) failure.error = EOPNOTSUPP;
  fail(std::move(failure));
}

bool LibbpfOpenMap::lookup(std::span<const std::byte> key, std::span<std::byte> value) {
  if (bpf_map_lookup_elem(fd_.get(), pointer(key), value.data()) == 0) return true;
  if (errno != ENOENT) refused("look up in", errno);
  return false;
}

bool LibbpfOpenMap::take(std::span<const std::byte> key, std::span<std::byte> value) {
  if (bpf_map_lookup_and_delete_elem(fd_.get(), pointer(key), value.data()) == 0) return true;
  if (errno != ENOENT) refused("take an entry out of", errno);
  return false;
}

bool LibbpfOpenMap::next_key(std::span<const std::byte> key, std::span<std::byte> next) {
  if (bpf_map_get_next_key(fd_.get(), pointer(key), next.data()) == 0) return true;
  if (errno != ENOENT) refused("walk over the keys of", errno);
  return false;
}

void LibbpfOpenMap::update(std::span<const std::byte> key, std::span<const std::byte> value, UpdateMode mode) {
  std::vector<std::byte> bytes(value.begin(), value.end());
  const Descriptor program = replace_program(map_, bytes);
  if (bpf_map_update_elem(fd_.get(), pointer(key), bytes.data(), flags_of(mode)) != 0) refused("update", errno);
}

std::size_t LibbpfOpenMap::update_many(std::span<const std::byte> keys, std::span<const std::byte> values,
                                       std::size_t count) {
  if (count == 0) return 0;
  auto done = static_cast<std::uint32_t>(count);
  LIBBPF_OPTS(bpf_map_batch_opts, options);
  if (bpf_map_update_batch(fd_.get(), keys.data(), values.data(), &done, &options) == 0) return count;
  // Kernels leave the count alone when they have no batches for the type; then nothing was updated.
  return done < count ? done : 0;
}

void LibbpfOpenMap::update(std::span<const std::byte> key, const model::ObjectRef& value, UpdateMode mode) {
  const Descriptor object = open_value(value);
  const int fd = object.get();
  if (bpf_map_update_elem(fd_.get(), pointer(key), &fd, flags_of(mode)) == 0) return;
  const int error = errno;
  if (error == EINVAL)
    fail({.operation = "put " + std::string(word(value.kind)) + " " + std::to_string(value.id) + " into",
          .subject = subject(map_),
          .error = error,
          .cause = "it is not of the form that the map's other values have"});
  refused("update", error);
}

bool LibbpfOpenMap::remove(std::span<const std::byte> key) {
  if (bpf_map_delete_elem(fd_.get(), pointer(key)) == 0) return true;
  if (errno != ENOENT) refused("delete from", errno);
  return false;
}

void LibbpfOpenMap::freeze() {
  if (bpf_map_freeze(fd_.get()) == 0) return;
  if (errno == EBUSY && map_.frozen)
    fail({.operation = "freeze", .subject = subject(map_), .error = EBUSY, .cause = "it is frozen already"});
  refused("freeze", errno);
}

}  // namespace bpflens::kernel
