// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Descriptors that refer to BPF objects, found in two ways that give the same answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/pin.hpp"

namespace bpflens::kernel {

struct HeldFile {
  model::ObjectKind kind = model::ObjectKind::program;
  std::uint32_t id = 0;
  std::uint32_t program = 0;  // of a link
  int pid = 0;
  std::string comm;
  auto operator<=>(const HeldFile&) const = default;
};

// What is asked for: files of one kind; with programs go the links that hold them. id: only this object.
struct HeldQuestion {
  model::ObjectKind kind = model::ObjectKind::program;
  std::optional<std::uint32_t> id;
};

bool is_asked_for(const HeldFile& file, const HeldQuestion& question);

struct HeldWalk {
  std::vector<HeldFile> files;
  std::size_t hidden_processes = 0;  // whose descriptors may not be seen
};

// By /proc: links and fdinfo of every descriptor. 6 us a descriptor of a BPF object, 1 us any other.
HeldWalk held_by_proc(const HeldQuestion& question);

// By an iterator over all open files in the kernel (Linux 5.14): 5 ms, and 0.2 us a descriptor. Nothing when it
// can't be loaded or has learned nothing, and outside the first PID namespace, whose numbers it tells.
std::optional<HeldWalk> held_by_iterator(const HeldQuestion& question);

// How many descriptors all processes have; nothing where the kernel doesn't tell (before Linux 6.2).
std::optional<std::size_t> descriptors_in_use();

}  // namespace bpflens::kernel
