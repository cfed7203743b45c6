// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/container_names.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "commands/files.hpp"

namespace bpflens::commands {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLargestState = 16 * 1024 * 1024;
constexpr std::size_t kIdLength = 64;

json json_file(const std::string& path) {
  const FileBytes file = read_file(path, kLargestState);
  const auto* begin = reinterpret_cast<const char*>(file.bytes.data());
  return json::parse(begin, begin + file.bytes.size(), nullptr, false);
}

std::string text_in(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// {"ID": "...", "Name": "/web"}, one file a container.
void add_docker(const std::string& name, std::vector<std::string>& ids) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/var/lib/docker/containers", error)) {
    const json state = json_file((entry.path() / "config.v2.json").string());
    if (text_in(state, "Name") == "/" + name) ids.push_back(entry.path().filename().string());
  }
}

// [{"id": "...", "names": ["web"]}]
void add_podman(const std::string& name, std::vector<std::string>& ids) {
  const json all = json_file("/var/lib/containers/storage/overlay-containers/containers.json");
  if (!all.is_array()) return;
  for (const json& one : all) {
    const auto names = one.is_object() ? one.find("names") : one.end();
    if (!one.is_object() || names == one.end() || !names->is_array()) continue;
    if (std::find(names->begin(), names->end(), name) != names->end()) ids.push_back(text_in(one, "id"));
  }
}

}  // namespace

std::vector<std::string> container_ids(const std::string& word) {
  std::vector<std::string> ids = {word};
  add_docker(word, ids);
  add_podman(word, ids);
  std::erase(ids, "");
  return ids;
}

bool is_container(const model::Container& container, const std::vector<std::string>& ids) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    return container.id == id || (container.id.size() == kIdLength && container.id.starts_with(id));
  });
}

}  // namespace bpflens::commands
