// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Since Linux 6.10 pahole tags every kfunc "bpf_kfunc" in the BTF of vmlinux and of modules. Who may call one
// is told nowhere: the kernel keeps sets per hook with filters behind them, so each pair is loaded.
#include "kernel/libbpf/kfuncs.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/parallel.hpp"
#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_targets.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::string_view kTag = "bpf_kfunc";

struct BtfFree {
  void operator()(btf* types) const { btf__free(types); }
};
using OwnedBtf = std::unique_ptr<btf, BtfFree>;

std::string_view name_at(const btf* types, std::uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name != nullptr ? name : "";
}

// The kernel knows an iterator's functions by their names and first argument (is_kfunc_arg_iter()).
std::string iterator_role(std::string_view name) {
  if (!name.starts_with("bpf_iter_")) return "";
  for (const auto& [ending, role] : {std::pair("_new", "iterator_new"), std::pair("_next", "iterator_next"),
                                     std::pair("_destroy", "iterator_destroy")})
    if (name.ends_with(ending)) return role;
  return "";
}

// Tags may stand before or after the function they mark, so the kfuncs are found first.
std::map<std::uint32_t, model::Kfunc> tagged_functions(const btf* types, std::uint32_t first, std::string_view module,
                                                       std::uint32_t module_btf) {
  std::map<std::uint32_t, model::Kfunc> found;
  const std::uint32_t end = btf__type_cnt(types);
  for (std::uint32_t id = first; id < end; ++id) {
    const btf_type* tag = btf__type_by_id(types, id);
    if (!btf_is_decl_tag(tag) || name_at(types, tag->name_off) != kTag) continue;
    const btf_type* function = btf__type_by_id(types, tag->type);
    if (function == nullptr || !btf_is_func(function)) continue;
    const std::string name(name_at(types, function->name_off));
    model::Kfunc& kfunc = found[tag->type] = {name, std::string(module), module_btf, tag->type, {}};
    if (std::string role = iterator_role(name); !role.empty()) kfunc.flags.push_back(std::move(role));
  }
  return found;
}

// "bpf_fastcall" on the same function: the compiler need not save registers around the call.
void add_other_tags(const btf* types, std::uint32_t first, std::map<std::uint32_t, model::Kfunc>& found) {
  constexpr std::string_view kPrefix = "bpf_";
  const std::uint32_t end = btf__type_cnt(types);
  for (std::uint32_t id = first; id < end && !found.empty(); ++id) {
    const btf_type* tag = btf__type_by_id(types, id);
    if (!btf_is_decl_tag(tag)) continue;
    std::string_view name = name_at(types, tag->name_off);
    const auto kfunc = found.find(tag->type);
    if (kfunc == found.end() || name == kTag || btf_decl_tag(tag)->component_idx != -1) continue;
    if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
    kfunc->second.flags.emplace_back(name);
  }
}

std::vector<model::Kfunc> kfuncs_of(const btf* types, std::uint32_t first, std::string_view module,
                                    std::uint32_t module_btf) {
  auto found = tagged_functions(types, first, module, module_btf);
  add_other_tags(types, first, found);
  std::vector<model::Kfunc> kfuncs;
  for (auto& [id, kfunc] : found) kfuncs.push_back(std::move(kfunc));
  std::sort(kfuncs.begin(), kfuncs.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return kfuncs;
}

struct ModuleBtf {
  std::uint32_t id;
  std::string name;
};

// Every BTF object of the kernel but vmlinux's. Ids can't be walked without CAP_SYS_ADMIN; then there are none.
std::vector<ModuleBtf> module_btfs() {
  std::vector<ModuleBtf> modules;
  std::uint32_t id = 0;
  while (bpf_btf_get_next_id(id, &id) == 0) {
    const Descriptor fd(bpf_btf_get_fd_by_id(id));
    std::array<char, 64> name{};
    auto info = zeroed<bpf_btf_info>();
    info.name = reinterpret_cast<std::uintptr_t>(name.data());
    info.name_len = name.size();
    std::uint32_t size = sizeof(info);
    if (!fd || bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0 || info.kernel_btf == 0) continue;
    if (std::string_view(name.data()) != "vmlinux") modules.push_back({id, name.data()});
  }
  return modules;
}

// Never loads: see probe_helpers.cpp.
std::array<bpf_insn, 3> calling(const model::Kfunc& kfunc) {
  // The offset says which of the program's BTF descriptors the id belongs to: 0 is vmlinux.
  const auto descriptor = static_cast<std::int16_t>(kfunc.module_btf != 0 ? 1 : 0);
  return {{{.code = BPF_JMP | BPF_CALL,
            .dst_reg = 0,
            .src_reg = BPF_PSEUDO_KFUNC_CALL,
            .off = descriptor,
            .imm = static_cast<std::int32_t>(kfunc.type_id)},
           {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_0, .src_reg = BPF_REG_9, .off = 0, .imm = 0},
           {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}}};
}

using ModuleDescriptors = std::map<std::uint32_t, Descriptor>;

// Every module that is asked about, opened once. One that has gone has a descriptor that isn't.
ModuleDescriptors open_modules(std::span<const KfuncQuestion> questions) {
  ModuleDescriptors modules;
  for (const KfuncQuestion& question : questions)
    if (const std::uint32_t id = question.kfunc->module_btf; id != 0 && !modules.contains(id))
      modules.emplace(id, Descriptor(bpf_btf_get_fd_by_id(id)));
  return modules;
}

model::KfuncSupport ask_at(ProbeTarget target, const KfuncQuestion& question, const ModuleDescriptors& modules,
                           const std::string& missing, ProbeLoader& loader) {
  const auto program = calling(*question.kfunc);
  std::array<int, 2> descriptors = {0, 0};
  if (question.kfunc->module_btf != 0) {
    descriptors[1] = modules.at(question.kfunc->module_btf).get();
    target.descriptors = descriptors.data();
  }
  LoadAnswer answer = loader.load(target, program);
  KfuncVerdict verdict = judge_kfunc(answer.error, answer.log);
  const bool sleepable = verdict == KfuncVerdict::needs_sleepable;
  if (sleepable) {
    target.flags |= BPF_F_SLEEPABLE;
    answer = loader.load(target, program);
    verdict = judge_kfunc(answer.error, answer.log);
  }
  switch (verdict) {
    case KfuncVerdict::callable:
      return {model::yes(), sleepable};
    case KfuncVerdict::refused:
    case KfuncVerdict::needs_sleepable:
      return {missing.empty() ? model::no() : model::unknown(0, missing + ", and may not see this kfunc"), false};
    case KfuncVerdict::needs_device:  // and only XDP programs can be bound to one
      if (target.program_type != BPF_PROG_TYPE_XDP) return {model::no(), false};
      return {model::unknown(0, "only from a program bound to a network device, and the device decides"), false};
    case KfuncVerdict::undecided:
      break;
  }
  if (answer.log.empty()) return {could_not_ask(answer.error), false};
  return {
      model::unknown(answer.error, "the verifier's answer is not understood: " + std::string(first_line(answer.log))),
      false};
}

// A yes at any target is a yes; an unknown outweighs a no.
model::KfuncSupport ask(std::span<const TriedTarget> targets, const KfuncQuestion& question,
                        const ModuleDescriptors& modules, const std::string& missing, ProbeLoader& loader) {
  model::KfuncSupport best{model::no(), false};
  for (const TriedTarget& tried : targets) {
    const bool again = &tried != targets.data() && (tried.choice.target.flags & BPF_F_SLEEPABLE) != 0;  // ask_at() does
    if (tried.loads.answer == model::Answer::no || again) continue;
    const model::KfuncSupport answer = tried.loads.answer == model::Answer::yes
                                           ? ask_at(tried.choice.target, question, modules, missing, loader)
                                           : model::KfuncSupport{tried.loads, false};
    if (answer.support.answer == model::Answer::yes) return answer;
    if (best.support.answer == model::Answer::no) best = answer;
  }
  return best;
}

}  // namespace

model::KfuncCatalogue TaggedKfuncs::list() {
  model::KfuncCatalogue catalogue;
  btf* vmlinux = names_.vmlinux();
  if (vmlinux == nullptr) {
    catalogue.tagged = model::unknown(0, "the kernel has no BTF (/sys/kernel/btf/vmlinux)");
    return catalogue;
  }
  catalogue.kfuncs = kfuncs_of(vmlinux, 1, "vmlinux", 0);
  const std::uint32_t first = btf__type_cnt(vmlinux);
  for (const ModuleBtf& module : module_btfs()) {
    const OwnedBtf types(btf__load_from_kernel_by_id_split(module.id, vmlinux));
    if (!types) continue;  // unloaded meanwhile
    auto more = kfuncs_of(types.get(), first, module.name, module.id);
    std::move(more.begin(), more.end(), std::back_inserter(catalogue.kfuncs));
  }
  catalogue.tagged =
      catalogue.kfuncs.empty()
          ? model::unknown(0, "the kernel's BTF doesn't tag kfuncs (tagged since Linux 6.10, by pahole 1.26)")
          : model::yes();
  return catalogue;
}

std::vector<model::KfuncSupport> TaggedKfuncs::callable(std::span<const KfuncQuestion> questions) {
  std::map<std::uint32_t, std::vector<TriedTarget>> targets;
  for (const KfuncQuestion& question : questions)
    if (!targets.contains(question.program_type))
      targets.emplace(question.program_type, try_targets(question.program_type, names_));
  const ModuleDescriptors modules = open_modules(questions);
  const std::string missing = missing_privilege();
  std::vector<model::KfuncSupport> answers(questions.size());
  on_two_threads(questions.size(), [&](ProbeLoader& loader, std::size_t i) {
    answers[i] = ask(targets.at(questions[i].program_type), questions[i], modules, missing, loader);
  });
  return answers;
}

}  // namespace bpflens::kernel
