// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What changed between two builds of an object.
#pragma once

#include <string>
#include <vector>

#include "model/object_file.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// One of the two: a file, and what was read from it.
struct Build {
  const Image& image;
  const model::ObjectFile& file;
};

struct Change {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string what;                  // "program", "subprogram", "map", "global", "data", "extern", "license"
  std::string name;                  // empty for the license
  std::vector<std::string> details;  // "type: hash -> array"; empty unless changed
  std::vector<std::string> code;     // a line an instruction: "-r0 = 0", "+r0 = 1", " exit"; empty when it is the same
};

// In the order of the first object, then what only the second has. Empty: both do the same in the same words.
std::vector<Change> compare(const Build& before, const Build& after);

}  // namespace bpflens::object
