// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Raw bpf(2): libbpf adds loads of its own before the first program, and its prober misreads new kernels.
#include "kernel/libbpf/probe_load.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// BPF_LOG_STATS: the verifier's errors and a few figures, without the instructions (Linux 5.2).
constexpr std::uint32_t kLogErrorsOnly = 4;
constexpr int kAttempts = 5;

std::uint64_t address(const void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }

}  // namespace

int bpf_call(int command, bpf_attr& attributes) {
  return static_cast<int>(syscall(SYS_bpf, command, &attributes, sizeof(attributes)));
}

LoadAnswer ProbeLoader::load(const ProbeTarget& target, std::span<const bpf_insn> instructions, Descriptor* program) {
  auto attributes = zeroed<bpf_attr>();
  attributes.prog_type = target.program_type;
  attributes.expected_attach_type = target.attach_type;
  attributes.attach_btf_id = target.attach_btf_id;
  attributes.prog_flags = target.flags;
  attributes.prog_ifindex = target.ifindex;
  attributes.fd_array = address(target.descriptors);
  attributes.attach_prog_fd = static_cast<std::uint32_t>(target.target_program);
  const bpf_func_info function = {.insn_off = 0, .type_id = target.function_type};
  if (target.types != 0) {
    attributes.prog_btf_fd = static_cast<std::uint32_t>(target.types);
    attributes.func_info = address(&function);
    attributes.func_info_rec_size = sizeof(function);
    attributes.func_info_cnt = 1;
  }
  attributes.insns = address(instructions.data());
  attributes.insn_cnt = static_cast<std::uint32_t>(instructions.size());
  attributes.license = address(target.gpl ? "GPL" : "Proprietary");
  attributes.log_level = kLogErrorsOnly;
  attributes.log_buf = address(log_.data());
  attributes.log_size = static_cast<std::uint32_t>(log_.size());
  int error = EAGAIN;  // a signal interrupts verification
  for (int attempt = 0; error == EAGAIN && attempt < kAttempts; ++attempt) {
    log_[0] = '\0';
    Descriptor loaded(bpf_call(BPF_PROG_LOAD, attributes));
    error = loaded ? 0 : errno;
    if (program != nullptr) *program = std::move(loaded);
  }
  return {error, std::string_view(log_.data(), strnlen(log_.data(), log_.size()))};
}

}  // namespace bpflens::kernel
