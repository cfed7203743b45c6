// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/proc_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <string_view>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

// The entries of a directory that are numbers, ascending; nothing when it can't be opened (see errno).
std::optional<std::vector<int>> numbers_in(const std::string& path) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
  if (!directory) return std::nullopt;
  std::vector<int> numbers;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string_view name(entry->d_name);
    int number = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size()) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace

std::vector<int> process_ids() { return numbers_in("/proc").value_or(std::vector<int>()); }

std::optional<std::vector<OpenFile>> open_files(int pid) {
  const std::string directory = "/proc/" + std::to_string(pid) + "/fd";
  const auto numbers = numbers_in(directory);
  if (!numbers && (errno == ENOENT || errno == ESRCH)) return std::vector<OpenFile>();
  if (!numbers) return std::nullopt;
  std::vector<OpenFile> files;
  for (const int fd : *numbers) {
    std::array<char, 256> target;
    const std::string link = directory + "/" + std::to_string(fd);
    const ssize_t length = readlink(link.c_str(), target.data(), target.size());
    if (length > 0) files.push_back({fd, std::string(target.data(), static_cast<std::size_t>(length))});
  }
  return files;
}

// Not by a stream: those throw when a process ends between open and read (ESRCH).
std::optional<std::string> read_file(int directory, const std::string& path) {
  const Descriptor file(openat(directory, path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 16 * 1024> piece;
  for (;;) {
    const ssize_t got = read(file.get(), piece.data(), piece.size());
    if (got == 0) return text;
    if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) return std::nullopt;
  }
}

std::string file_text(const std::string& path) { return read_file(AT_FDCWD, path).value_or(""); }

std::string process_comm(int pid) {
  std::string comm = file_text("/proc/" + std::to_string(pid) + "/comm");
  if (comm.ends_with('\n')) comm.pop_back();
  return comm;
}

}  // namespace bpflens::kernel
