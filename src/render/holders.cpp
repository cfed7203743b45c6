// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/holders.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace bpflens::render {
namespace {

constexpr std::size_t kInATable = 3;
constexpr std::size_t kShortId = 12;  // as container tools abbreviate

void write(const model::Container& container, JsonText& out) {
  out.open_object();
  out.field("id", container.id);
  if (!container.runtime.empty()) out.field("runtime", container.runtime);
  if (!container.name.empty()) out.field("name", container.name);
  if (!container.pod.empty()) out.field("pod", container.pod);
  if (!container.pod_namespace.empty()) out.field("namespace", container.pod_namespace);
  out.close_object();
}

void write_fields(const model::Dwelling& dwelling, JsonText& out) {
  const auto number = [&out](const char* name, std::uint64_t inode) {
    if (inode != 0) out.field(name, inode);
  };
  if (!dwelling.cgroup.empty()) out.field("cgroup", dwelling.cgroup);
  if (dwelling.container) {
    out.key("container");
    write(*dwelling.container, out);
  }
  number("mnt_ns", dwelling.mount_namespace);
  number("net_ns", dwelling.net_namespace);
  number("pid_ns", dwelling.pid_namespace);
  number("user_ns", dwelling.user_namespace);
}

void write(const model::Holder& holder, JsonText& out) {
  out.open_object();
  out.field("pid", holder.process.pid);
  out.field("comm", holder.process.comm);
  if (holder.by_link) out.field("via", "link");
  write_fields(holder.dwelling, out);
  out.close_object();
}

}  // namespace

std::string container_words(const model::Container& container) {
  std::string id = container.id.size() == 64 ? container.id.substr(0, kShortId) : container.id;
  if (!container.pod.empty()) id += " " + container.pod_namespace + "/" + container.pod;
  if (!container.name.empty()) id += (container.pod.empty() ? " " : "/") + container.name;
  return container.runtime.empty() ? id : id + " (" + container.runtime + ")";
}

void add_dwelling(const model::Dwelling& dwelling, Json& json) {
  JsonText out(false);
  out.open_object();
  write_fields(dwelling, out);
  out.close_object();
  json.update(Json::parse(out.take()));
}

void write(std::span<const model::Holder> holders, JsonText& out) {
  out.open_array();
  for (const model::Holder& holder : holders) write(holder, out);
  out.close_array();
}

Json to_json(std::span<const model::Holder> holders) {
  JsonText out(false);
  write(holders, out);
  return Json::parse(out.take());
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
