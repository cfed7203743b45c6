// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/holders.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace bpflens::render {
namespace {

constexpr std::size_t kInATable = 3;
constexpr std::size_t kShortId = 12;  // as container tools abbreviate

Json container_json(const model::Container& container) {
  Json json{{"id", container.id}};
  if (!container.runtime.empty()) json["runtime"] = container.runtime;
  if (!container.name.empty()) json["name"] = container.name;
  if (!container.pod.empty()) json["pod"] = container.pod;
  if (!container.pod_namespace.empty()) json["namespace"] = container.pod_namespace;
  return json;
}

Json to_json(const model::Holder& holder) {
  Json json{{"pid", holder.process.pid}, {"comm", holder.process.comm}};
  if (holder.by_link) json["via"] = "link";
  add_dwelling(holder.dwelling, json);
  return json;
}

}  // namespace

std::string container_words(const model::Container& container) {
  std::string id = container.id.size() == 64 ? container.id.substr(0, kShortId) : container.id;
  if (!container.pod.empty()) id += " " + container.pod_namespace + "/" + container.pod;
  if (!container.name.empty()) id += (container.pod.empty() ? " " : "/") + container.name;
  return container.runtime.empty() ? id : id + " (" + container.runtime + ")";
}

void add_dwelling(const model::Dwelling& dwelling, Json& json) {
  if (!dwelling.cgroup.empty()) json["cgroup"] = dwelling.cgroup;
  if (dwelling.container) json["container"] = container_json(*dwelling.container);
  if (dwelling.mount_namespace != 0) json["mnt_ns"] = dwelling.mount_namespace;
  if (dwelling.net_namespace != 0) json["net_ns"] = dwelling.net_namespace;
  if (dwelling.pid_namespace != 0) json["pid_ns"] = dwelling.pid_namespace;
  if (dwelling.user_namespace != 0) json["user_ns"] = dwelling.user_namespace;
}

Json to_json(std::span<const model::Holder> holders) {
  Json array = Json::array();
  for (const model::Holder& holder : holders) array.push_back(to_json(holder));
  return array;
}

std::string short_text(std::span<const model::Holder> holders) {
  if (holders.empty()) return "-";
  std::string text;
  for (const model::Holder& holder : holders.first(std::min(kInATable, holders.size())))
    text += (text.empty() ? "" : ",") + holder.process.comm + fmt::format("({})", holder.process.pid);
  return holders.size() > kInATable ? text + fmt::format(",+{}", holders.size() - kInATable) : text;
}

std::string long_text(const model::Holder& holder) {
  std::string text = fmt::format("{} (process {})", holder.process.comm, holder.process.pid);
  if (holder.by_link) text += " by a link";
  if (holder.dwelling.container) text += ", container " + container_words(*holder.dwelling.container);
  if (!holder.dwelling.cgroup.empty()) text += ", cgroup " + holder.dwelling.cgroup;
  if (holder.dwelling.mount_namespace != 0)
    text += fmt::format(", mount namespace {}", holder.dwelling.mount_namespace);
  return text;
}

}  // namespace bpflens::render
