// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The programs of one object, verified side by side: libbpf loads them one after the other, and the kernel checks those
// of privileged users on as many CPUs as ask.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace bpflens::kernel {

struct ProgramLoad;

// While it lives, some of the programs that libbpf loads on this thread are loaded by others. libbpf gets a descriptor
// at once, and the program takes its place before anybody uses it: the next call of bpf(2) on this thread that neither
// loads a program nor binds a map to one waits for all of them.
class ProgramLoads {
 public:
  // For programs of these names to come; below eight, or with one CPU, everything stays as it is.
  explicit ProgramLoads(std::vector<std::string> programs);
  ProgramLoads(const ProgramLoads&) = delete;
  ProgramLoads& operator=(const ProgramLoads&) = delete;
  ~ProgramLoads();

  // Waits for the programs; to be told whether libbpf's loading went well. Whether all that libbpf has been given
  // descriptors for are loaded: if not, the object is of no use, and only loading it without this tells why.
  bool finish(bool went_well);

  // Whether others loaded anything.
  bool helped() const { return helped_; }

  // For bpf(2): its result, for a program the descriptor that stands for it, or -1 and errno; nothing when the call is
  // to be made here and now.
  std::optional<int> take(unsigned long command, const void* attributes, std::size_t size);

  // The one of this thread, or null.
  static ProgramLoads* current();

 private:
  std::size_t waiting() const;
  bool bind_later(const void* attributes, std::size_t size);
  void work();
  void do_next(std::unique_lock<std::mutex>& lock);
  void settle();

  std::vector<std::string> names_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<ProgramLoad> loads_;  // whose programs are not in their places yet
  bool ended_ = false;
  bool failed_ = false;
  bool helped_ = false;
  std::vector<std::jthread> helpers_;
};

}  // namespace bpflens::kernel
