// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names of enum values: compiled in where this build knows them, else asked of the running kernel's BTF.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernel/libbpf/type_search.hpp"
#include "kernel/libbpf/vmlinux_blob.hpp"

struct btf;

namespace bpflens::kernel {

// Names may be asked for by several threads; vmlinux() only by one.
class KernelNames {
 public:
  KernelNames();
  ~KernelNames();

  // bpftool's word for a value: "xdp", "ringbuf"; for values newer than this build the enumerator in
  // vmlinux BTF, its prefix cut and in lower case. "type 99" when even the kernel has no name for it.
  std::string program_type(std::uint32_t value);
  std::string map_type(std::uint32_t value);
  std::string link_type(std::uint32_t value);
  std::string attach_type(std::uint32_t value);

  // Every enumerator of an enum in vmlinux BTF, by value; empty when there is no such enum or no BTF.
  std::map<std::uint32_t, std::string> enumerators(std::string_view enum_name);

  // The id of a type of vmlinux BTF by name and BTF_KIND_*; 0 when there is none.
  std::uint32_t type_id(std::string_view name, std::uint32_t kind);

  // The place of a member in a struct; nothing when there is no such struct or member.
  std::optional<std::uint32_t> member_index(std::string_view struct_name, std::string_view member);

  // Types that will be asked for: all of them cost as much as one.
  void expect(std::span<const TypeName> types);

  // Whether the kernel shows its BTF.
  bool has_types();

  // vmlinux BTF, parsed once; null when the kernel has none.
  btf* vmlinux();

 private:
  std::string resolve(std::span<const std::string_view> known, std::uint32_t value, std::string_view enum_name,
                      std::string_view prefix);

  FoundType find(const TypeName& type);
  std::span<const std::byte> blob();  // with the lock held

  struct BtfFree {
    void operator()(btf* loaded) const;
  };
  std::mutex lock_;  // of what follows
  std::optional<VmlinuxBlob> blob_;
  std::map<TypeName, FoundType> found_;
  std::optional<std::unique_ptr<btf, BtfFree>> vmlinux_;
};

// "BPF_PROG_TYPE_XDP" without "BPF_PROG_TYPE_", in lower case.
std::string short_word(std::string_view enumerator, std::string_view prefix);

}  // namespace bpflens::kernel
