// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two calls of BPF_OBJ_GET_INFO_BY_FD at most: the second only for more than 32 maps, and one more for
// names that the kernel cut.
#include "kernel/libbpf/programs.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/fdinfo.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kMapIdsAtOnce = 32;

// load_time counts from boot; the difference of the clocks is read anew each time, since the wall clock may be set.
std::chrono::system_clock::time_point since_boot(std::uint64_t nanoseconds) {
  timespec wall{};
  timespec boot{};
  clock_gettime(CLOCK_REALTIME, &wall);
  clock_gettime(CLOCK_BOOTTIME, &boot);
  const auto span = [](const timespec& t) {
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
  };
  const auto since_epoch = span(wall) - span(boot) + std::chrono::nanoseconds(nanoseconds);
  return std::chrono::system_clock::time_point(since_epoch);
}

int get_info(int fd, bpf_prog_info& info) {
  std::uint32_t size = sizeof info;
  return bpf_obj_get_info_by_fd(fd, &info, &size);
}

void read_map_ids(int fd, model::Program& program, std::uint32_t count, const std::array<std::uint32_t, 32>& first) {
  std::vector<std::uint32_t> ids(first.begin(), first.begin() + std::min<std::size_t>(count, first.size()));
  if (count > first.size()) {
    ids.resize(count);
    bpf_prog_info info{};
    info.nr_map_ids = count;
    info.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
    if (get_info(fd, info) != 0) fail("read the map ids of program", std::to_string(program.id.value), errno);
    ids.resize(std::min(count, info.nr_map_ids));
  }
  for (const std::uint32_t id : ids) program.map_ids.push_back({id});
}

}  // namespace

void LibbpfPrograms::BtfFree::operator()(btf* loaded) const { btf__free(loaded); }

const btf* LibbpfPrograms::types(std::uint32_t btf_id) {
  const auto [entry, fresh] = types_.try_emplace(btf_id);
  if (fresh) entry->second.reset(btf__load_from_kernel_by_id(btf_id));
  return entry->second.get();
}

// The kernel keeps 15 characters of a name; the type of the first function has them all.
std::string LibbpfPrograms::full_name(int fd, const std::string& short_name, std::uint32_t btf_id) {
  if (short_name.size() < BPF_OBJ_NAME_LEN - 1 || btf_id == 0) return short_name;
  bpf_func_info first{};
  bpf_prog_info info{};
  info.nr_func_info = 1;
  info.func_info_rec_size = sizeof first;
  info.func_info = reinterpret_cast<std::uintptr_t>(&first);
  if (get_info(fd, info) != 0 || info.nr_func_info == 0) return short_name;
  const btf* known = types(btf_id);
  const btf_type* function = known != nullptr ? btf__type_by_id(known, first.type_id) : nullptr;
  const char* name = function != nullptr ? btf__name_by_offset(known, function->name_off) : nullptr;
  const bool continues = name != nullptr && std::string_view(name).starts_with(short_name);
  return continues ? name : short_name;
}

model::Program LibbpfPrograms::describe(int fd) {
  std::array<std::uint32_t, kMapIdsAtOnce> map_ids{};
  bpf_prog_info info{};
  info.nr_map_ids = map_ids.size();
  info.map_ids = reinterpret_cast<std::uintptr_t>(map_ids.data());
  const int error = get_info(fd, info) == 0 ? 0 : errno;
  if (error != 0 && error != ENODEV) fail("read a program's description", "", error);

  model::Program program;
  program.id = {info.id};
  program.type = info.type;
  program.type_name = names_.program_type(info.type);
  program.name = full_name(fd, std::string(info.name, strnlen(info.name, sizeof info.name)), info.btf_id);
  std::memcpy(program.tag.data(), info.tag, program.tag.size());
  program.gpl_compatible = info.gpl_compatible != 0;
  program.run_time = std::chrono::nanoseconds(info.run_time_ns);
  program.run_count = info.run_cnt;
  program.recursion_misses = info.recursion_misses;
  if (info.ifindex != 0) program.device = {info.ifindex, info.netns_dev, info.netns_ino};
  program.loaded_at = since_boot(info.load_time);
  program.created_by_uid = info.created_by_uid;
  program.orphaned = error == ENODEV;  // the device it was offloaded to is gone; the rest is filled all the same
  program.bytes_translated = info.xlated_prog_len;
  program.bytes_jited = info.jited_prog_len;
  if (info.btf_id != 0) program.btf_id = model::BtfId{info.btf_id};
  read_map_ids(fd, program, info.nr_map_ids, map_ids);
  program.bytes_memlock = fdinfo_number(read_fdinfo(fd), "memlock");
  return program;
}

std::optional<model::Program> LibbpfPrograms::find(model::ProgramId id) {
  const Descriptor fd(bpf_prog_get_fd_by_id(id.value));
  if (fd) return describe(fd.get());
  if (errno != ENOENT) fail("open program", std::to_string(id.value), errno);
  return std::nullopt;
}

std::vector<model::Program> LibbpfPrograms::list() {
  std::vector<model::Program> programs;
  std::uint32_t id = 0;
  while (bpf_prog_get_next_id(id, &id) == 0)
    if (auto program = find({id})) programs.push_back(std::move(*program));
  if (errno != ENOENT) fail("list programs", "", errno);
  return programs;
}

}  // namespace bpflens::kernel
