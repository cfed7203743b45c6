// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys and values as words of a command line: bpftool's "key hex 01 00 value 2 noexist", or just KEY VALUE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "btf/shape.hpp"
#include "kernel/maps.hpp"

namespace bpflens::commands {

struct EntryWords {
  std::vector<std::string> key;
  std::vector<std::string> value;
  kernel::UpdateMode mode = kernel::UpdateMode::any;
};

// Splits the words after MAP. Without the word "key" in front the key is one word, or "hex" and its bytes, and
// there is none where key_size is 0.
EntryWords split_entry_words(const std::vector<std::string>& words, std::size_t key_size);

// The bytes that the words stand for: "hex" and bytes; as many byte numbers as there are bytes; "0x" and all the
// bytes' digits, unless the shape is a number's; or one word typed by the shape. Without a shape one number of 1, 2, 4
// or 8 bytes. Throws UsageError beginning with what they are ("key", "value").
std::vector<std::byte> bytes_of(const std::vector<std::string>& words, const btf::Shape* shape, std::size_t size,
                                const std::string& what);

}  // namespace bpflens::commands
