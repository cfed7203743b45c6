// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The order in which a trie hands out its keys (uapi struct bpf_lpm_trie_key): bit by bit, and a prefix after all
// that it covers. A walk whose last key was deleted starts from the front again (kernel/bpf/lpm_trie.c); by their
// order the keys that came before are known.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bpflens::kernel {

// Whether the walk comes to the key after the other one.
bool follows(std::span<const std::byte> key, std::span<const std::byte> other);

// Lets every key of a walk pass once.
class PrefixOrder {
 public:
  bool pass(std::span<const std::byte> key) {
    if (!last_.empty() && !follows(key, last_)) return false;
    last_.assign(key.begin(), key.end());
    return true;
  }

 private:
  std::vector<std::byte> last_;
};

}  // namespace bpflens::kernel
