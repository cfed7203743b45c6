// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/types.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::optional<std::vector<std::byte>> LibbpfTypes::blob(model::BtfId) { fail("do this yet", "", ENOSYS); }
std::optional<std::vector<std::byte>> LibbpfTypes::vmlinux() { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
