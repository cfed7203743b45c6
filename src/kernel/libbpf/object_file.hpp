// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Files with compiled objects, read whole.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bpflens::kernel {

// The file's bytes. Fails for what is no regular file, can't be read, or is larger than 256 MiB.
// The operation goes into the message: "load", "read".
std::vector<std::byte> read_object_file(const std::string& operation, const std::string& path);

// A name for the object as libbpf makes one from a path: "trace_output" for "/x/trace_output.bpf.o".
std::string object_name(const std::string& path);

}  // namespace bpflens::kernel
