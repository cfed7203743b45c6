// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF_OBJ_GET_INFO_BY_FD twice: for the sizes, then for everything.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/kernel_symbols.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// The arrays that one info call fills in.
struct Arrays {
  bpf_prog_info info = zeroed<bpf_prog_info>();
  std::vector<std::byte> translated;
  std::vector<std::byte> machine;
  std::vector<std::uint64_t> addresses;
  std::vector<std::uint32_t> lengths;
  std::vector<model::Tag> tags;
  std::vector<bpf_func_info> functions;
  std::vector<bpf_line_info> lines;
  std::vector<std::uint64_t> machine_lines;
};

void get_info(int fd, bpf_prog_info& info, model::ProgramId id) {
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) fail("read the code of program", std::to_string(id.value), errno);
}

template <class Item, class Count>
std::uint64_t room_for(std::vector<Item>& items, Count count) {
  items.resize(count);
  return reinterpret_cast<std::uintptr_t>(items.data());
}

Arrays read_arrays(int fd, model::ProgramId id) {
  auto sizes = zeroed<bpf_prog_info>();
  get_info(fd, sizes, id);
  Arrays arrays;
  bpf_prog_info& info = arrays.info;
  info.xlated_prog_insns = room_for(arrays.translated, info.xlated_prog_len = sizes.xlated_prog_len);
  info.jited_prog_insns = room_for(arrays.machine, info.jited_prog_len = sizes.jited_prog_len);
  info.jited_ksyms = room_for(arrays.addresses, info.nr_jited_ksyms = sizes.nr_jited_ksyms);
  info.jited_func_lens = room_for(arrays.lengths, info.nr_jited_func_lens = sizes.nr_jited_func_lens);
  info.prog_tags = room_for(arrays.tags, info.nr_prog_tags = sizes.nr_prog_tags);
  info.func_info = room_for(arrays.functions, info.nr_func_info = sizes.nr_func_info);
  info.line_info = room_for(arrays.lines, info.nr_line_info = sizes.nr_line_info);
  info.jited_line_info = room_for(arrays.machine_lines, info.nr_jited_line_info = sizes.nr_jited_line_info);
  info.func_info_rec_size = sizeof(bpf_func_info);
  info.line_info_rec_size = sizeof(bpf_line_info);
  info.jited_line_info_rec_size = sizeof(std::uint64_t);
  get_info(fd, info, id);
  return arrays;
}

std::string text_at(const btf* types, std::uint32_t offset) {
  const char* text = types != nullptr ? btf__name_by_offset(types, offset) : nullptr;
  return text != nullptr ? text : "";
}

template <class Items>
auto item(const Items& items, std::size_t i) {
  return i < items.size() ? items[i] : typename Items::value_type{};
}

std::vector<model::Function> functions(const Arrays& arrays, const btf* types) {
  std::vector<model::Function> all(std::max(arrays.functions.size(), arrays.addresses.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bpf_func_info record = item(arrays.functions, i);
    const btf_type* type = types != nullptr ? btf__type_by_id(types, record.type_id) : nullptr;
    all[i] = {.slot = record.insn_off,
              .name = type != nullptr && record.type_id != 0 ? text_at(types, type->name_off) : "",
              .prototype = "",
              .btf_type = record.type_id,
              .tag = item(arrays.tags, i),
              .address = item(arrays.addresses, i),
              .machine_bytes = item(arrays.lengths, i)};
  }
  return all;
}

std::vector<model::SourceLine> source_lines(const Arrays& arrays, const btf* types) {
  std::vector<model::SourceLine> all;
  for (std::size_t i = 0; i < arrays.lines.size(); ++i) {
    const bpf_line_info& record = arrays.lines[i];
    std::string text = text_at(types, record.line_off);
    text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
    all.push_back({.slot = record.insn_off,
                   .address = item(arrays.machine_lines, i),
                   .file = text_at(types, record.file_name_off),
                   .text = text,
                   .line = BPF_LINE_INFO_LINE_NUM(record.line_col),
                   .column = BPF_LINE_INFO_LINE_COL(record.line_col)});
  }
  return all;
}

class Calls {
 public:
  Calls(const btf* vmlinux, const std::vector<model::Function>& functions) : vmlinux_(vmlinux), functions_(functions) {}

  std::string name(const bpf_insn& call, std::size_t slot) {
    if (call.src_reg == BPF_PSEUDO_CALL) return subprogram(static_cast<std::int64_t>(slot) + 1 + call.off);
    if (call.src_reg == BPF_PSEUDO_KFUNC_CALL)
      if (std::string name = kernel_function(call); !name.empty()) return name;
    // A tail call has become an instruction of its own, which the kernel shows as a call by the helper's number.
    if (call.imm == BPF_FUNC_tail_call) return "bpf_tail_call";
    return call.imm == 0 ? "" : helper(call.imm);
  }

  // The kernel functions that were named, by address.
  const std::map<std::uint64_t, std::string>& found() const { return found_; }

 private:
  std::string subprogram(std::int64_t slot) const {
    for (const model::Function& function : functions_)
      if (static_cast<std::int64_t>(function.slot) == slot) return model::symbol_of(function);
    return "";
  }

  // Of the kernel proper; functions of modules (off is not 0) have BTF of their own.
  std::string kernel_function(const bpf_insn& call) const {
    if (vmlinux_ == nullptr || call.off != 0) return "";
    const btf_type* type = btf__type_by_id(vmlinux_, static_cast<std::uint32_t>(call.imm));
    return type != nullptr && btf_is_func(type) ? text_at(vmlinux_, type->name_off) : "";
  }

  // The verifier has put the distance from __bpf_call_base into the immediate.
  std::string helper(std::int32_t distance) {
    if (!symbols_) symbols_.emplace(KernelSymbols::read());
    if (symbols_->call_base() == 0) return "";
    const std::uint64_t address = symbols_->call_base() + static_cast<std::uint64_t>(std::int64_t{distance});
    const std::string name(symbols_->at(address));
    if (!name.empty()) found_.emplace(address, name);
    return name;
  }

  const btf* vmlinux_;
  const std::vector<model::Function>& functions_;
  std::map<std::uint64_t, std::string> found_;
  std::optional<KernelSymbols> symbols_;  // read at the first call that needs them
};

std::vector<bpf_insn> slots(const std::vector<std::byte>& bytes) {
  std::vector<bpf_insn> all(bytes.size() / sizeof(bpf_insn));
  if (!all.empty()) std::memcpy(all.data(), bytes.data(), all.size() * sizeof(bpf_insn));
  return all;
}

std::string why_hidden(const Arrays& arrays) {
  const bpf_prog_info& info = arrays.info;
  if (arrays.translated.empty()) return permission_cause();  // the kernel tells others no length either
  const bool no_code = info.xlated_prog_insns == 0 && !arrays.translated.empty();
  const bool no_machine_code = info.jited_prog_insns == 0 && !arrays.machine.empty();
  if (!no_code && !no_machine_code) return "";
  return "the kernel shows addresses only to CAP_SYSLOG with kernel.kptr_restrict below 2, and blinded constants "
         "(net.core.bpf_jit_harden) likewise";
}

}  // namespace

std::optional<model::ProgramCode> LibbpfPrograms::code(model::ProgramId id) {
  const Descriptor fd(bpf_prog_get_fd_by_id(id.value));
  if (!fd && errno == ENOENT) return std::nullopt;
  if (!fd) fail("open program", std::to_string(id.value), errno);
  Arrays arrays = read_arrays(fd.get(), id);
  const btf* known = arrays.info.btf_id != 0 ? types(arrays.info.btf_id) : nullptr;

  model::ProgramCode code;
  code.hidden = why_hidden(arrays);
  code.functions = functions(arrays, known);
  code.lines = source_lines(arrays, known);
  const std::vector<bpf_insn> all = slots(arrays.translated);
  const bool kernel_functions = std::any_of(all.begin(), all.end(), [](const bpf_insn& i) {
    return i.code == (BPF_JMP | BPF_CALL) && i.src_reg == BPF_PSEUDO_KFUNC_CALL;
  });
  Calls calls(kernel_functions ? names_.vmlinux() : nullptr, code.functions);
  for (std::size_t slot = 0; slot < all.size(); ++slot)
    if (all[slot].code == (BPF_JMP | BPF_CALL)) code.calls.emplace(slot, calls.name(all[slot], slot));
  code.symbols = calls.found();
  for (const model::Function& function : code.functions)
    if (function.address != 0) code.symbols.emplace(function.address, model::symbol_of(function));
  if (arrays.info.xlated_prog_insns != 0) code.translated = std::move(arrays.translated);
  if (arrays.info.jited_prog_insns != 0) code.machine = std::move(arrays.machine);
  return code;
}

std::vector<std::byte> LibbpfPrograms::instructions(model::ProgramId id) {
  const Descriptor fd(bpf_prog_get_fd_by_id(id.value));
  auto info = zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  if (!fd || bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0) return {};
  std::vector<std::byte> slots(info.xlated_prog_len);
  info = {};
  info.xlated_prog_len = static_cast<std::uint32_t>(slots.size());
  info.xlated_prog_insns = reinterpret_cast<std::uintptr_t>(slots.data());
  size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0 || info.xlated_prog_insns == 0) return {};
  return slots;
}

}  // namespace bpflens::kernel
