// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map that the kernel holds, as BPF_OBJ_GET_INFO_BY_FD tells of it (uapi struct bpf_map_info).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/holder.hpp"
#include "model/id.hpp"
#include "model/program.hpp"

namespace bpflens::model {

struct Map {
  MapId id;
  std::uint32_t type = 0;        // enum bpf_map_type
  std::string type_name;         // bpftool's word for it; for types newer than this build the kernel's own
  std::string name;              // the kernel's at most 15 characters; may be empty
  std::string full_name;         // where it is known to be longer; else empty
  std::uint32_t flags = 0;       // BPF_F_*
  std::uint32_t key_size = 0;    // bytes
  std::uint32_t value_size = 0;  // bytes; on per-CPU maps of one CPU's value
  std::uint32_t max_entries = 0;
  std::uint64_t map_extra = 0;
  std::optional<OffloadDevice> device;
  std::optional<std::uint64_t> bytes_memlock;       // these four from fdinfo
  std::optional<std::uint32_t> owner_program_type;  // program arrays: what they accept
  std::string owner_program_type_name;
  std::optional<bool> owner_jited;
  bool frozen = false;
  std::optional<BtfId> btf_id;
  std::uint32_t btf_key_type = 0;  // type ids within that BTF; 0: none
  std::uint32_t btf_value_type = 0;
  std::uint32_t btf_vmlinux_value_type = 0;  // struct_ops: type id within vmlinux's BTF
  std::vector<std::string> pins;             // filled only where pins were asked for
  std::vector<Holder> holders;               // filled only where holders were asked for
};

}  // namespace bpflens::model
