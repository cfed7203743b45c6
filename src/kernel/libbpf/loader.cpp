// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/loader.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::unique_ptr<LoadedObject> LibbpfLoader::load(const LoadRequest&) { fail("do this yet", "", ENOSYS); }
std::string LibbpfLoader::libbpf_version() { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
