// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A compiled object as its file describes it, before any kernel has seen it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/code.hpp"

namespace bpflens::model {

// What the name of a program's section tells the loader.
struct ProgramKind {
  std::uint32_t type = 0;                    // enum bpf_prog_type
  std::optional<std::uint32_t> attach_type;  // enum bpf_attach_type; nothing where the type leaves no choice
  bool sleepable = false;
  bool frags = false;       // XDP on packets in several pieces
  std::string target;       // "vfs_read" of "fentry/vfs_read"; empty: not told
  std::string target_type;  // what the kernel's BTF must have for the program to load: "btf_trace_sched_switch"
  bool operator==(const ProgramKind&) const = default;
};

// What an instruction refers to by a relocation.
struct SymbolUse {
  enum class Kind { map, data, function, external };
  std::size_t slot = 0;
  Kind kind = Kind::map;
  std::string name;         // of the map, the variable ("" where only a place is known), the function, the extern
  std::string section;      // data: the section that holds it; else empty
  std::uint64_t place = 0;  // data: bytes into the section
  std::size_t index = 0;    // functions: into ObjectFile::functions; maps: into ObjectFile::maps
  bool operator==(const SymbolUse&) const = default;
};

// enum bpf_core_relo_kind: what about a type, member or enumerator the kernel's own BTF is asked.
enum class CoreKind : std::uint32_t {
  member_offset,
  member_size,
  member_exists,
  member_signed,
  member_shift_left,
  member_shift_right,
  local_type_id,
  target_type_id,
  type_exists,
  type_size,
  enumerator_exists,
  enumerator_value,
  type_matches,
};

// An instruction whose number is put in by the loader, as it is on the kernel that loads it.
struct CoreRelocation {
  std::size_t slot = 0;
  CoreKind kind = CoreKind::member_offset;
  std::uint32_t type = 0;  // in the object's BTF
  std::string access;      // "0:1:2": indices of members and elements, the first of the type as an array
  bool operator==(const CoreRelocation&) const = default;
};

// A program, or a subprogram that programs call.
struct ObjectFunction {
  std::string name;
  std::string section;
  std::size_t start = 0;                         // slot in its section
  bool is_program = false;                       // entered by the kernel
  bool is_global = false;                        // a subprogram that is verified on its own (Linux 5.6)
  std::optional<ProgramKind> kind;               // of a program; nothing when the section's name means nothing
  std::uint32_t type = 0;                        // BTF id; 0: none
  std::vector<std::byte> code;                   // 8-byte slots, in this machine's byte order, before relocation
  std::vector<SymbolUse> symbols;                // by slot
  std::vector<CoreRelocation> core_relocations;  // by slot
  std::vector<SourceLine> lines;                 // by slot
};

struct ObjectMap {
  enum class Origin { declared, legacy, data, struct_ops };  // data: a section of variables
  std::string name;                                          // of a data section: the section's
  Origin origin = Origin::declared;
  std::uint32_t type = 0;  // enum bpf_map_type
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t max_entries = 0;  // 0: the program that loads it says
  std::uint32_t flags = 0;
  std::uint64_t extra = 0;
  std::uint32_t numa_node = 0;
  bool pin_by_name = false;
  std::uint32_t key_type = 0;  // BTF ids; 0: not told
  std::uint32_t value_type = 0;
  std::vector<ObjectMap> inner;  // at most one: what the maps in this map look like
  bool operator==(const ObjectMap&) const = default;
};

struct ObjectVariable {
  std::string name;
  std::string section;
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t type = 0;  // BTF id
  bool operator==(const ObjectVariable&) const = default;
};

// What the kernel that loads the object has to supply.
struct ObjectExtern {
  enum class Kind { kernel_function, kernel_symbol, build_option };
  std::string name;
  Kind kind = Kind::kernel_symbol;
  bool weak = false;       // zero where the kernel lacks it
  std::uint32_t type = 0;  // BTF id; 0: none
  bool is_typed = false;   // a kernel symbol that must be in the kernel's BTF, not only among its symbols
  bool operator==(const ObjectExtern&) const = default;
};

struct ObjectFile {
  std::string license;  // "Dual BSD/GPL"; empty: none
  std::vector<ObjectFunction> functions;
  std::vector<ObjectMap> maps;
  std::vector<ObjectVariable> variables;
  std::vector<ObjectExtern> externs;
  std::vector<std::byte> types;  // its BTF; empty: none
};

// Whether the kernel takes the license for one that may call GPL-only functions (include/linux/license.h).
bool is_gpl_compatible(const std::string& license);

}  // namespace bpflens::model
