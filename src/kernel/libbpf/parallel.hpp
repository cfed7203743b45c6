// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Many small loads on two threads: the kernel verifies programs of privileged users side by side.
#pragma once

#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>

#include "kernel/libbpf/probe_load.hpp"

namespace bpflens::kernel {

// Calls work(loader, i) once for every i below count, in no order; each thread has a loader of its own. Below
// 64 a thread costs more than it saves.
template <class Work>
void on_two_threads(std::size_t count, const Work& work) {
  constexpr std::size_t kWorthAThread = 64;
  std::atomic<std::size_t> next = 0;
  const auto share = [&] {
    ProbeLoader loader;
    for (std::size_t i = next++; i < count; i = next++) work(loader, i);
  };
  std::jthread other;
  try {
    if (count >= kWorthAThread) other = std::jthread(share);
  } catch (const std::system_error&) {  // no room for one: it takes longer
  }
  share();
}

}  // namespace bpflens::kernel
