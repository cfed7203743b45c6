// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Container runtimes name their control groups after the container; the forms are a table.
#include "model/holder.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bpflens::model {
namespace {

constexpr std::size_t kIdLength = 64;

// What stands before and after a container's 64 hex digits or name in a part of the path.
struct Form {
  std::string_view prefix;
  std::string_view suffix;
  std::string_view runtime;
  bool named = false;  // a name of any form, not 64 hex digits
};

constexpr auto kForms = std::to_array<Form>({
    {"docker-", ".scope", "docker"},
    {"libpod-", ".scope", "podman"},
    {"crio-", ".scope", "cri-o"},
    {"cri-containerd-", ".scope", "containerd"},
    {"libpod-", "", "podman"},
    {"crio-", "", "cri-o"},
    {"lxc.payload.", "", "lxc", true},
    {"machine-", ".scope", "systemd-nspawn", true},
    {"systemd-nspawn@", ".service", "systemd-nspawn", true},
});

bool is_id(std::string_view text) {
  return text.size() == kIdLength && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<Container> by_form(std::string_view part) {
  for (const Form& form : kForms) {
    if (part.size() <= form.prefix.size() + form.suffix.size()) continue;
    if (!part.starts_with(form.prefix) || !part.ends_with(form.suffix)) continue;
    const auto name = part.substr(form.prefix.size(), part.size() - form.prefix.size() - form.suffix.size());
    if (form.named || is_id(name)) return Container{std::string(name), std::string(form.runtime)};
  }
  return std::nullopt;
}

// What the part above a bare id tells of who made it.
std::string runtime_above(std::string_view above) {
  for (const std::string_view runtime : {"docker", "podman", "lxc", "garden"})
    if (above == runtime) return std::string(runtime);
  return above.starts_with("pod") || above.starts_with("kubepods") ? "kubernetes" : "";
}

}  // namespace

// The innermost container counts: containers may run in containers.
std::optional<Container> container_of(const std::string& cgroup) {
  std::optional<Container> found;
  std::string_view above;
  for (std::string_view rest = cgroup; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (auto container = by_form(part))
      found = std::move(container);
    else if (is_id(part))
      found = Container{std::string(part), runtime_above(above)};
    else if (above == "lxc" && !part.empty())
      found = Container{std::string(part), "lxc"};
    if (!part.empty()) above = part;
  }
  return found;
}

bool is_called(const Container& container, const std::string& words) {
  constexpr std::size_t kShortest = 4;
  if (words.empty()) return false;
  if (words == container.id || words == container.name || words == container.pod) return true;
  if (words == container.pod_namespace + "/" + container.pod) return true;
  return words.size() >= kShortest && is_id(container.id) && container.id.starts_with(words);
}

}  // namespace bpflens::model
