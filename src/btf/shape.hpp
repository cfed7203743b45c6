// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a value is made of: BTF with its typedefs, qualifiers and references resolved and every size checked,
// so that whoever walks it can neither loop nor leave the value's bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "btf/types.hpp"

namespace bpflens::btf {

enum class Kind : std::uint8_t {
  integer,
  boolean,
  character,  // an integer whose encoding says it is one
  floating,
  enumeration,
  pointer,
  array,
  composite,  // struct or union
  section,    // a data section: its variables
};

// How a value is written that its type alone doesn't tell of; see format.hpp.
enum class Format : std::uint8_t {
  natural,
  ipv4,
  ipv6,
  ip,
  mac,
  duration,
  network_order,
  hex,
  hex_number,
  text,
  symbol
};

struct Enumerator {
  std::string name;
  std::uint64_t value = 0;  // sign-extended where the enum is signed
};

struct Member {
  std::string name;  // empty: its own members count as the parent's
  std::uint64_t bit_offset = 0;
  std::uint32_t bits = 0;  // width of a bitfield; 0: none
  std::size_t node = 0;
};

struct Node {
  Kind kind = Kind::integer;
  std::string name;         // as a message would say it: "u32", "struct event"; may be empty
  std::uint64_t size = 0;   // bytes
  bool is_signed = false;   // integers and enumerations
  bool is_text = false;     // an integer called char, or an array of them
  bool is_union = false;    // composites
  std::uint32_t bits = 0;   // integers narrower than their bytes: their width, from the lowest bit; else 0
  std::uint64_t count = 0;  // arrays
  std::size_t element = 0;
  Format format = Format::natural;      // symbol, address...: whatever the kind
  std::vector<Member> members;          // composites and sections
  std::vector<Enumerator> enumerators;  // in declared order
};

struct Shape {
  std::vector<Node> nodes;
  std::size_t root = 0;

  const Node& top() const { return nodes[root]; }
};

struct Resolved {
  std::optional<Shape> shape;
  std::string problem;  // why there is none
};

// The shape of a type. There is none for what has no value (functions, forward declarations), for
// unknown kinds, and for malformed BTF: types that contain themselves, members outside their struct,
// ids without a type, values beyond 1 GiB, nesting beyond 64, more than a million fields.
Resolved resolve(const Types& types, std::uint32_t type_id);

}  // namespace bpflens::btf
