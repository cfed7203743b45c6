// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A name in a bpffs that keeps a program, map or link alive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/holder.hpp"

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
  // Whether nothing else that can be seen keeps the object: no other pin, descriptor, link, program or attachment.
  std::optional<bool> last_reference;  // filled only where it was asked for
  std::optional<Inhabitant> seen_by;   // of a pin in another mount namespace: a process that lives there
};

// What a mount of a bpffs lets holders of tokens do (Linux 6.9), each as in its mount options: "any", or names with
// colons between them; empty for nothing.
struct Delegation {
  std::string commands;
  std::string maps;
  std::string programs;
  std::string attach_types;
  bool operator==(const Delegation&) const = default;
};
bool is_empty(const Delegation& delegation);

// From a mount's options: "rw,delegate_cmds=map_create:prog_load,delegate_maps=any".
Delegation delegation_of(std::string_view options);

struct BpffsMount {
  std::string point;
  std::string device;  // of the file system: mounts of one share it
  std::string root;    // its directory that is seen there: "/" for all of it
  bool read_only = false;
  Delegation delegation;
  std::uint32_t uid = 0;  // of its root directory
  std::uint32_t mode = 0;
};

// Whether one mount shows all that another shows.
bool covers(const BpffsMount& mount, const BpffsMount& other);

// Without mounts that others cover: one that is bound to a second place shows nothing else there.
std::vector<BpffsMount> each_once(const std::vector<BpffsMount>& mounts);

}  // namespace bpflens::model
