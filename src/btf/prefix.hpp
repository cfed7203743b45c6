// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys of LPM tries (uapi struct bpf_lpm_trie_key): a length in bits, then an address, as people write them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace bpflens::btf {

// "10.0.0.0/8", "2001:db8::/32"; "0a0b/12" where the address has neither 4 nor 16 bytes.
std::string prefix_text(std::span<const std::byte> key);

// Likewise the other way; an address alone has its full length. Returns why it can't be, else nothing.
std::string read_prefix(const std::string& text, std::span<std::byte> key);

}  // namespace bpflens::btf
