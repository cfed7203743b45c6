// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Paths are taken apart into a tree of names; text and JSON are written from that.
#include "render/pin_tree.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>

#include "render/escape.hpp"
#include "render/holders.hpp"
#include "render/pin.hpp"

namespace bpflens::render {
namespace {

struct Branch {
  std::string path;
  const model::Pin* pin = nullptr;  // null: a directory
  std::map<std::string, std::unique_ptr<Branch>> entries;
};

// The branch of a path below the top, made with those above it.
Branch& branch_at(Branch& top, std::string_view path) {
  Branch* at = &top;
  path.remove_prefix(std::min(top.path == "/" ? 1 : top.path.size() + 1, path.size()));
  while (!path.empty()) {
    const std::string name(path.substr(0, path.find('/')));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    std::unique_ptr<Branch>& child = at->entries[name];
    if (!child) child = std::make_unique<Branch>();
    if (child->path.empty()) child->path = (at->path == "/" ? "" : at->path) + "/" + name;
    at = child.get();
  }
  return *at;
}

Branch grown(const PinTree& tree) {
  Branch top;
  top.path = tree.top;
  for (const std::string& directory : tree.directories) branch_at(top, directory);
  for (const model::Pin& pin : tree.pins) branch_at(top, pin.path).pin = &pin;
  return top;
}

Json entries_json(const Branch& branch) {
  Json entries = Json::array();
  for (const auto& [name, child] : branch.entries) {
    Json entry{{"entry", name}};
    if (child->pin != nullptr) {
      const Json pin = to_json(*child->pin);
      entry.insert(pin.begin(), pin.end());
    } else {
      entry["path"] = child->path;
      entry["entries"] = entries_json(*child);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string pin_words(const model::Pin& pin) {
  if (!pin.object) return "(" + printable(pin.why) + ")";
  std::string words = fmt::format("{} {} {}", word(pin.object->kind), pin.object->id, pin.type_name);
  if (!pin.name.empty()) words += " " + printable(pin.name);
  if (pin.last_reference.value_or(false)) words += " (nothing else keeps it)";
  return words;
}

void write_entries(const Branch& branch, const std::string& indent, std::string& text) {
  std::size_t left = branch.entries.size();
  for (const auto& [name, child] : branch.entries) {
    const bool last = --left == 0;
    text += indent + (last ? "`-- " : "|-- ") + printable(name);
    text += child->pin != nullptr ? "  " + pin_words(*child->pin) + "\n" : "/\n";
    write_entries(*child, indent + (last ? "    " : "|   "), text);
  }
}

std::string delegation_words(const model::Delegation& delegation) {
  const Json json = to_json(delegation);
  std::string words;
  for (const auto& [name, value] : json.items())
    words += (words.empty() ? "" : " ") + name + "=" + printable(value.get<std::string>());
  return words;
}

std::string head_words(const PinTree& tree) {
  std::string words = printable(tree.top);
  if (tree.mount.read_only) words += "  read-only";
  if (!is_empty(tree.mount.delegation)) words += "  delegates " + delegation_words(tree.mount.delegation);
  if (!tree.seen_by) return words + "\n";
  words += fmt::format("  mount namespace {} of {} ({})", tree.seen_by->dwelling.mount_namespace,
                       printable(tree.seen_by->process.comm), tree.seen_by->process.pid);
  if (tree.seen_by->dwelling.container) words += ", container " + container_words(*tree.seen_by->dwelling.container);
  return words + "\n";
}

}  // namespace

Json to_json(const model::Delegation& delegation) {
  Json json = Json::object();
  if (!delegation.commands.empty()) json["cmds"] = delegation.commands;
  if (!delegation.maps.empty()) json["maps"] = delegation.maps;
  if (!delegation.programs.empty()) json["progs"] = delegation.programs;
  if (!delegation.attach_types.empty()) json["attachs"] = delegation.attach_types;
  return json;
}

void sort_into(std::vector<PinTree>& trees, std::span<const model::Pin> pins) {
  for (const model::Pin& pin : pins) {
    const auto of_pin = [&](const PinTree& tree) {
      return tree.mount.point == pin.mount && tree.seen_by == pin.seen_by;
    };
    auto found = std::find_if(trees.begin(), trees.end(), of_pin);
    if (found == trees.end()) {
      PinTree tree{
          .mount = {.point = pin.mount}, .top = pin.mount, .pins = {}, .directories = {}, .seen_by = pin.seen_by};
      found = trees.insert(trees.end(), std::move(tree));
    }
    found->pins.push_back(pin);
  }
}

Json to_json(const PinTree& tree) {
  Json json{{"mount", tree.mount.point}, {"top", tree.top}};
  if (tree.mount.read_only) json["read_only"] = true;
  if (!is_empty(tree.mount.delegation)) json["delegate"] = to_json(tree.mount.delegation);
  if (tree.seen_by) add_seen_by(*tree.seen_by, json);
  json["entries"] = entries_json(grown(tree));
  return json;
}

std::string text_of(std::span<const PinTree> trees) {
  std::string text;
  for (const PinTree& tree : trees) {
    text += head_words(tree);
    write_entries(grown(tree), "", text);
  }
  return text;
}

}  // namespace bpflens::render
