// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What loading an object has brought into the kernel.
#pragma once

#include <string>
#include <vector>

#include "model/link.hpp"
#include "model/map.hpp"
#include "model/program.hpp"

namespace bpflens::model {

struct RejectedProgram {
  std::string name;
  std::string message;  // what went wrong, in a sentence
  std::string log;      // the verifier's; may be empty
};

struct Loaded {
  std::vector<Program> programs;  // in the object's order; with their pins, as all of these
  std::vector<Map> maps;          // that outlive the loading: a program that stays uses them, or they are pinned
  std::vector<Link> links;
  std::vector<RejectedProgram> rejected;  // that didn't stop the others
};

}  // namespace bpflens::model
