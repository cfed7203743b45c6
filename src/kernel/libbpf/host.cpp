// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/host.hpp"

#include <sys/utsname.h>
#include <zlib.h>

#include <array>
#include <memory>
#include <sstream>

#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

// A file, unpacked if it is gzipped (zlib reads plain files as they are); nothing when it can't be read.
std::optional<std::string> unpacked(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 65536> buffer;
  int got = 0;
  while ((got = gzread(file.get(), buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  return got < 0 || text.empty() ? std::nullopt : std::optional(text);
}

std::string release() {
  utsname names;
  return uname(&names) == 0 ? names.release : "";
}

}  // namespace

std::optional<long> LinuxHost::sysctl(const std::string& path) {
  std::istringstream file(file_text("/proc/sys/" + path));
  long value = 0;
  return file >> value ? std::optional(value) : std::nullopt;
}

std::map<std::string, std::string> parse_build_config(const std::string& text) {
  std::map<std::string, std::string> options;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (!line.starts_with("CONFIG_") || equals == std::string::npos) continue;
    std::string value = line.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    options.emplace(line.substr(0, equals), value);
  }
  return options;
}

std::optional<std::map<std::string, std::string>> LinuxHost::build_config() {
  for (const std::string& path :
       {std::string("/proc/config.gz"), "/boot/config-" + release(), "/lib/modules/" + release() + "/config"})
    if (const auto text = unpacked(path)) return parse_build_config(*text);
  return std::nullopt;
}

}  // namespace bpflens::kernel
