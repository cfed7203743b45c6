// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A link: the attachment of a program that has an id of its own (uapi struct bpf_link_info).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/id.hpp"

namespace bpflens::model {

struct Link {
  LinkId id;
  std::uint32_t type = 0;  // enum bpf_link_type
  std::string type_name;
  ProgramId program;
  std::string program_name;
  std::string target;             // what it is attached to, in words
  std::vector<std::string> pins;  // filled only where pins were asked for
};

}  // namespace bpflens::model
