// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "int main_function(struct xdp_md *ctx) { return replaceable(ctx); }": the kernel wants BTF with a global function,
// since static ones are checked together with their callers and can't be replaced (bpf_check_attach_target()). What is
// replaced changes the packet, since from 6.13 on, and 6.12's updates, an extension may only if that does.
#include "kernel/libbpf/replaceable_program.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include <array>
#include <cerrno>
#include <memory>

namespace bpflens::kernel {
namespace {

struct Functions {
  int main_type = -1;
  int replaceable_type = -1;
};

Functions add_functions(btf* types) {
  const int integer = btf__add_int(types, "int", 4, BTF_INT_SIGNED);
  const int context = btf__add_ptr(types, btf__add_struct(types, "xdp_md", sizeof(xdp_md)));
  const int prototype = btf__add_func_proto(types, integer);
  if (btf__add_func_param(types, "ctx", context) != 0) return {};
  return {btf__add_func(types, "main_function", BTF_FUNC_GLOBAL, prototype),
          btf__add_func(types, "replaceable", BTF_FUNC_GLOBAL, prototype)};
}

}  // namespace

ReplaceableProgram::ReplaceableProgram() {
  const std::unique_ptr<btf, decltype(&btf__free)> types(btf__new_empty(), &btf__free);
  const Functions functions = types ? add_functions(types.get()) : Functions();
  std::uint32_t size = 0;
  const void* blob = functions.replaceable_type > 0 ? btf__raw_data(types.get(), &size) : nullptr;
  if (blob == nullptr) {
    error_ = ENOMEM;
    return;
  }
  types_ = Descriptor(bpf_btf_load(blob, size, nullptr));
  const auto program = std::to_array<bpf_insn>({
      {.code = BPF_JMP | BPF_CALL, .dst_reg = 0, .src_reg = BPF_PSEUDO_CALL, .off = 0, .imm = 1},
      {.code = BPF_JMP | BPF_EXIT},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2},
      {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_xdp_adjust_head},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K},
      {.code = BPF_JMP | BPF_EXIT},
  });
  function_type_ = static_cast<std::uint32_t>(functions.replaceable_type);
  const auto info =
      std::to_array<bpf_func_info>({{.insn_off = 0, .type_id = static_cast<std::uint32_t>(functions.main_type)},
                                    {.insn_off = 2, .type_id = function_type_}});
  LIBBPF_OPTS(bpf_prog_load_opts, options, .prog_btf_fd = static_cast<std::uint32_t>(types_.get()),
              .func_info = info.data(), .func_info_cnt = info.size(), .func_info_rec_size = sizeof(bpf_func_info));
  if (types_)
    program_ = Descriptor(bpf_prog_load(BPF_PROG_TYPE_XDP, nullptr, "GPL", program.data(), program.size(), &options));
  if (!program_) error_ = errno;
}

}  // namespace bpflens::kernel
