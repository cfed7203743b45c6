// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program that the kernel holds, as BPF_OBJ_GET_INFO_BY_FD tells of it (uapi struct bpf_prog_info).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/holder.hpp"
#include "model/id.hpp"

namespace bpflens::model {

using Tag = std::array<std::uint8_t, 8>;  // the first 8 bytes of the SHA of the instructions

// The network device a program or map was offloaded to.
struct OffloadDevice {
  std::uint32_t ifindex = 0;
  std::uint64_t netns_dev = 0;
  std::uint64_t netns_inode = 0;
  std::string name;  // empty where the device is in another network namespace
  bool operator==(const OffloadDevice&) const = default;
};

// A variable named bpf_metadata_NAME in a program's read-only data: what its author says of it.
struct Metadatum {
  std::string name;   // without "bpf_metadata_"
  std::string value;  // typed by BTF, as JSON
  bool operator==(const Metadatum&) const = default;
};

struct Program {
  ProgramId id;
  std::uint32_t type = 0;  // enum bpf_prog_type
  std::string type_name;   // bpftool's word for it; for types newer than this build the kernel's own
  std::string name;        // the full name where BTF tells it, else the kernel's 15 characters; may be empty
  Tag tag{};
  bool gpl_compatible = false;
  std::chrono::nanoseconds run_time{0};  // zero unless run-time statistics are or were switched on
  std::uint64_t run_count = 0;
  std::uint64_t recursion_misses = 0;
  std::optional<OffloadDevice> device;
  std::chrono::system_clock::time_point loaded_at;
  std::uint32_t created_by_uid = 0;
  bool orphaned = false;  // bound to a device that is gone; then only id, type, tag, runs and memlock are known
  std::uint32_t bytes_translated = 0;          // instructions after the verifier's rewriting
  std::uint32_t bytes_jited = 0;               // 0: not compiled to machine code
  std::optional<std::uint64_t> bytes_memlock;  // from fdinfo; absent where /proc can't be read
  std::vector<MapId> map_ids;
  std::optional<BtfId> btf_id;
  std::vector<Metadatum> metadata;
  std::vector<std::string> pins;  // filled only where pins were asked for
  std::vector<Holder> holders;    // filled only where holders were asked for
};

}  // namespace bpflens::model
