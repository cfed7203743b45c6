// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pin tells its kind itself; everything else is asked of each kind in turn.
#include "commands/pin/object.hpp"

#include <vector>

#include "commands/select.hpp"

namespace bpflens::commands {
namespace {

using model::ObjectKind;
using model::ObjectRef;
using By = model::Selector::By;

// What messages call a kind; select.cpp's words.
std::string noun(ObjectKind kind) { return kind == ObjectKind::program ? "program" : std::string(word(kind)); }

std::vector<ObjectRef> matching(kernel::Kernel& kernel, ObjectKind kind, const model::Selector& wanted) {
  std::vector<ObjectRef> found;
  if (kind == ObjectKind::program)
    for (const auto& program : select_programs(kernel, wanted)) found.push_back({kind, program.id.value});
  if (kind == ObjectKind::map && wanted.by != By::tag)
    for (const auto& map : select_maps(kernel, wanted)) found.push_back({kind, map.id.value});
  if (kind == ObjectKind::link && wanted.by == By::id) found.push_back({kind, wanted.id});
  return found;
}

std::optional<ObjectRef> pinned(kernel::Kernel& kernel, std::optional<ObjectKind> kind, const std::string& path) {
  const auto pin = kernel.pins.find(path);
  if (!pin || !pin->object) return std::nullopt;
  if (kind && pin->object->kind != *kind)
    throw UsageError(path + " pins a " + std::string(word(pin->object->kind)) + ", not a " + std::string(word(*kind)));
  return pin->object;
}

}  // namespace

std::optional<ObjectKind> kind_named(std::string_view text) {
  for (const ObjectKind kind : {ObjectKind::program, ObjectKind::map, ObjectKind::link})
    if (word(kind) == text) return kind;
  return std::nullopt;
}

std::optional<ObjectRef> one_object(kernel::Kernel& kernel, std::optional<ObjectKind> kind,
                                    const std::string& reference) {
  const model::Selector wanted = selector(reference);
  if (wanted.by == By::pin) return pinned(kernel, kind, wanted.text);
  std::vector<ObjectRef> found;
  for (const ObjectKind each : {ObjectKind::program, ObjectKind::map, ObjectKind::link})
    if (!kind || kind == each)
      for (const ObjectRef& object : matching(kernel, each, wanted)) found.push_back(object);
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return found[0];
  std::string names;
  for (const ObjectRef& object : found) {
    if (!names.empty()) names += ", ";
    names += word(object.kind);
    names += ' ';
    names += std::to_string(object.id);
  }
  throw UsageError("'" + reference + "' means several objects: " + names + "; say which by kind and id");
}

std::string no_such_object(std::optional<ObjectKind> kind, const std::string& reference) {
  return not_found(kind ? noun(*kind) : "program, map or link", selector(reference));
}

}  // namespace bpflens::commands
