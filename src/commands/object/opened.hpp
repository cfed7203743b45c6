// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An object's file, read for a command.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "btf/types.hpp"
#include "commands/context.hpp"
#include "model/object_file.hpp"
#include "object/elf_image.hpp"

namespace bpflens::commands {

struct OpenedObject {
  std::string path;
  std::vector<std::byte> bytes;
  object::Image image;  // a view of the bytes
  model::ObjectFile file;
  std::optional<btf::Types> types;  // nothing when the object has no BTF
};

// Reads and checks the file at a path, or standard input ("-"). Nothing when it can't be read or is no BPF
// object: that has been reported then, and `code` is what to exit with.
std::optional<OpenedObject> open_object(const std::string& path, Context& context, int& code);

// The functions that a name means: all programs for an empty one. A UsageError when there is none of that name.
std::vector<std::size_t> functions_named(const OpenedObject& object, const std::string& name);

}  // namespace bpflens::commands
