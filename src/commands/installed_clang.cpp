// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/installed_clang.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

namespace bpflens::commands {
namespace {

namespace fs = std::filesystem;

bool is_executable(const fs::path& file) {
  std::error_code ignored;
  const fs::file_status status = fs::status(file, ignored);
  constexpr fs::perms kAny = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  return fs::is_regular_file(status) && (status.permissions() & kAny) != fs::perms::none;
}

std::vector<std::string> path_directories() {
  const char* path = std::getenv("PATH");
  std::vector<std::string> directories;
  std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) directories.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return directories;
}

}  // namespace

std::string installed_clang() {
  constexpr int kNewest = 30;
  constexpr int kOldest = 10;  // older ones write no BTF for functions
  std::vector<std::string> names = {"clang"};
  for (int version = kNewest; version >= kOldest; --version) names.push_back("clang-" + std::to_string(version));
  for (const std::string& name : names)
    for (const std::string& directory : path_directories())
      if (is_executable(fs::path(directory) / name)) return fs::path(directory) / name;
  return "";
}

}  // namespace bpflens::commands
