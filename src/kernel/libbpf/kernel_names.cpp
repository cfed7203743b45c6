// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Walks an enum in vmlinux BTF when a value is newer than this build.
#include "kernel/libbpf/kernel_names.hpp"

#include <bpf/btf.h>

#include <cctype>

#include "model/names.hpp"

namespace bpflens::kernel {

KernelNames::KernelNames() = default;
KernelNames::~KernelNames() = default;

void KernelNames::BtfFree::operator()(btf* loaded) const { btf__free(loaded); }

std::string short_word(std::string_view enumerator, std::string_view prefix) {
  if (enumerator.starts_with(prefix)) enumerator.remove_prefix(prefix.size());
  std::string word(enumerator);
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

btf* KernelNames::vmlinux() {
  if (!vmlinux_) vmlinux_.emplace(btf__load_vmlinux_btf());
  return vmlinux_->get();
}

std::optional<std::uint32_t> KernelNames::type_id(std::string_view name, std::uint32_t kind) {
  if (vmlinux() == nullptr) return std::nullopt;
  const int id = btf__find_by_name_kind(vmlinux(), std::string(name).c_str(), kind);
  return id < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(id));
}

std::optional<std::uint32_t> KernelNames::member_index(std::uint32_t struct_id, std::string_view member) {
  const btf_type* type = btf__type_by_id(vmlinux(), struct_id);
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
    if (btf__name_by_offset(vmlinux(), btf_members(type)[i].name_off) == member) return i;
  return std::nullopt;
}

std::map<std::uint32_t, std::string> KernelNames::enumerators(std::string_view enum_name) {
  std::map<std::uint32_t, std::string> names;
  const btf* types = vmlinux();
  if (types == nullptr) return names;
  const int id = btf__find_by_name_kind(types, std::string(enum_name).c_str(), BTF_KIND_ENUM);
  if (id < 0) return names;
  const btf_type* type = btf__type_by_id(types, static_cast<std::uint32_t>(id));
  const auto* values = btf_enum(type);
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
    names.emplace(static_cast<std::uint32_t>(values[i].val), btf__name_by_offset(types, values[i].name_off));
  return names;
}

std::string KernelNames::resolve(std::span<const std::string_view> known, std::uint32_t value,
                                 std::string_view enum_name, std::string_view prefix) {
  if (const std::string_view name = model::name_of(known, value); !name.empty()) return std::string(name);
  const auto names = enumerators(enum_name);
  const auto found = names.find(value);
  const bool end_marker = found != names.end() && found->second.starts_with("__MAX");
  if (found == names.end() || end_marker) return "type " + std::to_string(value);
  return short_word(found->second, prefix);
}

std::string KernelNames::program_type(std::uint32_t value) {
  return resolve(model::program_type_names(), value, "bpf_prog_type", "BPF_PROG_TYPE_");
}

std::string KernelNames::map_type(std::uint32_t value) {
  return resolve(model::map_type_names(), value, "bpf_map_type", "BPF_MAP_TYPE_");
}

std::string KernelNames::link_type(std::uint32_t value) {
  return resolve(model::link_type_names(), value, "bpf_link_type", "BPF_LINK_TYPE_");
}

std::string KernelNames::attach_type(std::uint32_t value) {
  return resolve(model::attach_type_names(), value, "bpf_attach_type", "BPF_");
}

}  // namespace bpflens::kernel
