// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What somebody needs of a kernel, as one word: "helper:xdp/bpf_redirect", "kernel:>=5.8".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/support.hpp"

namespace bpflens::model {

enum class Subject : std::uint8_t {
  program_type,
  map_type,
  map_flag,
  attach_type,
  link_type,
  btf_kind,
  helper,
  kfunc,
  type,           // something in the kernel's BTF
  build_option,   // CONFIG_*
  instructions,   // isa:v4
  ability,        // a row of model::abilities()
  release,        // the kernel's version
  kernel_symbol,  // in /proc/kallsyms
};

struct Requirement {
  Subject subject = Subject::program_type;
  std::string name;          // "xdp", "bpf_redirect", "task_struct.nsproxy", "CONFIG_HZ", "v4", "5.8"
  std::string program_type;  // helpers and kfuncs: called from what; empty: from any
  std::string condition;     // releases: ">=", "<"...; build options: the value wanted, empty: "y" or "m"
  bool gpl = true;           // helpers: called under a GPL-compatible license
  bool operator==(const Requirement&) const = default;
};

// Reads a word; a sentence about what is wrong with it if it is none. Names are not looked up here.
std::variant<Requirement, std::string> parse_requirement(std::string_view word);

// The word again.
std::string text(const Requirement& requirement);

// One word of each kind, as an example.
std::vector<std::string_view> requirement_examples();

// Compares dotted numbers, "6.18.5-cloud" with "6.9": less than, equal to or greater than 0. What follows the
// numbers counts for nothing, and a number that is missing for 0.
int compare_releases(std::string_view a, std::string_view b);

// Where something is needed.
struct Place {
  std::string object;    // the file; empty where there is only one
  std::string program;   // or the map
  std::string function;  // of the instruction, where it isn't the program itself
  bool is_instruction = false;
  std::size_t slot = 0;  // in the function
  std::string file;      // source; empty: not told
  std::uint32_t line = 0;
  std::string source;  // the line's text
  bool operator==(const Place&) const = default;
};

// A requirement with its answer for one kernel.
struct Finding {
  Requirement requirement;
  Support support;
  std::string note;       // the condition of a yes, the reason for a no; may be empty
  bool optional = false;  // the kernel never gets to it: the program asks before
  std::vector<Place> places;
};

// One kernel's findings.
struct KernelFindings {
  std::string file;     // that the kernel was saved in; empty: the running one
  std::string release;  // empty: not known
  std::vector<Finding> findings;
};

// No if anything needed is missing, else unknown if anything is, else yes.
Answer verdict(const std::vector<Finding>& findings);

}  // namespace bpflens::model
