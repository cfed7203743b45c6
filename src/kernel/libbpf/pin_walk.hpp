// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The files below a directory of a bpffs, each opened to see what it pins.
#pragma once

#include <string>
#include <vector>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/kernel_names.hpp"
#include "model/pin.hpp"

namespace bpflens::kernel {

// A descriptor for what the file behind a descriptor (also by O_PATH) pins, for reading only where writing isn't
// allowed; empty, with errno set, when it can't be had.
Descriptor open_pinned(int file);

// What stands in a list for something that can't be opened.
model::Pin unreadable_pin(const std::string& path, int error);

// Fills in the object, or why there is none, and the file's owner and mode.
void describe_pin(model::Pin& pin, int file, KernelNames& names);

// Everything pinned at or below an open directory of a bpffs, in no order. Neither symbolic links nor
// mounts are followed; the kernel's own files are left out.
std::vector<model::Pin> walk_pins(Descriptor directory, const std::string& path, const std::string& mount,
                                  KernelNames& names);

// Every directory below, each after those in it.
std::vector<std::string> walk_directories(Descriptor directory, const std::string& path);

}  // namespace bpflens::kernel
