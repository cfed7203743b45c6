// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A walk from key to key, for maps without batches.
#pragma once

#include <memory>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/maps.hpp"

namespace bpflens::kernel {

std::unique_ptr<Entries> walk_keys(const model::Map& map, std::size_t cpus, Descriptor fd);

}  // namespace bpflens::kernel
