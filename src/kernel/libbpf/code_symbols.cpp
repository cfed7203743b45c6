// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/code_symbols.hpp"

#include <fmt/core.h>

#include <charconv>
#include <sstream>

#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::uint64_t kKernelHalf = std::uint64_t{1} << 63;
constexpr std::size_t kFilesKept = 256;

std::string with_offset(std::string_view name, std::uint64_t offset) {
  return offset == 0 ? std::string(name) : fmt::format("{}+0x{:x}", name, offset);
}

// What of a file is mapped around an address.
struct MappedFile {
  std::uint64_t start = 0;
  std::uint64_t offset = 0;
  std::string identity;
  std::string path;
};

// Lines of /proc/PID/maps: "START-END perms OFFSET DEV INODE   PATH".
std::optional<MappedFile> file_at(int pid, std::uint64_t address) {
  std::istringstream lines(file_text("/proc/" + std::to_string(pid) + "/maps"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    MappedFile file;
    std::uint64_t end = 0;
    char dash = 0;
    std::string permissions;
    std::string device;
    std::string inode;
    words >> std::hex >> file.start >> dash >> end >> permissions >> file.offset >> device >> inode;
    if (address < file.start || address >= end) continue;
    std::getline(words >> std::ws, file.path);
    file.identity = fmt::format("{} {} {}", device, inode, file.path);
    return file.path.starts_with('/') ? std::optional(std::move(file)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string CodeSymbols::kernel_name(std::uint64_t address) {
  if (!kernel_) kernel_.emplace(KernelSymbols::read());
  const auto symbol = kernel_->last_before(address);
  return symbol ? with_offset(symbol->second, address - symbol->first) : "";
}

std::string CodeSymbols::process_name(int pid, std::uint64_t address) {
  const auto mapped = file_at(pid, address);
  if (!mapped) return "";
  if (files_.size() > kFilesKept) files_.clear();
  auto found = files_.find(mapped->identity);
  if (found == files_.end()) {
    const auto root = PathRoot::try_process(pid);
    found = files_.emplace(mapped->identity, root ? FileSymbols::read(*root, mapped->path) : FileSymbols()).first;
  }
  const std::uint64_t offset = address - mapped->start + mapped->offset;
  if (const auto symbol = found->second.at(offset)) return with_offset(symbol->name, symbol->offset);
  return with_offset(mapped->path.substr(mapped->path.rfind('/') + 1), offset);
}

std::string CodeSymbols::name(int pid, std::uint64_t address) {
  return address >= kKernelHalf ? kernel_name(address) : process_name(pid, address);
}

}  // namespace bpflens::kernel
