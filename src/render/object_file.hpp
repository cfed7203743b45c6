// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an object's file holds, as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "btf/types.hpp"
#include "model/object_file.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

struct ObjectShown {
  std::string path;
  std::size_t bytes = 0;
  std::string compiler;             // empty: the file doesn't tell
  std::vector<std::string> legacy;  // what is old in it, and what loading makes of that
  const model::ObjectFile& file;
  const btf::Types* types = nullptr;  // of the file; null: it has no BTF
};

std::string object_text(const ObjectShown& shown, const Look& look = {});
Json object_json(const ObjectShown& shown);

// What an instruction was, and what the loader makes of it.
struct RelocationShown {
  std::string function;
  std::string section;
  std::size_t slot = 0;
  std::string written;
  std::string relocation;  // empty: there was none
  std::string made;
  std::string map_id;  // after loading; empty where there is none or nothing was loaded
};

// With a column for the ids of maps where the object was loaded to learn them.
std::string relocations_text(const std::vector<RelocationShown>& all, bool loaded, const Look& look = {});
Json relocations_json(const std::vector<RelocationShown>& all);

}  // namespace bpflens::render
