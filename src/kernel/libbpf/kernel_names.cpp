// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Enums are looked for in vmlinux BTF when a value is newer than this build.
#include "kernel/libbpf/kernel_names.hpp"

#include <bpf/btf.h>
#include <linux/btf.h>

#include <cctype>
#include <utility>
#include <vector>

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

std::span<const std::byte> KernelNames::blob() {
  if (!blob_) blob_.emplace();
  return blob_->bytes();
}

bool KernelNames::has_types() {
  const std::scoped_lock lock(lock_);
  return !blob().empty();
}

btf* KernelNames::vmlinux() {
  const std::scoped_lock lock(lock_);
  if (!vmlinux_) {
    const std::span<const std::byte> bytes = blob();
    vmlinux_.emplace(bytes.empty() ? nullptr : btf__new(bytes.data(), static_cast<std::uint32_t>(bytes.size())));
  }
  return vmlinux_->get();
}

void KernelNames::expect(std::span<const TypeName> types) {
  const std::scoped_lock lock(lock_);
  std::vector<TypeName> unknown;
  for (const TypeName& type : types)
    if (!found_.contains(type)) unknown.push_back(type);
  if (unknown.empty()) return;
  const std::vector<FoundType> found = find_types(blob(), unknown);
  for (std::size_t i = 0; i < found.size(); ++i) found_.emplace(std::move(unknown[i]), found[i]);
}

FoundType KernelNames::find(const TypeName& type) {
  expect(std::span(&type, 1));
  const std::scoped_lock lock(lock_);
  return found_.at(type);
}

std::uint32_t KernelNames::type_id(std::string_view name, std::uint32_t kind) {
  return find({std::string(name), kind}).id;
}

std::optional<std::uint32_t> KernelNames::member_index(std::string_view struct_name, std::string_view member) {
  const btf_type* type = find({std::string(struct_name), BTF_KIND_STRUCT}).type;
  if (type == nullptr) return std::nullopt;
  const btf_member* members = btf_members(type);
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
    if (name_at(blob_->bytes(), members[i].name_off) == member) return i;
  return std::nullopt;
}

std::map<std::uint32_t, std::string> KernelNames::enumerators(std::string_view enum_name) {
  std::map<std::uint32_t, std::string> names;
  const btf_type* type = find({std::string(enum_name), BTF_KIND_ENUM}).type;
  if (type == nullptr) return names;
  const auto* values = btf_enum(type);
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
    names.emplace(static_cast<std::uint32_t>(values[i].val), name_at(blob_->bytes(), values[i].name_off));
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
