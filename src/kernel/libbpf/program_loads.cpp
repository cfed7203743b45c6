// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/program_loads.hpp"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

// One call of BPF_PROG_LOAD, with copies of all that it refers to.
struct ProgramLoad {
  std::array<std::uint64_t, 32> attributes{};  // those of a newer libbpf may be longer than this build's bpf_attr
  std::size_t size = 0;
  std::string license;
  std::vector<std::byte> instructions, functions, lines;
  std::vector<int> binds;  // descriptors of maps to bind to it
  int stands_for_it = -1;  // libbpf's, whose place the program takes
  ino_t inode = 0;         // of what is there until then
  Descriptor program;
  bool begun = false;
  bool ended = false;
};

namespace {

constexpr std::size_t kWorthAThread = 8;
constexpr std::size_t kMostHelpers = 3;
constexpr int kLoadAttempts = 5;  // of loads that a signal interrupted, as libbpf counts them

thread_local ProgramLoads* current_loads = nullptr;

// As long as it lives, what this thread asks of the kernel is not libbpf's and not to be taken.
class OwnCalls {
 public:
  OwnCalls() = default;
  OwnCalls(const OwnCalls&) = delete;
  OwnCalls& operator=(const OwnCalls&) = delete;
  ~OwnCalls() { current_loads = taking_; }

 private:
  ProgramLoads* taking_ = std::exchange(current_loads, nullptr);
};

const void* pointer(std::uint64_t value) { return std::bit_cast<const void*>(static_cast<std::uintptr_t>(value)); }

void copied(std::uint64_t from, std::size_t size, std::vector<std::byte>& to) {
  to.resize(size);
  if (size != 0) std::memcpy(to.data(), pointer(from), size);
}

// Loads that want the verifier's log are second attempts; descriptors of modules' BTF are closed early.
bool is_plain(const bpf_attr& attributes) {
  return attributes.func_info_cnt != 0 && attributes.log_level == 0 && attributes.fd_array == 0 &&
         attributes.attach_btf_obj_fd == 0 && attributes.core_relo_cnt == 0;
}

// Nothing for what isn't of the object: libbpf also loads programs to find out what the kernel can.
std::optional<ProgramLoad> copy_of(const void* given, std::size_t size, const std::vector<std::string>& names) {
  std::optional<ProgramLoad> load(std::in_place);
  if (size > sizeof load->attributes) return std::nullopt;
  bpf_attr attributes{};
  std::memcpy(&attributes, given, std::min(size, sizeof attributes));
  const std::string name(attributes.prog_name, strnlen(attributes.prog_name, sizeof attributes.prog_name));
  if (!is_plain(attributes) || std::find(names.begin(), names.end(), name) == names.end()) return std::nullopt;
  load->license = static_cast<const char*>(pointer(attributes.license));
  load->size = size;
  std::memcpy(load->attributes.data(), given, size);
  copied(attributes.insns, attributes.insn_cnt * sizeof(bpf_insn), load->instructions);
  copied(attributes.func_info, attributes.func_info_cnt * attributes.func_info_rec_size, load->functions);
  copied(attributes.line_info, attributes.line_info_cnt * attributes.line_info_rec_size, load->lines);
  return load;
}

// The load itself has to stay where it is from now on.
void point_at_copies(ProgramLoad& load) {
  bpf_attr attributes{};
  const std::size_t known = std::min(load.size, sizeof attributes);
  std::memcpy(&attributes, load.attributes.data(), known);
  attributes.license = reinterpret_cast<std::uintptr_t>(load.license.c_str());
  attributes.insns = reinterpret_cast<std::uintptr_t>(load.instructions.data());
  attributes.func_info = reinterpret_cast<std::uintptr_t>(load.functions.data());
  attributes.line_info = reinterpret_cast<std::uintptr_t>(load.lines.data());
  std::memcpy(load.attributes.data(), &attributes, known);
}

Descriptor load_program(const ProgramLoad& load) {
  for (int attempt = 0; attempt < kLoadAttempts; ++attempt) {
    Descriptor program(
        static_cast<int>(syscall(SYS_bpf, BPF_PROG_LOAD, load.attributes.data(), static_cast<unsigned>(load.size))));
    if (program || errno != EAGAIN) return program;
  }
  return Descriptor();
}

// A socket: each has an inode of its own.
bool make_place(ProgramLoad& load) {
  struct stat status {};
  Descriptor place(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!place || fstat(place.get(), &status) != 0) return false;
  load.inode = status.st_ino;
  load.stands_for_it = place.release();
  return true;
}

bool put_in_place(const ProgramLoad& load) {
  struct stat status {};
  return fstat(load.stands_for_it, &status) == 0 && status.st_ino == load.inode &&
         dup3(load.program.get(), load.stands_for_it, O_CLOEXEC) >= 0;
}

}  // namespace

ProgramLoads* ProgramLoads::current() { return current_loads; }

ProgramLoads::ProgramLoads(std::vector<std::string> programs) : names_(std::move(programs)) {
  const std::size_t cpus = std::thread::hardware_concurrency();
  if (names_.size() < kWorthAThread || cpus < 2) return;
  for (std::string& name : names_) name.resize(std::min<std::size_t>(name.size(), BPF_OBJ_NAME_LEN - 1));
  sigset_t all, before;  // signals are for the thread that there was
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    for (std::size_t i = 0; i < std::min(cpus - 1, kMostHelpers); ++i) helpers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {  // no room for one more: it takes longer
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (!helpers_.empty()) current_loads = this;
}

ProgramLoads::~ProgramLoads() {
  finish(false);
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
}

std::size_t ProgramLoads::waiting() const {
  return static_cast<std::size_t>(
      std::count_if(loads_.begin(), loads_.end(), [](const ProgramLoad& load) { return !load.begun; }));
}

// Programs take their places on libbpf's own thread, and only while it goes well: having given up, libbpf closes the
// descriptors, and their numbers may be anybody's.
void ProgramLoads::settle() {
  const OwnCalls own;
  std::unique_lock lock(mutex_);
  while (waiting() != 0) do_next(lock);
  changed_.wait(lock,
                [this] { return std::all_of(loads_.begin(), loads_.end(), [](auto& load) { return load.ended; }); });
  for (const ProgramLoad& load : loads_)
    if (!failed_ && !put_in_place(load)) failed_ = true;
  loads_.clear();
}

bool ProgramLoads::finish(bool went_well) {
  current_loads = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!went_well) failed_ = true;
  }
  settle();
  return !failed_;
}

std::optional<int> ProgramLoads::take(unsigned long command, const void* attributes, std::size_t size) {
  if (command == BPF_PROG_BIND_MAP) return bind_later(attributes, size) ? std::optional(0) : std::nullopt;
  if (command != BPF_PROG_LOAD) {
    settle();
    return std::nullopt;
  }
  {
    const std::lock_guard lock(mutex_);
    if (failed_) {  // the object is of no use any more
      errno = ECANCELED;
      return -1;
    }
    if (waiting() >= 2 * helpers_.size()) return std::nullopt;  // one that had to be woken first would come late
  }
  auto load = copy_of(attributes, size, names_);
  if (!load || !make_place(*load)) return std::nullopt;
  const int place = load->stands_for_it;
  {
    const std::lock_guard lock(mutex_);
    point_at_copies(loads_.emplace_back(std::move(*load)));
    helped_ = true;
  }
  changed_.notify_all();
  return place;
}

// libbpf binds the map of an object's constants to each of its programs as soon as it is loaded.
bool ProgramLoads::bind_later(const void* given, std::size_t size) {
  bpf_attr attributes{};
  std::memcpy(&attributes, given, std::min(size, sizeof attributes));
  const auto program = static_cast<int>(attributes.prog_bind_map.prog_fd);
  const auto map = static_cast<int>(attributes.prog_bind_map.map_fd);
  const std::lock_guard lock(mutex_);
  const auto load =
      std::find_if(loads_.begin(), loads_.end(), [&](const auto& one) { return one.stands_for_it == program; });
  if (load == loads_.end()) return false;
  if (!load->ended) {
    load->binds.push_back(map);
    return true;
  }
  const OwnCalls own;
  if (!failed_ && bpf_prog_bind_map(load->program.get(), map, nullptr) != 0) failed_ = true;
  return true;
}

// The lock is held before and after, not while the kernel works.
void ProgramLoads::do_next(std::unique_lock<std::mutex>& lock) {
  ProgramLoad& next = *std::find_if(loads_.begin(), loads_.end(), [](const auto& load) { return !load.begun; });
  next.begun = true;
  if (!failed_) {
    lock.unlock();
    next.program = load_program(next);
    for (auto* copy : {&next.instructions, &next.functions, &next.lines}) std::vector<std::byte>().swap(*copy);
    lock.lock();
  }
  bool good = static_cast<bool>(next.program);
  while (good && !next.binds.empty()) {
    const int map = next.binds.back();
    next.binds.pop_back();
    lock.unlock();
    good = bpf_prog_bind_map(next.program.get(), map, nullptr) == 0;
    lock.lock();
  }
  if (!good) failed_ = true;
  next.ended = true;
  changed_.notify_all();
}

void ProgramLoads::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ended_ || waiting() != 0; });
    if (waiting() == 0) return;
    do_next(lock);
  }
}

}  // namespace bpflens::kernel
