// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Holders by /proc or by an iterator in the kernel, whichever is quicker.
#pragma once

#include "kernel/holders.hpp"
#include "kernel/libbpf/held_files.hpp"

namespace bpflens::kernel {

class LinuxHolders : public Holders {
 public:
  Holdings of(model::ObjectKind kind, std::optional<std::uint32_t> id, std::size_t expected) override;
};

// From descriptors to holders: one for each process and object, with where the process lives.
Holdings holdings_of(HeldWalk walk, const HeldQuestion& question);

}  // namespace bpflens::kernel
