// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Of JSON only one string is wanted, whose place its neighbours tell; what looks otherwise isn't read.
#include "kernel/libbpf/container_names.hpp"

#include <dirent.h>

#include <cstring>
#include <memory>
#include <string_view>

#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

// The text up to the closing quotes; empty when it has escapes, which no runtime allows in names.
std::string quoted_after(std::string_view text, std::string_view before, std::size_t from) {
  const std::size_t start = text.find(before, from);
  if (start == std::string_view::npos) return "";
  const std::string_view rest = text.substr(start + before.size());
  const std::string_view name = rest.substr(0, rest.find('"'));
  return name.size() == rest.size() || name.find('\\') != std::string_view::npos ? "" : std::string(name);
}

// POD_NAMESPACE_CONTAINER-ID.log: none of the three has an underscore.
bool by_log_file(std::string_view file, model::Container& container) {
  const std::string end = "-" + container.id + ".log";
  if (!file.ends_with(end)) return false;
  file.remove_suffix(end.size());
  const std::size_t first = file.find('_');
  const std::size_t second = first == std::string_view::npos ? first : file.find('_', first + 1);
  if (second == std::string_view::npos) return false;
  container.pod = file.substr(0, first);
  container.pod_namespace = file.substr(first + 1, second - first - 1);
  container.name = file.substr(second + 1);
  return true;
}

bool by_kubernetes(model::Container& container, const std::string& root) {
  const std::unique_ptr<DIR, int (*)(DIR*)> files(opendir((root + "/var/log/containers").c_str()), closedir);
  while (const dirent* entry = files ? readdir(files.get()) : nullptr)
    if (by_log_file(entry->d_name, container)) return true;
  return false;
}

// Names of containers begin with a slash there, those of volumes, which the file has too, can't.
std::string docker_name(const std::string& id, const std::string& root) {
  return quoted_after(file_text(root + "/var/lib/docker/containers/" + id + "/config.v2.json"), R"("Name":"/)", 0);
}

// [{"id":"...","names":["web"],...},...]
std::string podman_name(const std::string& id, const std::string& root) {
  const std::string text = file_text(root + "/var/lib/containers/storage/overlay-containers/containers.json");
  const std::size_t at = text.find("\"id\":\"" + id + "\"");
  if (at == std::string::npos) return "";
  const std::size_t next = text.find("\"id\":\"", at + 1);
  return quoted_after(std::string_view(text).substr(0, next), R"("names":[")", at);
}

}  // namespace

void name_container(model::Container& container, const std::string& root) {
  if (container.id.size() != 64 || by_kubernetes(container, root)) return;
  container.name = docker_name(container.id, root);
  if (container.name.empty()) container.name = podman_name(container.id, root);
}

}  // namespace bpflens::kernel
