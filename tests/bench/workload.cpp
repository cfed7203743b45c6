// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What scripts/bench measures on: objects held, maps filled, events written, and the same work done with
// nothing but the system calls and a printf, as the limit that no tool passes.
//   workload hold N             N socket filters and N hash maps; prints "ready", holds them until killed
//   workload pins N DIR         N pins in directories of 100, of N/2 programs and N/2 maps
//   workload fill TYPE N PATH   a map of that type (hash array lru percpu mmapable) with N entries u32 -> u64, pinned;
//                               fields: a hash map of structs of ten fields
//   workload read PATH          every entry of that map as the least JSON, {"key":1,"value":2}: the limit for map dump
//   workload lines N            N records as map export writes them
//   workload put PATH N         N entries into that map, in batches: the limit for map import
//   workload list KIND          every id and name of that kind (prog map) as minimal JSON: the limit for list
//   workload time COMMAND...    runs it with its output thrown away; prints milliseconds and peak memory in KiB
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "workload: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

int checked(int result, const char* what) {
  if (result < 0) die(what);
  return result;
}

// r0 = the map's address (so that the program holds the map), then r0 = 0.
int load_filter(const std::string& name, int map) {
  std::array<bpf_insn, 4> program{};
  program[0].code = BPF_LD | BPF_DW | BPF_IMM;
  program[0].dst_reg = 1;
  program[0].src_reg = BPF_PSEUDO_MAP_FD;
  program[0].imm = map;
  program[2].code = BPF_ALU64 | BPF_MOV | BPF_K;
  program[3].code = BPF_JMP | BPF_EXIT;
  return checked(
      bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, name.c_str(), "GPL", program.data(), program.size(), nullptr),
      "load a program");
}

int hold(unsigned count) {
  const rlimit files{.rlim_cur = 2 * count + 100, .rlim_max = 2 * count + 100};
  checked(setrlimit(RLIMIT_NOFILE, &files), "raise the limit of open files");
  for (unsigned i = 0; i < count; ++i) {
    const int map =
        checked(bpf_map_create(BPF_MAP_TYPE_HASH, ("m" + std::to_string(i)).c_str(), 4, 8, 1, nullptr), "make a map");
    load_filter("p" + std::to_string(i), map);
  }
  std::puts("ready");
  std::fflush(stdout);
  for (;;) pause();
}

int pin_many(unsigned count, const std::string& directory) {
  for (unsigned i = 0; i < count; ++i) {
    const std::string below = directory + "/" + std::to_string(i / 100);
    if (i % 100 == 0) checked(mkdir(below.c_str(), 0700), "make a directory");
    const int map = checked(bpf_map_create(BPF_MAP_TYPE_HASH, "pinned", 4, 8, 1, nullptr), "make a map");
    const int object = i % 2 == 0 ? map : load_filter("pinned", map);
    checked(bpf_obj_pin(object, (below + "/" + std::to_string(i)).c_str()), "pin");
    close(map);
    if (object != map) close(object);
  }
  return 0;
}

bpf_map_type type_named(const std::string& name) {
  if (name == "array" || name == "mmapable") return BPF_MAP_TYPE_ARRAY;
  if (name == "lru") return BPF_MAP_TYPE_LRU_HASH;
  if (name == "percpu") return BPF_MAP_TYPE_PERCPU_HASH;
  return BPF_MAP_TYPE_HASH;
}

constexpr std::uint32_t kFields = 10;  // of the structs, each of 8 bytes

// BTF with the key's type as id 1, a number's as id 2 and a struct's as id 3, so that both tools print fields.
int types_of_entries() {
  btf* types = btf__new_empty();
  btf__add_int(types, "unsigned int", 4, 0);
  btf__add_int(types, "unsigned long", 8, 0);
  btf__add_struct(types, "fields", kFields * 8);
  for (std::uint32_t i = 0; i < kFields; ++i)
    btf__add_field(types, ("field" + std::to_string(i)).c_str(), 2, i * 64, 0);
  const int fd = checked(btf__load_into_kernel(types) < 0 ? -1 : btf__fd(types), "load BTF");
  return fd;
}

int fill(const std::string& type, unsigned count, const char* path) {
  const bool fields = type == "fields";
  LIBBPF_OPTS(bpf_map_create_opts, options, .btf_fd = static_cast<__u32>(types_of_entries()), .btf_key_type_id = 1,
              .btf_value_type_id = fields ? 3U : 2U, .map_flags = type == "mmapable" ? BPF_F_MMAPABLE : 0U);
  const __u32 size = fields ? kFields * 8 : 8;
  const int map = checked(bpf_map_create(type_named(type), "bench", 4, size, count, &options), "make a map");
  std::vector<std::uint64_t> values(
      std::max<std::size_t>(static_cast<std::size_t>(sysconf(_SC_NPROCESSORS_CONF)), kFields));
  for (std::uint32_t key = 0; key < count; ++key) {
    for (std::uint64_t& value : values) value = key * 7919ULL;
    checked(bpf_map_update_elem(map, &key, values.data(), BPF_ANY), "add an entry");
  }
  checked(bpf_obj_pin(map, path), "pin the map");
  return 0;
}

void add_entry(std::string& text, std::uint32_t key, std::uint64_t value) {
  text += "{\"key\":" + std::to_string(key) + ",\"value\":" + std::to_string(value) + "},";
}

int read_map(const char* path) {
  const int map = checked(bpf_obj_get(path), "open the map");
  constexpr __u32 kBatch = 4096;
  std::vector<std::uint32_t> keys(kBatch);
  std::vector<std::uint64_t> values(kBatch);
  std::uint32_t cursor = 0;
  std::string text = "[";
  for (bool first = true, more = true; more; first = false) {
    __u32 count = kBatch;
    const int error =
        bpf_map_lookup_batch(map, first ? nullptr : &cursor, &cursor, keys.data(), values.data(), &count, nullptr);
    more = error == 0;
    if (!more && errno != ENOENT) die("read a batch");
    for (__u32 i = 0; i < count; ++i) add_entry(text, keys[i], values[i]);
    std::fwrite(text.data(), 1, text.size(), stdout);
    text.clear();
  }
  std::puts("{}]");
  return 0;
}

int write_lines(unsigned count) {
  for (unsigned i = 0; i < count; ++i) std::printf("{\"key\":%u,\"value\":%llu}\n", i, i * 7919ULL);
  return 0;
}

int put(const char* path, unsigned count) {
  const int map = checked(bpf_obj_get(path), "open the map");
  constexpr unsigned kBatch = 4096;
  std::vector<std::uint32_t> keys(kBatch);
  std::vector<std::uint64_t> values(kBatch);
  LIBBPF_OPTS(bpf_map_batch_opts, options);
  for (unsigned at = 0; at < count; at += kBatch) {
    __u32 size = std::min(kBatch, count - at);
    for (__u32 i = 0; i < size; ++i) keys[i] = at + i, values[i] = (at + i) * 7919ULL;
    checked(bpf_map_update_batch(map, keys.data(), values.data(), &size, &options), "put a batch");
  }
  return 0;
}

int list(bool programs) {
  std::string text = "[";
  for (__u32 id = 0; (programs ? bpf_prog_get_next_id(id, &id) : bpf_map_get_next_id(id, &id)) == 0;) {
    const int fd = programs ? bpf_prog_get_fd_by_id(id) : bpf_map_get_fd_by_id(id);
    if (fd < 0) continue;
    bpf_prog_info program{};
    bpf_map_info map{};
    __u32 size = programs ? sizeof program : sizeof map;
    void* info = programs ? static_cast<void*>(&program) : &map;
    if (bpf_obj_get_info_by_fd(fd, info, &size) == 0)
      text += "{\"id\":" + std::to_string(id) + ",\"name\":\"" + (programs ? program.name : map.name) + "\"},";
    close(fd);
  }
  std::puts((text + "{}]").c_str());
  return 0;
}

int time_command(char** command) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = checked(fork(), "fork");
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    execvp(command[0], command);
    die(command[0]);
  }
  int status = 0;
  rusage usage{};
  checked(wait4(child, &status, 0, &usage), "wait");
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::printf("%.3f %ld\n", took.count(), usage.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "hold" && argc == 3) return hold(static_cast<unsigned>(std::atoi(argv[2])));
  if (verb == "pins" && argc == 4) return pin_many(static_cast<unsigned>(std::atoi(argv[2])), argv[3]);
  if (verb == "fill" && argc == 5) return fill(argv[2], static_cast<unsigned>(std::atoi(argv[3])), argv[4]);
  if (verb == "read" && argc == 3) return read_map(argv[2]);
  if (verb == "lines" && argc == 3) return write_lines(static_cast<unsigned>(std::atoi(argv[2])));
  if (verb == "put" && argc == 4) return put(argv[2], static_cast<unsigned>(std::atoi(argv[3])));
  if (verb == "list" && argc == 3) return list(std::string(argv[2]) == "prog");
  if (verb == "time" && argc > 2) return time_command(argv + 2);
  std::fputs(
      "usage: workload hold N | fill TYPE N PATH | read PATH | lines N | put PATH N | list prog|map | time COMMAND\n",
      stderr);
  return 2;
}
