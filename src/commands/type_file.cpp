// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/type_file.hpp"

#include "commands/context.hpp"
#include "commands/files.hpp"
#include "object/dwarf.hpp"
#include "object/elf_image.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kLargestTypeFile = 256 * 1024 * 1024;

std::vector<btf::Types> types_in(std::span<const std::byte> bytes) {
  std::vector<btf::Types> found;
  const auto keep = [&](std::optional<btf::Types> types) {
    if (types) found.push_back(std::move(*types));
  };
  const auto image = object::Image::read(bytes);
  if (const auto* elf = std::get_if<object::Image>(&image)) {
    if (const object::Section* section = elf->section(".BTF")) keep(btf::Types::parse(section->bytes));
    keep(object::types_of_dwarf(*elf));
  } else {
    keep(btf::Types::parse(bytes));
  }
  return found;
}

}  // namespace

btf::Types types_of_file(const std::string& option, const std::string& path) {
  const FileBytes file = read_file(path, kLargestTypeFile);
  if (!file.error.empty()) throw UsageError(option + ": " + file.error);
  auto found = types_in(file.bytes);
  if (!found.empty()) return std::move(found[0]);
  const bool is_object = std::holds_alternative<object::Image>(object::Image::read(file.bytes));
  throw UsageError(option + ": " + path +
                   (is_object ? " has no BTF: it was compiled without -g" : " is neither an object nor BTF"));
}

std::vector<btf::Types> all_types_of_file(const std::string& path) {
  const FileBytes file = read_file(path, kLargestTypeFile);
  return types_in(file.bytes);
}

}  // namespace bpflens::commands
