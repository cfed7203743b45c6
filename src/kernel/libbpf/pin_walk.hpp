// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The files below a directory of a bpffs, each opened to see what it pins.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/explain.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "model/pin.hpp"

namespace bpflens::kernel {

// A descriptor for what the file behind a descriptor (also by O_PATH) pins, for reading only where writing isn't
// allowed; empty, with errno set, when it can't be had.
Descriptor open_pinned(int file);

// What lacks to open a pin, by errno: EACCES comes of the mode of a file or directory, EPERM of bpf(2).
Takes taken_by_pins(int error);

// Why pins can't be read: there may be thousands, and the machine is looked at once for each errno.
class UnreadablePins {
 public:
  const std::string& why(int error);

 private:
  std::map<int, std::string> known_;
};

// Fills in the object, or why there is none, and the file's owner and mode.
void describe_pin(model::Pin& pin, int file, KernelNames& names, UnreadablePins& unreadable);

// Everything pinned at or below an open directory of a bpffs, in no order. Neither symbolic links nor
// mounts are followed; the kernel's own files are left out.
std::vector<model::Pin> walk_pins(Descriptor directory, const std::string& path, const std::string& mount,
                                  KernelNames& names);

// Every directory below, each after those in it.
std::vector<std::string> walk_directories(Descriptor directory, const std::string& path);

}  // namespace bpflens::kernel
