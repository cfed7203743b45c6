// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which type the records of a map have, as its programs' BTF and instructions tell.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "render/record.hpp"

namespace bpflens::commands {

struct RecordWish {
  std::string type;                 // "struct event"; empty: to be found out
  std::vector<std::string> fields;  // members to show; empty: all
};

// The programs among these that refer to the map.
std::vector<model::Program> users_of(const model::Map& map, std::span<const model::Program> programs);

// The type to read the map's records with; nothing when it wasn't named and isn't clear. Throws UsageError
// when the type that was named, or a field, isn't there.
std::optional<render::Record> choose_record(kernel::Kernel& kernel, const model::Map& map,
                                            std::span<const model::Program> users, const RecordWish& wish);

}  // namespace bpflens::commands
