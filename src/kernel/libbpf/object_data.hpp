// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The global data of an object that is opened but not loaded yet.
#pragma once

#include <bpf/libbpf.h>

#include <string>

#include "kernel/loader.hpp"

namespace bpflens::kernel {

// What an object has in its sections of data, and the BTF that describes them. Throws when it can't be opened.
ObjectData read_data(const std::string& path);

// The map that a section of data becomes; null when there is no such section.
bpf_map* data_map(const bpf_object* object, const std::string& section);

}  // namespace bpflens::kernel
