// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An object of ours with one program, and perhaps global data in one map, loaded without libbpf reading the kernel's
// BTF: libbpf writes a loader program, and the kernel itself relocates (Linux 5.14). A third of the time.
#pragma once

#include <bpf/bpf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <span>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

struct LightObject {
  Descriptor program;
  Descriptor data;  // an array of one value: the global data; none in an object without
};

// Nothing when the kernel can't, or doesn't let us.
std::optional<LightObject> load_light(const char* name, std::span<const std::byte> object);

// Starts a program that is an iterator, and gives each of the records that it writes to `use`. False when the kernel
// gave up on the way.
template <class Record, class Use>
bool read_records(int link_fd, Use use) {
  const Descriptor iterator(bpf_iter_create(link_fd));
  if (!iterator) return false;
  std::array<Record, 65536 / sizeof(Record)> records;
  while (true) {
    const ssize_t got = read(iterator.get(), records.data(), sizeof records);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return got == 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(got) / sizeof(Record); ++i) use(records[i]);
  }
}

}  // namespace bpflens::kernel
