// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BTF as the kernel holds it: raw blobs, read by the btf layer.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/id.hpp"

namespace bpflens::kernel {

class Types {
 public:
  virtual ~Types() = default;

  // The BTF blob with that id; nothing when it is gone or may not be read, as by who opens a map by its pin alone.
  virtual std::optional<std::vector<std::byte>> blob(model::BtfId id) = 0;

  // The running kernel's own BTF (/sys/kernel/btf/vmlinux); nothing when it has none.
  virtual std::optional<std::vector<std::byte>> vmlinux() = 0;
};

}  // namespace bpflens::kernel
