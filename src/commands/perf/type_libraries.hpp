// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where types are looked for: the BTF of programs, then a file that was named, then the object that was loaded.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

#include "btf/lookup.hpp"
#include "kernel/kernel.hpp"

namespace bpflens::commands {

struct FoundType {
  const btf::Types* types = nullptr;
  std::uint32_t id = 0;
  std::string name;
};

class TypeLibraries {
 public:
  // The file (BTF or object) may be empty; throws UsageError when it has no types. The object is read for its DWARF
  // only when types of that name or size are nowhere else.
  TypeLibraries(kernel::Kernel& kernel, std::span<const model::Program> programs, const std::string& file,
                std::string object);

  std::optional<FoundType> named(const std::string& name);

  // The clear choice among the types of that size, or nothing.
  std::optional<FoundType> of_size(std::uint32_t size, const std::string& map_name);

  // The one type that all libraries together export, whatever its size.
  std::optional<FoundType> only_exported() const;

  const btf::Types* first() const { return libraries_.empty() ? nullptr : &libraries_[0]; }

  // For a message: where was looked, and what is there.
  std::string where(const model::Map& map) const;

 private:
  bool read_object();

  std::deque<btf::Types> libraries_;  // stay where they are when more are added
  std::size_t of_programs_ = 0;       // the first of them
  std::string object_;                // still to be read
};

}  // namespace bpflens::commands
