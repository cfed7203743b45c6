// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/object/opened.hpp"

#include "commands/files.hpp"
#include "kernel/error.hpp"
#include "object/contents.hpp"
#include "object/embedded.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kLargest = 256 << 20;

int refuse(const std::string& path, object::Problem problem, object::Bytes bytes, Context& context) {
  if (const std::size_t count = object::embedded_objects(bytes).size(); count != 0) {
    problem.cause += ", but carries " + std::to_string(count) + (count == 1 ? " object" : " objects") + " in itself";
    problem.next_step = "take them out with bpflens object extract";
  }
  return report_error(
      context,
      kernel::message({.operation = "read", .subject = path, .cause = problem.cause, .next_step = problem.next_step}),
      kRefused);
}

}  // namespace

std::optional<OpenedObject> open_object(const std::string& path, Context& context, int& code) {
  FileBytes read = read_file(path, kLargest);
  if (!read.error.empty()) {
    code = report_error(context, read.error, read.code);
    return std::nullopt;
  }
  auto image = object::Image::read(read.bytes);
  if (const auto* problem = std::get_if<object::Problem>(&image)) {
    code = refuse(path, *problem, read.bytes, context);
    return std::nullopt;
  }
  auto file = object::read_contents(std::get<object::Image>(image));
  if (const auto* problem = std::get_if<object::Problem>(&file)) {
    code = refuse(path, *problem, read.bytes, context);
    return std::nullopt;
  }
  OpenedObject opened{.path = path,
                      .bytes = std::move(read.bytes),
                      .image = std::move(std::get<object::Image>(image)),
                      .file = std::move(std::get<model::ObjectFile>(file)),
                      .types = std::nullopt};
  if (!opened.file.types.empty()) opened.types = btf::Types::parse(opened.file.types);
  return opened;
}

std::vector<std::size_t> functions_named(const OpenedObject& object, const std::string& name) {
  std::vector<std::size_t> found;
  const auto& functions = object.file.functions;
  for (std::size_t i = 0; i < functions.size(); ++i)
    if (name.empty() ? functions[i].is_program : functions[i].name == name || functions[i].section == name)
      found.push_back(i);
  if (!found.empty() || name.empty()) return found;
  std::string names;
  for (const model::ObjectFunction& function : functions) names += (names.empty() ? "" : ", ") + function.name;
  throw UsageError(object.path + " has no function named '" + name + "'" +
                   (names.empty() ? ": it has none at all" : ": there are " + names));
}

}  // namespace bpflens::commands
