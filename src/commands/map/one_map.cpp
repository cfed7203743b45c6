// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/map/one_map.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "btf/prefix.hpp"
#include "commands/map/data_words.hpp"
#include "model/map_types.hpp"
#include "render/details.hpp"

namespace bpflens::commands {
namespace {

std::size_t rounded_up(std::size_t size) { return (size + 7) / 8 * 8; }

// The elements of a JSON array, each as a word; none when it is something else, or one value of the shape.
std::vector<std::string> array_elements(const std::vector<std::string>& words, const btf::Shape* shape) {
  if (words.size() != 1 || !words[0].starts_with('[')) return {};
  if (shape != nullptr && shape->top().kind == btf::Kind::array) return {};
  const auto array = nlohmann::ordered_json::parse(words[0], nullptr, false);
  std::vector<std::string> elements;
  if (array.is_array())
    for (const auto& element : array)
      elements.push_back(element.is_string() ? element.get<std::string>() : element.dump());
  return elements;
}

}  // namespace

std::optional<model::Map> one_map(kernel::Kernel& kernel, const model::Selector& wanted) {
  const std::vector<model::Map> maps = select_maps(kernel, wanted);
  if (maps.empty()) return std::nullopt;
  if (maps.size() > 1)
    throw UsageError(std::to_string(maps.size()) + " maps are named " + wanted.text + ": give the id of one (" +
                     render::joined(maps, [](const model::Map& map) { return std::to_string(map.id.value); }) + ")");
  return maps[0];
}

std::vector<std::byte> value_room(kernel::Kernel& kernel, const model::Map& map) {
  const bool per_cpu = model::is_per_cpu(map.type);
  return std::vector<std::byte>(per_cpu ? kernel.maps.possible_cpus() * rounded_up(map.value_size) : map.value_size);
}

std::vector<std::byte> value_bytes(kernel::Kernel& kernel, const std::vector<std::string>& words, const model::Map& map,
                                   const MapLayout& layout) {
  const btf::Shape* const shape = shape_of(layout.value);
  if (!model::is_per_cpu(map.type)) return bytes_of(words, shape, map.value_size, "value");
  const std::size_t cpus = kernel.maps.possible_cpus();
  const std::vector<std::string> each = array_elements(words, shape);
  if (!each.empty() && each.size() != cpus)
    throw UsageError(fmt::format("value: {} values given, this machine has {} CPUs", each.size(), cpus));
  std::vector<std::byte> all = value_room(kernel, map);
  std::vector<std::byte> one;
  for (std::size_t cpu = 0; cpu < cpus; ++cpu) {
    if (!each.empty())
      one = bytes_of({each[cpu]}, shape, map.value_size, fmt::format("value[{}]", cpu));
    else if (cpu == 0)
      one = bytes_of(words, shape, map.value_size, "value");
    std::copy(one.begin(), one.end(), all.begin() + static_cast<std::ptrdiff_t>(cpu * rounded_up(map.value_size)));
  }
  return all;
}

void print_entry(Context& context, const model::Map& map, const MapLayout& layout, std::span<const std::byte> key,
                 std::span<const std::byte> value, bool string_integers) {
  render::EntryForm form = entry_form(context.kernel, map, layout);
  form.json = context.globals.json;
  form.pretty = context.globals.pretty;
  form.string_integers = string_integers;
  form.key_size = key.size();
  if (key.empty()) form.key = nullptr;
  form.prefixes &= !key.empty();
  const render::EntryWriter writer(form);
  btf::Buffer buffer;
  writer.write(key, value, 0, buffer);
  if (writer.writes_json()) buffer.append("\n");
  context.out << buffer.text();
}

std::vector<std::byte> key_bytes(const std::vector<std::string>& words, const model::Map& map,
                                 const MapLayout& layout) {
  const bool prefix = map.type == model::kLpmTrie && words.size() == 1 && words[0] != "hex" &&
                      words[0].find_first_of("/.:") != std::string::npos && !words[0].starts_with('{');
  if (!prefix || map.key_size <= sizeof(std::uint32_t))
    return bytes_of(words, shape_of(layout.key), map.key_size, "key");
  std::vector<std::byte> key(map.key_size);
  if (const std::string problem = btf::read_prefix(words[0], key); !problem.empty())
    throw UsageError("key: " + problem);
  return key;
}

int report_walk(Context& context, const model::Map& map, kernel::Entries& entries, const std::string& what) {
  if (const std::string skipped = entries.skipped(); !skipped.empty())
    context.err << fmt::format("bpflens: map {}: {}\n", map.id.value, skipped);
  const std::string problem = entries.cut_short();
  if (problem.empty()) return kDone;
  context.err << fmt::format("bpflens: the {} of map {} is not complete: {}\n", what, map.id.value, problem);
  return kUndetermined;
}

}  // namespace bpflens::commands
