// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reads "key:<tab>value" lines as proc(5) shows them for descriptors.
#include "kernel/libbpf/fdinfo.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

std::string read_fdinfo(int fd) {
  const std::string path = "/proc/self/fdinfo/" + std::to_string(fd);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> buffer;
  const ssize_t got = file ? read(file.get(), buffer.data(), buffer.size()) : -1;
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

std::string_view fdinfo_word(std::string_view fdinfo, std::string_view key) {
  for (std::size_t start = 0; start < fdinfo.size();) {
    const std::size_t end = std::min(fdinfo.find('\n', start), fdinfo.size());
    std::string_view line = fdinfo.substr(start, end - start);
    start = end + 1;
    if (!line.starts_with(key) || line.substr(key.size(), 1) != ":") continue;
    line.remove_prefix(key.size() + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line;
  }
  return {};
}

std::optional<std::uint64_t> fdinfo_number(std::string_view fdinfo, std::string_view key) {
  std::string_view word = fdinfo_word(fdinfo, key);
  const bool hex = word.starts_with("0x");
  if (hex) word.remove_prefix(2);
  std::uint64_t number = 0;
  const auto result = std::from_chars(word.data(), word.data() + word.size(), number, hex ? 16 : 10);
  return result.ec == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace bpflens::kernel
