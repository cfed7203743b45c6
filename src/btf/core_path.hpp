// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A CO-RE relocation's way through the object's own types, as names and indices that another BTF can be
// searched for.
#pragma once

#include <bpf/btf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/object_file.hpp"

namespace bpflens::btf {

struct CoreStep {
  std::string_view member;  // empty: an element of an array
  std::uint32_t type = 0;   // the member's, in the object's BTF
  std::uint32_t index = 0;  // the element's
};

struct CorePath {
  std::uint32_t root = 0;       // the type asked about
  std::string_view root_name;   // essential
  std::vector<CoreStep> steps;  // members with names and elements; what has no name is passed through
  std::string_view enumerator;  // essential; of questions about enumerators
  std::string text;             // "task_struct.nsproxy"
};

// Nothing when the relocation makes no sense for the types.
std::optional<CorePath> core_path(const ::btf* local, const model::CoreRelocation& relocation);

// The type behind qualifiers and typedefs, whose id is put in `id`; null for void and for endless chains.
const btf_type* skip_to_bare(const ::btf* types, std::uint32_t& id);

// The name at an offset; empty when there is none.
std::string_view name_in(const ::btf* types, std::uint32_t offset);

// The enumerators' names, of 32-bit and 64-bit enumerations.
std::vector<std::string_view> enumerators(const ::btf* types, const btf_type* type);

}  // namespace bpflens::btf
