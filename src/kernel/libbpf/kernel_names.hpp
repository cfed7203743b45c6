// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names of enum values: compiled in where this build knows them, else asked of the running kernel's BTF.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct btf;

namespace bpflens::kernel {

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

  // The id of a type of vmlinux BTF by name and BTF_KIND_*; nothing when there is none.
  std::optional<std::uint32_t> type_id(std::string_view name, std::uint32_t kind);

  // The place of a member in a struct; nothing when it has no such member.
  std::optional<std::uint32_t> member_index(std::uint32_t struct_id, std::string_view member);

  // vmlinux BTF, parsed once; null when the kernel has none.
  btf* vmlinux();

 private:
  std::string resolve(std::span<const std::string_view> known, std::uint32_t value, std::string_view enum_name,
                      std::string_view prefix);

  struct BtfFree {
    void operator()(btf* loaded) const;
  };
  std::optional<std::unique_ptr<btf, BtfFree>> vmlinux_;  // parsed at the first value this build doesn't know
};

// "BPF_PROG_TYPE_XDP" without "BPF_PROG_TYPE_", in lower case.
std::string short_word(std::string_view enumerator, std::string_view prefix);

}  // namespace bpflens::kernel
