// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/probe_abilities.hpp"

#include <linux/bpf.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_load.hpp"

namespace bpflens::kernel {
namespace {

constexpr bpf_insn insn(int code, int destination, int source, int offset, int immediate) {
  return {.code = static_cast<std::uint8_t>(code),
          .dst_reg = static_cast<std::uint8_t>(destination & 15),
          .src_reg = static_cast<std::uint8_t>(source & 15),
          .off = static_cast<std::int16_t>(offset),
          .imm = immediate};
}

constexpr bpf_insn kSetR0 = insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0);
constexpr bpf_insn kExit = insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);

// Each is valid on a kernel that has the ability, and refused by the verifier on one that lacks it.
std::vector<bpf_insn> program_for(Ability ability) {
  switch (ability) {
    case Ability::large_programs: {  // past BPF_MAXINSNS; Linux 5.2
      std::vector<bpf_insn> program(BPF_MAXINSNS + 1, kSetR0);
      program.back() = kExit;
      return program;
    }
    case Ability::bounded_loops:  // Linux 5.3
      return {insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 10), insn(BPF_ALU64 | BPF_SUB | BPF_K, 0, 0, 0, 1),
              insn(BPF_JMP | BPF_JNE | BPF_K, 0, 0, -2, 0), kExit};
    case Ability::isa_v2:  // "if less"; Linux 4.14
      return {kSetR0, insn(BPF_JMP | BPF_JLT | BPF_K, 0, 0, 0, 1), kExit};
    case Ability::isa_v3:  // 32-bit jumps; Linux 5.1
      return {kSetR0, insn(BPF_JMP32 | BPF_JLT | BPF_K, 0, 0, 0, 1), kExit};
    case Ability::isa_v4:  // jumps beyond 16 bits; Linux 6.6. The first jump keeps every instruction reachable
      return {kSetR0, insn(BPF_JMP32 | BPF_JNE | BPF_K, 0, 0, 1, 0), insn(BPF_JMP32 | BPF_JA, 0, 0, 0, 1), kSetR0,
              kExit};
    case Ability::bpf_syscall:
      break;
  }
  return {kSetR0, kExit};
}

// How a verifier speaks of instructions it doesn't have (Linux 5.10 to 6.18).
constexpr auto kRefusals = std::to_array<std::string_view>(
    {"unknown opcode", "uses reserved fields", "invalid BPF_", "back-edge", "jump out of range"});

// Asked with a command number that no kernel has: any errno but ENOSYS comes from bpf(2) itself.
model::Support probe_syscall() {
  bpf_attr attributes;
  std::memset(&attributes, 0, sizeof(attributes));
  bpf_call(0x7fffffff, attributes);
  return errno == ENOSYS ? model::no() : model::yes();
}

}  // namespace

model::Support probe_ability(Ability ability) {
  if (ability == Ability::bpf_syscall) return probe_syscall();
  ProbeLoader loader;
  const auto program = program_for(ability);
  const LoadAnswer answer = loader.load({.program_type = BPF_PROG_TYPE_SOCKET_FILTER}, program);
  if (answer.error == 0) return model::yes();
  if (answer.error == E2BIG) return model::no();
  for (const std::string_view phrase : kRefusals)
    if (answer.log.find(phrase) != std::string_view::npos) return model::no();
  if (answer.log.empty()) return could_not_ask(answer.error);
  return model::unknown(answer.error,
                        "the verifier's answer is not understood: " + std::string(first_line(answer.log)));
}

}  // namespace bpflens::kernel
