// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which types the records of a map have: as the command line says, else as its programs' BTF and instructions tell.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "render/event.hpp"

namespace bpflens::commands {

struct DecodeOptions {
  std::string type;                  // "struct event"; empty: to be found out
  std::vector<std::string> type_by;  // "kind=2:struct opened"
  std::string layout;                // "u64 pid; u64 cookie"
  std::string file;                  // an object or BTF file, to look for types in
  std::vector<std::string> formats;  // "saddr=ipv4"
  std::vector<std::string> symbols;  // members that are addresses of code
  std::string fields;                // members to show, with commas between; empty: all
  bool string_integers = false;
};

void declare_decoding(CLI::App& app, DecodeOptions& options);

// A source of events, and the shapes of its types for those who look at single members.
struct DecodedSource {
  render::EventSource source;
  std::vector<btf::Shape> shapes;
};

// The programs among these that refer to the map.
std::vector<model::Program> users_of(const model::Map& map, std::span<const model::Program> programs);

// The types to read the map's records with; none when none was named and none is clear. The object is the file that
// the programs were loaded from, if that is known. Throws UsageError when a type that was named, or a field, isn't
// there.
DecodedSource choose_types(kernel::Kernel& kernel, const model::Map& map, std::span<const model::Program> users,
                           const DecodeOptions& options, const std::string& object, btf::AddressNames& names);

// "a,b" as a and b.
std::vector<std::string> split_list(const std::string& list);

}  // namespace bpflens::commands
