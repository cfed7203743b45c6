// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/type_libraries.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "commands/context.hpp"
#include "commands/type_file.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kNamesShown = 20;

struct Candidate {
  FoundType type;
  std::uint32_t size = 0;
  bool exported = false;
};

// Types of one name in several libraries are one candidate.
std::vector<Candidate> candidates(const std::deque<btf::Types>& libraries) {
  std::vector<Candidate> all;
  for (const btf::Types& types : libraries)
    for (const btf::RecordType& type : btf::record_types(types)) {
      const auto known = std::find_if(all.begin(), all.end(), [&](const Candidate& other) {
        return other.type.name == type.name && other.size == type.size;
      });
      if (known == all.end())
        all.push_back({{&types, type.id, type.name}, type.size, type.exported});
      else
        known->exported |= type.exported;
    }
  return all;
}

// The one that is left when a condition is put to them; nothing when none or several are.
template <class Condition>
std::optional<FoundType> only(const std::vector<Candidate>& all, Condition condition) {
  const Candidate* found = nullptr;
  for (const Candidate& candidate : all) {
    if (!condition(candidate)) continue;
    if (found != nullptr) return std::nullopt;
    found = &candidate;
  }
  return found != nullptr ? std::optional(found->type) : std::nullopt;
}

std::string bare_name(const Candidate& candidate) {
  return candidate.type.name.substr(candidate.type.name.find(' ') + 1);
}

// "events" holds struct event, "exec_events" struct exec_event, "records" struct records.
bool goes_with(const Candidate& candidate, const std::string& map_name) {
  const std::string name = bare_name(candidate);
  return name == map_name || name + "s" == map_name;
}

bool sounds_like_event(const Candidate& candidate) {
  const std::string name = bare_name(candidate);
  return name.find("event") != std::string::npos;
}

std::optional<FoundType> clear_choice(const std::vector<Candidate>& all, const std::string& map_name) {
  if (auto found = only(all, [](const Candidate& c) { return c.exported; })) return found;
  if (auto found = only(all, [](const Candidate&) { return true; })) return found;
  if (auto found = only(all, [&](const Candidate& c) { return goes_with(c, map_name); })) return found;
  return only(all, sounds_like_event);
}

}  // namespace

TypeLibraries::TypeLibraries(kernel::Kernel& kernel, std::span<const model::Program> programs, const std::string& file,
                             std::string object)
    : object_(std::move(object)) {
  std::set<std::uint32_t> seen;
  for (const model::Program& program : programs) {
    if (!program.btf_id || !seen.insert(program.btf_id->value).second) continue;
    const auto blob = kernel.types.blob(*program.btf_id);
    auto types = blob ? btf::Types::parse(*blob) : std::nullopt;
    if (types) libraries_.push_back(std::move(*types));
  }
  of_programs_ = libraries_.size();
  if (file.empty()) return;
  auto named = all_types_of_file(file);
  if (named.empty()) types_of_file("--btf", file);  // which says why
  for (btf::Types& types : named) libraries_.push_back(std::move(types));
}

bool TypeLibraries::read_object() {
  if (object_.empty()) return false;
  const std::size_t before = libraries_.size();
  for (btf::Types& types : all_types_of_file(object_)) libraries_.push_back(std::move(types));
  object_.clear();
  return libraries_.size() > before;
}

std::optional<FoundType> TypeLibraries::named(const std::string& name) {
  for (const btf::Types& types : libraries_)
    if (const auto id = btf::find_type(types, name)) return FoundType{&types, *id, name};
  return read_object() ? named(name) : std::nullopt;
}

std::optional<FoundType> TypeLibraries::of_size(std::uint32_t size, const std::string& map_name) {
  auto all = candidates(libraries_);
  std::erase_if(all, [&](const Candidate& candidate) { return candidate.size != size; });
  if (all.empty()) return read_object() ? of_size(size, map_name) : std::nullopt;
  return clear_choice(all, map_name);
}

std::optional<FoundType> TypeLibraries::only_exported() const {
  return only(candidates(libraries_), [](const Candidate& candidate) { return candidate.exported; });
}

std::string TypeLibraries::where(const model::Map& map) const {
  const std::string users = "the BTF of the programs that use map " + std::to_string(map.id.value);
  if (libraries_.empty())
    return "in " + users +
           ": no BTF was found, because no program uses the map or because they were compiled "
           "without -g";
  std::set<std::string> names;
  for (const Candidate& candidate : candidates(libraries_)) names.insert(candidate.type.name);
  std::string text =
      "in " + users + (libraries_.size() > of_programs_ ? " and the files that were named" : "") + ", but ";
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown == kNamesShown) return text + ", ...";
    text += (shown++ == 0 ? "" : ", ") + name;
  }
  return text;
}

}  // namespace bpflens::commands
