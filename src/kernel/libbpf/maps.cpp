// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/maps.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::vector<model::Map> LibbpfMaps::list() { fail("do this yet", "", ENOSYS); }
std::optional<model::Map> LibbpfMaps::find(model::MapId) { fail("do this yet", "", ENOSYS); }
std::unique_ptr<Entries> LibbpfMaps::entries(const model::Map&) { fail("do this yet", "", ENOSYS); }
std::size_t LibbpfMaps::possible_cpus() { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
