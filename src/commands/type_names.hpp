// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What types, members and the parts of an object may be called on a command line, for completion: nothing here throws,
// blocks or complains.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "model/object_file.hpp"

namespace bpflens::commands {

// Where a command line says that types are.
struct TypePlaces {
  std::vector<std::string> files;  // objects, or BTF
  // Of the kernel's, as they were named:
  std::vector<std::string> used_maps;  // the types of the programs that use them
  std::vector<std::string> maps;       // their own
};

struct TypeName {
  std::string name;   // "event": what names it without a space
  std::string about;  // "struct, 24 bytes"
};

// The structs and unions in these places whose names begin so; kernels have ten thousand.
std::vector<TypeName> type_names(kernel::Kernel& kernel, const TypePlaces& places, const std::string& beginning);

// The members of the first type of that name.
std::vector<std::string> member_names(kernel::Kernel& kernel, const TypePlaces& places, const std::string& type);

// What an object's file has; nothing where it can't be read.
model::ObjectFile object_contents(const std::string& path);

}  // namespace bpflens::commands
