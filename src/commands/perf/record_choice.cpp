// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// By itself a type is chosen only when there is no doubt: it is the one that has the length given at the calls
// that write into the map, or among several of that length the one that the object exports.
#include "commands/perf/record_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "btf/lookup.hpp"
#include "commands/context.hpp"

namespace bpflens::commands {
namespace {

using btf::RecordType;

constexpr std::size_t kNamesShown = 20;

// The BTF blobs of the programs, each once; several programs of an object share one.
std::vector<btf::Types> types_of(kernel::Kernel& kernel, std::span<const model::Program> programs) {
  std::set<std::uint32_t> seen;
  std::vector<btf::Types> all;
  for (const model::Program& program : programs) {
    if (!program.btf_id || !seen.insert(program.btf_id->value).second) continue;
    const auto blob = kernel.types.blob(*program.btf_id);
    auto types = blob ? btf::Types::parse(*blob) : std::nullopt;
    if (types) all.push_back(std::move(*types));
  }
  return all;
}

render::Record compiled(const btf::Types& types, std::uint32_t id, const std::string& name, const RecordWish& wish) {
  const btf::Resolved resolved = btf::resolve(types, id);
  if (!resolved.shape) throw UsageError("'" + name + "' can't be shown: " + resolved.problem);
  auto made = render::Record::compile(name, *resolved.shape, wish.fields);
  if (!made.record) throw UsageError("'" + name + "': " + made.problem);
  return std::move(*made.record);
}

std::string names_of(const std::vector<btf::Types>& all) {
  std::set<std::string> names;
  for (const btf::Types& types : all)
    for (const RecordType& type : btf::record_types(types)) names.insert(type.name);
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == kNamesShown) return text + ", ...";
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

render::Record named_type(const std::vector<btf::Types>& all, const model::Map& map, const RecordWish& wish) {
  for (const btf::Types& types : all)
    if (const auto id = btf::find_type(types, wish.type)) return compiled(types, *id, wish.type, wish);
  const std::string where = "the BTF of the programs that use map " + std::to_string(map.id.value);
  if (all.empty())
    throw UsageError("there is no type '" + wish.type + "': no BTF was found, because no program uses map " +
                     std::to_string(map.id.value) + " or because they were compiled without -g");
  throw UsageError("there is no type '" + wish.type + "' in " + where + ", but " + names_of(all));
}

// The one that is left when a condition is put to them; null when none or several are.
template <class Condition>
const RecordType* only(const std::vector<RecordType>& types, Condition condition) {
  const RecordType* found = nullptr;
  for (const RecordType& type : types) {
    if (!condition(type)) continue;
    if (found != nullptr) return nullptr;
    found = &type;
  }
  return found;
}

const RecordType* clear_choice(const std::vector<RecordType>& types, const std::optional<std::uint32_t>& size) {
  const auto has_size = [&](const RecordType& type) { return !size || type.size == *size; };
  const auto exported = [&](const RecordType& type) { return type.exported && has_size(type); };
  if (const RecordType* chosen = only(types, exported)) return chosen;
  return size ? only(types, has_size) : nullptr;
}

}  // namespace

std::vector<model::Program> users_of(const model::Map& map, std::span<const model::Program> programs) {
  std::vector<model::Program> users;
  std::copy_if(programs.begin(), programs.end(), std::back_inserter(users), [&](const model::Program& program) {
    return std::find(program.map_ids.begin(), program.map_ids.end(), map.id) != program.map_ids.end();
  });
  return users;
}

std::optional<render::Record> choose_record(kernel::Kernel& kernel, const model::Map& map,
                                            std::span<const model::Program> users, const RecordWish& wish) {
  const std::vector<btf::Types> all = types_of(kernel, users);
  if (!wish.type.empty()) return named_type(all, map, wish);
  if (all.size() != 1) return std::nullopt;  // programs of several objects: no saying which of them writes
  const std::vector<RecordType> types = btf::record_types(all[0]);
  const RecordType* chosen = clear_choice(types, std::nullopt);
  if (chosen == nullptr) return std::nullopt;
  return compiled(all[0], chosen->id, chosen->name, wish);
}

}  // namespace bpflens::commands
