// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One call of BPF_OBJ_GET_INFO_BY_FD a program, with room for map ids and for the first function (which
// has the name that the kernel cut); a second one only for more maps than there was room for.
#include "kernel/libbpf/programs.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <ctime>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/fdinfo.hpp"
#include "kernel/libbpf/program_sizes.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kManyPrograms = 1000;  // reading of their fdinfo takes as long as loading the iterator
constexpr std::uint32_t kMapIdsAtOnce = 64;  // BPF_MAX_USED_MAPS of kernels before 6.3; few programs use more

// What one info call is asked to fill in.
struct Answer {
  bpf_prog_info info = zeroed<bpf_prog_info>();
  bpf_func_info first_function = zeroed<bpf_func_info>();
  std::array<std::uint32_t, kMapIdsAtOnce> map_ids{};
};

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

// 0 or the errno.
int ask(int fd, Answer& answer) {
  answer.info.nr_map_ids = kMapIdsAtOnce;
  answer.info.map_ids = reinterpret_cast<std::uintptr_t>(answer.map_ids.data());
  answer.info.nr_func_info = 1;
  answer.info.func_info_rec_size = sizeof answer.first_function;
  answer.info.func_info = reinterpret_cast<std::uintptr_t>(&answer.first_function);
  return get_info(fd, answer.info) == 0 ? 0 : errno;
}

std::vector<model::MapId> map_ids(int fd, const Answer& answer) {
  std::vector<model::MapId> ids;
  std::uint32_t count = answer.info.nr_map_ids;
  std::vector<std::uint32_t> all(answer.map_ids.begin(), answer.map_ids.begin() + std::min(count, kMapIdsAtOnce));
  if (count > kMapIdsAtOnce) {
    all.resize(count);
    auto info = zeroed<bpf_prog_info>();
    info.nr_map_ids = count;
    info.map_ids = reinterpret_cast<std::uintptr_t>(all.data());
    if (get_info(fd, info) != 0) fail("read the map ids of program", std::to_string(answer.info.id), errno);
    all.resize(std::min(count, info.nr_map_ids));
  }
  ids.reserve(all.size());
  for (const std::uint32_t id : all) ids.push_back({id});
  return ids;
}

// The device's name, which only its own network namespace knows.
std::string interface_name(const model::OffloadDevice& device) {
  struct stat own {};
  std::array<char, IF_NAMESIZE> name{};
  const bool same =
      stat("/proc/self/ns/net", &own) == 0 && own.st_ino == device.netns_inode && own.st_dev == device.netns_dev;
  return same && if_indextoname(device.ifindex, name.data()) != nullptr ? name.data() : "";
}

model::Tag tag_of(std::string_view hex) {
  model::Tag tag{};
  for (std::size_t i = 0; i < tag.size() && hex.size() >= 2 * (i + 1); ++i)
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, tag[i], 16);
  return tag;
}

}  // namespace

void LibbpfPrograms::BtfFree::operator()(btf* loaded) const { btf__free(loaded); }

const btf* LibbpfPrograms::types(std::uint32_t btf_id) {
  const auto [entry, fresh] = types_.try_emplace(btf_id);
  if (fresh) entry->second.reset(btf__load_from_kernel_by_id(btf_id));
  return entry->second.get();
}

// The kernel keeps 15 characters of a name; the type of the first function has them all.
std::string LibbpfPrograms::full_name(const std::string& short_name, std::uint32_t btf_id,
                                      std::uint32_t function_type) {
  if (short_name.size() < BPF_OBJ_NAME_LEN - 1 || btf_id == 0 || function_type == 0) return short_name;
  const btf* known = types(btf_id);
  const btf_type* function = known != nullptr ? btf__type_by_id(known, function_type) : nullptr;
  const char* name = function != nullptr ? btf__name_by_offset(known, function->name_off) : nullptr;
  const bool continues = name != nullptr && std::string_view(name).starts_with(short_name);
  return continues ? name : short_name;
}

// A program whose device has gone: the info call fails with ENODEV and fills in nothing (bpf(2) gives it
// up before copying), but fdinfo still tells.
model::Program LibbpfPrograms::describe_orphan(int fd) {
  const std::string fdinfo = read_fdinfo(fd);
  const auto number = [&fdinfo](std::string_view key) { return fdinfo_number(fdinfo, key).value_or(0); };
  model::Program program;
  program.id = {static_cast<std::uint32_t>(number("prog_id"))};
  program.type = static_cast<std::uint32_t>(number("prog_type"));
  program.type_name = names_.program_type(program.type);
  program.tag = tag_of(fdinfo_word(fdinfo, "prog_tag"));
  program.run_time = std::chrono::nanoseconds(number("run_time_ns"));
  program.run_count = number("run_cnt");
  program.recursion_misses = number("recursion_misses");
  program.bytes_memlock = fdinfo_number(fdinfo, "memlock");
  program.orphaned = true;
  return program;
}

model::Program LibbpfPrograms::describe(int fd, Detail detail) {
  Answer answer;
  const int error = ask(fd, answer);
  if (error == ENODEV) return describe_orphan(fd);
  if (error != 0) fail("read a program's description", "", error);

  const bpf_prog_info& info = answer.info;
  const std::uint32_t function_type = info.nr_func_info != 0 ? answer.first_function.type_id : 0;
  model::Program program;
  program.id = {info.id};
  program.type = info.type;
  program.type_name = names_.program_type(info.type);
  program.name = full_name(std::string(info.name, strnlen(info.name, sizeof info.name)), info.btf_id, function_type);
  std::memcpy(program.tag.data(), info.tag, program.tag.size());
  program.gpl_compatible = info.gpl_compatible != 0;
  program.run_time = std::chrono::nanoseconds(info.run_time_ns);
  program.run_count = info.run_cnt;
  program.recursion_misses = info.recursion_misses;
  if (info.ifindex != 0) {
    program.device = {info.ifindex, info.netns_dev, info.netns_ino, ""};
    program.device->name = interface_name(*program.device);
  }
  program.loaded_at = since_boot(info.load_time);
  program.created_by_uid = info.created_by_uid;
  program.bytes_translated = info.xlated_prog_len;
  program.bytes_jited = info.jited_prog_len;
  if (info.btf_id != 0) program.btf_id = model::BtfId{info.btf_id};
  program.map_ids = map_ids(fd, answer);
  if (detail == Detail::info) return program;
  if (const auto known = sizes_.find(info.id); known != sizes_.end())
    program.bytes_memlock = known->second;
  else
    program.bytes_memlock = fdinfo_number(read_fdinfo(fd), "memlock");
  return program;
}

std::optional<model::Program> LibbpfPrograms::find(model::ProgramId id, Detail detail) {
  const Descriptor fd(bpf_prog_get_fd_by_id(id.value));
  if (fd) return describe(fd.get(), detail);
  if (errno != ENOENT) fail("open program", std::to_string(id.value), errno);
  return std::nullopt;
}

std::vector<model::Program> LibbpfPrograms::list(Detail detail) {
  std::vector<std::uint32_t> ids;
  std::uint32_t id = 0;
  while (bpf_prog_get_next_id(id, &id) == 0) ids.push_back(id);
  if (errno != ENOENT) fail("list programs", "", errno);
  if (detail == Detail::all && ids.size() > kManyPrograms) sizes_ = program_sizes();
  std::vector<model::Program> programs;
  programs.reserve(ids.size());
  for (const std::uint32_t one : ids)
    if (auto program = find({one}, detail)) programs.push_back(std::move(*program));
  sizes_.clear();
  return programs;
}

}  // namespace bpflens::kernel
