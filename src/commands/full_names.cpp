// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/full_names.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>

#include "btf/lookup.hpp"
#include "btf/types.hpp"
#include "commands/pinned.hpp"

namespace bpflens::commands {
namespace {

bool may_be_cut_off(const model::Map& map) { return map.name.size() == kKernelName && map.full_name.empty(); }

// A name that begins with the other; dots are written as underscores in pins.
bool continues(const std::string& name, const std::string& cut_off) {
  return name.size() > cut_off.size() && std::equal(cut_off.begin(), cut_off.end(), name.begin(),
                                                    [](char a, char b) { return a == b || (a == '.' && b == '_'); });
}

// The one name among them that goes on; empty when none does, or several do.
template <class Names>
std::string continuation(const Names& names, const std::string& cut_off) {
  std::string found;
  for (const std::string& name : names) {
    if (name == cut_off) return "";  // it is the whole name
    if (!continues(name, cut_off) || name == found) continue;
    if (!found.empty()) return "";
    found = name;
  }
  return found;
}

// Each BTF is read once, however many maps it describes.
class Variables {
 public:
  explicit Variables(kernel::Kernel& kernel) : kernel_(kernel) {}

  const std::vector<std::string>& of(model::BtfId id) {
    const auto [entry, fresh] = known_.try_emplace(id.value);
    if (fresh)
      if (const auto blob = kernel_.types.blob(id))
        if (const auto types = btf::Types::parse(*blob)) entry->second = btf::variable_names(*types);
    return entry->second;
  }

 private:
  kernel::Kernel& kernel_;
  std::map<std::uint32_t, std::vector<std::string>> known_;
};

void add_from_btf(kernel::Kernel& kernel, std::vector<model::Map>& maps) {
  Variables variables(kernel);
  for (model::Map& map : maps)
    if (may_be_cut_off(map) && map.btf_id) map.full_name = continuation(variables.of(*map.btf_id), map.name);
}

void add_from_pins(kernel::Kernel& kernel, std::vector<model::Map>& maps) {
  std::vector<model::Map> left;
  std::copy_if(maps.begin(), maps.end(), std::back_inserter(left), may_be_cut_off);
  if (left.empty()) return;
  add_pins(kernel.pins, model::ObjectKind::map, left);
  auto of = left.begin();
  for (model::Map& map : maps) {
    if (!may_be_cut_off(map)) continue;
    std::vector<std::string> names;
    for (const std::string& pin : (of++)->pins) names.push_back(pin.substr(pin.rfind('/') + 1));
    map.full_name = continuation(names, map.name);
  }
}

}  // namespace

void add_full_names(kernel::Kernel& kernel, std::vector<model::Map>& maps) {
  if (std::none_of(maps.begin(), maps.end(), may_be_cut_off)) return;
  add_from_btf(kernel, maps);
  add_from_pins(kernel, maps);
}

}  // namespace bpflens::commands
