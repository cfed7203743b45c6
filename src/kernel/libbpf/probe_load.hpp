// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Tiny programs put before the verifier, and what it says of them.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

// The circumstances a program is loaded under.
struct ProbeTarget {
  std::uint32_t program_type = 0;
  std::uint32_t attach_type = 0;    // enum bpf_attach_type
  std::uint32_t attach_btf_id = 0;  // in vmlinux BTF, for types that attach to something typed
  std::uint32_t flags = 0;          // BPF_F_SLEEPABLE
  bool gpl = true;
  std::uint32_t ifindex = 0;         // of the device that is to run it
  const int* descriptors = nullptr;  // fd_array: BTF objects that instructions count from 1
  int target_program = 0;            // descriptor of the program that attach_btf_id belongs to; 0: vmlinux
  int types = 0;                     // descriptor of the program's own BTF; 0: it has none
  std::uint32_t function_type = 0;   // in it, the type of the program's only function
};

struct LoadAnswer {
  int error = 0;         // 0: it loaded
  std::string_view log;  // errors only (no instructions); empty when the kernel refused before verifying
};

// Loads programs and unloads them at once. One of them serves one thread.
class ProbeLoader {
 public:
  // The log stays valid until the next load. The program is gone on return unless it is asked for.
  LoadAnswer load(const ProbeTarget& target, std::span<const bpf_insn> instructions, Descriptor* program = nullptr);

 private:
  std::array<char, 2048> log_;
};

// The raw system call; the result is a descriptor or -1 with errno.
int bpf_call(int command, bpf_attr& attributes);

}  // namespace bpflens::kernel
