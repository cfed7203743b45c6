// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Fields up to " - " are the mount's, after it the file system's; the kernel writes blank, tab,
// newline and backslash as \ooo.
#include "kernel/libbpf/mountinfo.hpp"

#include <optional>

#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

bool is_octal(std::string_view digits) {
  return digits.size() == 3 && digits.find_first_not_of("01234567") == std::string_view::npos;
}

std::string unescaped(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const std::string_view digits = field.substr(i + 1 > field.size() ? field.size() : i + 1, 3);
    if (field[i] == '\\' && is_octal(digits)) {
      text += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
      i += 3;
    } else {
      text += field[i];
    }
  }
  return text;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) fields.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return fields;
}

// id parent major:minor root point options [optional fields] - type source super-options
std::optional<Mount> parse_line(std::string_view line) {
  const std::size_t separator = line.find(" - ");
  if (separator == std::string_view::npos) return std::nullopt;
  const auto mount = fields_of(line.substr(0, separator));
  const auto file_system = fields_of(line.substr(separator + 3));
  if (mount.size() < 6 || file_system.size() < 2) return std::nullopt;
  return Mount{.point = unescaped(mount[4]),
               .root = unescaped(mount[3]),
               .device = std::string(mount[2]),
               .type = std::string(file_system[0]),
               .options = std::string(mount[5]),
               .super_options = std::string(file_system.size() > 2 ? file_system[2] : "")};
}

}  // namespace

std::vector<Mount> parse_mountinfo(std::string_view text) {
  std::vector<Mount> mounts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto mount = parse_line(text.substr(0, end))) mounts.push_back(std::move(*mount));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return mounts;
}

std::vector<Mount> mounts_of(std::string_view process) {
  return parse_mountinfo(file_text("/proc/" + std::string(process) + "/mountinfo"));
}

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const std::size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == wanted) return true;
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

}  // namespace bpflens::kernel
