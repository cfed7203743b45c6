// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Walks over a map's entries, as fast as its type allows: mapped memory, batches, or key after key.
#pragma once

#include <memory>

#include "kernel/maps.hpp"

namespace bpflens::kernel {

// Throws when the type has no entries to walk; the error says what to use instead.
std::unique_ptr<Entries> walk_entries(const model::Map& map, std::size_t cpus);

}  // namespace bpflens::kernel
