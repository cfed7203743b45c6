// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/prober.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::vector<NamedValue> LoadingProber::program_types() { fail("do this yet", "", ENOSYS); }
std::vector<NamedValue> LoadingProber::map_types() { fail("do this yet", "", ENOSYS); }
std::vector<NamedValue> LoadingProber::helpers() { fail("do this yet", "", ENOSYS); }
model::Support LoadingProber::program_type(std::uint32_t) { fail("do this yet", "", ENOSYS); }
model::Support LoadingProber::map_type(std::uint32_t) { fail("do this yet", "", ENOSYS); }
model::Support LoadingProber::helper(std::uint32_t, std::uint32_t) { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
