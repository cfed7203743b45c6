// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types by name, and the ones that can be records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btf/types.hpp"

namespace bpflens::btf {

// A struct or union with a name.
struct RecordType {
  std::uint32_t id = 0;
  std::string name;  // "struct event"
  std::uint32_t size = 0;
  // A global variable points to it ("const struct event *unused;"): the usual way to bring a type into an
  // object's BTF for readers to find.
  bool exported = false;
};

// All of them, in the order of their ids.
std::vector<RecordType> record_types(const Types& types);

// The names of all variables; maps are among them.
std::vector<std::string> variable_names(const Types& types);

// The type called "struct event", "union x", "enum y", or by one word a typedef, base type, or else a
// struct, union or enum of that name.
std::optional<std::uint32_t> find_type(const Types& types, std::string_view name);

// How many types there are; the void of id 0 is none.
std::uint32_t type_count(const Types& types);

}  // namespace bpflens::btf
