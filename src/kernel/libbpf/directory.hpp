// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// readdir(3) over a directory that is open.
#pragma once

#include <dirent.h>

#include <memory>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

// Takes the descriptor over. Empty when it isn't open or no directory (see errno).
inline Directory directory_of(Descriptor descriptor) {
  Directory directory(descriptor ? fdopendir(descriptor.get()) : nullptr, closedir);
  if (directory) descriptor.release();
  return directory;
}

}  // namespace bpflens::kernel
