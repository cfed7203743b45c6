// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/map/data_words.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "btf/encode.hpp"
#include "commands/context.hpp"

namespace bpflens::commands {
namespace {

using Words = std::vector<std::string>;

std::optional<kernel::UpdateMode> mode_of(const std::string& word) {
  if (word == "any") return kernel::UpdateMode::any;
  if (word == "noexist") return kernel::UpdateMode::no_exist;
  if (word == "exist") return kernel::UpdateMode::exist;
  return std::nullopt;
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::vector<std::byte>> byte_numbers(std::span<const std::string> words, int base) {
  std::vector<std::byte> bytes;
  for (const std::string& word : words) {
    const auto value = number(word, base);
    if (!value || *value > 255) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(*value));
  }
  return bytes;
}

std::optional<std::vector<std::byte>> joined_digits(std::string_view digits, std::size_t size) {
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  if (digits.size() != 2 * size) return std::nullopt;
  Words words;
  for (std::size_t i = 0; i < size; ++i) words.emplace_back(digits.substr(2 * i, 2));
  return byte_numbers(words, 16);
}

[[noreturn]] void wrong_size(const std::string& what, std::size_t size, std::size_t given) {
  throw UsageError("the " + what + " has " + std::to_string(size) + " bytes, " + std::to_string(given) + " given");
}

std::vector<std::byte> hex_bytes(std::span<const std::string> words, std::size_t size, const std::string& what) {
  if (words.size() == 1)
    if (auto bytes = joined_digits(words[0], size)) return *bytes;
  auto bytes = byte_numbers(words, 16);
  if (!bytes) throw UsageError("the " + what + "'s bytes must be hex numbers from 00 to ff");
  if (bytes->size() != size) wrong_size(what, size, bytes->size());
  return *bytes;
}

std::vector<std::byte> plain_number(const std::string& word, std::size_t size, const std::string& what) {
  const auto value = number(word, 10);
  const bool fits =
      value && (size == 1 || size == 2 || size == 4 || size == 8) && (size == 8 || *value >> (8 * size) == 0);
  if (!fits)
    throw UsageError("the " + what + " '" + word + "' can't be read: no BTF tells what its " + std::to_string(size) +
                     " bytes mean; give them as 'hex 01 00 ...'");
  std::vector<std::byte> bytes(size);
  std::memcpy(bytes.data(), &*value, size);  // BPF maps hold numbers in the machine's own order
  return bytes;
}

// How many words the key takes where no keyword ends it.
std::size_t key_length(const Words& words, std::size_t key_size) {
  if (key_size == 0 || words.empty()) return 0;
  if (words[0] != "hex") return 1;
  const bool joined = words.size() > 1 && words[1].size() > 2 && words[1].size() >= 2 * key_size;
  return std::min(words.size(), joined ? 2 : 1 + key_size);
}

}  // namespace

EntryWords split_entry_words(const Words& words, std::size_t key_size) {
  const bool keywords = !words.empty() && (words[0] == "key" || words[0] == "value");
  auto key_begin = words.begin();
  if (keywords && words[0] == "key") ++key_begin;
  const auto key_end = keywords ? std::find(key_begin, words.end(), "value")
                                : key_begin + static_cast<std::ptrdiff_t>(key_length(words, key_size));
  EntryWords split{.key = {key_begin, key_end}, .value = {key_end, words.end()}};
  if (keywords && !split.value.empty()) split.value.erase(split.value.begin());
  if (split.value.size() > 1)
    if (const auto mode = mode_of(split.value.back())) {
      split.mode = *mode;
      split.value.pop_back();
    }
  return split;
}

std::vector<std::byte> bytes_of(const Words& words, const btf::Shape* shape, std::size_t size,
                                const std::string& what) {
  if (words.empty()) {
    if (size == 0) return {};
    throw UsageError("the " + what + " is missing (" + std::to_string(size) + " bytes)");
  }
  if (words[0] == "hex") return hex_bytes(std::span(words).subspan(1), size, what);
  if (words.size() > 1) {
    const auto bytes = byte_numbers(words, 10);
    if (!bytes) throw UsageError("the " + what + "'s bytes must be numbers from 0 to 255");
    if (bytes->size() != size) wrong_size(what, size, bytes->size());
    return *bytes;
  }
  // For what is a number, "0x..." is one.
  if (shape == nullptr || shape->top().kind == btf::Kind::composite || shape->top().kind == btf::Kind::array)
    if (const auto bytes = words[0].starts_with("0x") ? joined_digits(words[0], size) : std::nullopt) return *bytes;
  if (shape == nullptr) return plain_number(words[0], size, what);
  std::vector<std::byte> bytes(size);
  const std::string problem = btf::encode_word(*shape, words[0], bytes, what);
  if (!problem.empty()) throw UsageError(problem);
  return bytes;
}

}  // namespace bpflens::commands
