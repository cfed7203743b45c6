// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A name in a bpffs that keeps a program, map or link alive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bpflens::model {

enum class ObjectKind { program, map, link };

constexpr std::string_view word(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::program:
      return "prog";
    case ObjectKind::map:
      return "map";
    case ObjectKind::link:
      return "link";
  }
  return "";
}

// What a pin or a descriptor refers to.
struct ObjectRef {
  ObjectKind kind = ObjectKind::program;
  std::uint32_t id = 0;
  bool operator==(const ObjectRef&) const = default;
};

struct Pin {
  std::string path;
  std::string mount;       // the mount point of the bpffs that holds it
  std::uint32_t mode = 0;  // permission bits
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::optional<ObjectRef> object;  // absent when it could not be opened; why says what happened
  std::string type_name;            // program, map or link type
  std::string name;                 // of the object; may be empty
  std::string why;                  // reason for an absent object
};

}  // namespace bpflens::model
