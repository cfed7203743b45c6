// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Maps as objects declared them before BTF: records in sections named "maps".
//
// Three layouts are in use, all of 32-bit words that begin alike: type, key size, value size, entries, flags.
//   - the kernel samples' struct bpf_map_def, 16 to 28 bytes: then the inner map's index and the NUMA node;
//   - iproute2's struct bpf_elf_map, 28 to 36 bytes and more: then id, pinning, inner map's id and slot;
//   - gobpf's and old bcc's struct bpf_map_def: then pinning and a name space in characters.
// The length tells them apart, and the name of the struct where there is BTF.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

// A slot of a map that its declaration fills: with another map, or with a program.
struct FilledSlot {
  std::uint32_t slot = 0;
  std::size_t symbol = 0;  // index into the image's symbols
  bool operator==(const FilledSlot&) const = default;
};

struct LegacyMap {
  std::string name;
  std::size_t section = 0;  // index into the image's sections
  std::size_t symbol = 0;   // index into the image's symbols
  std::uint64_t offset = 0;
  std::uint32_t type = 0;  // enum bpf_map_type
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t max_entries = 0;
  std::uint32_t flags = 0;
  std::uint32_t numa_node = 0;
  std::uint32_t id = 0;              // iproute2's own, which inner_id and tail calls refer to
  bool pin_by_name = false;          // iproute2's PIN_GLOBAL_NS: shared by all objects with a map of that name
  std::string pin;                   // where old loaders pinned it, below a bpffs: "tc/globals/counts"; empty: nowhere
  std::optional<std::size_t> inner;  // map-in-map: index of the map whose definition the inner ones have
  std::vector<FilledSlot> filled;    // what iproute2 put into it: inner maps, programs for tail calls
};

// Whether a section holds such records: "maps", "maps/NAME", "lirc_mode2/maps"; never one with code.
bool holds_legacy_maps(const Section& section);

// Every such map, by section and place; empty when there is none.
std::variant<std::vector<LegacyMap>, Problem> legacy_maps(const Image& image);

}  // namespace bpflens::object
