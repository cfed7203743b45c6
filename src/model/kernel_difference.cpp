// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Both are flattened into facts with a word each, and the words compared.
#include "model/kernel_difference.hpp"

#include <algorithm>
#include <map>

namespace bpflens::model {
namespace {

std::string word(const Support& support) {
  return support.answer == Answer::yes ? "yes" : support.answer == Answer::no ? "no" : "unknown";
}

// Facts in the order they were added.
class Facts {
 public:
  explicit Facts(const SavedKernel& saved) {
    add("kernel", saved.release.empty() ? "unknown" : saved.release);
    add_all("prog:", saved.program_types);
    add_all("map:", saved.map_types);
    add_all("map_flag:", saved.map_flags);
    add_all("attach:", saved.attach_types);
    add_all("link:", saved.link_types);
    add_all("btf_kind:", saved.btf_kinds);
    add_all("ability:", saved.abilities);
    add_helpers(saved);
    add_kfuncs(saved);
    for (const auto& [name, value] : saved.settings) add("sysctl:" + name, std::to_string(value));
    if (saved.config)
      for (const auto& [name, value] : *saved.config) add("config:" + name, value);
  }

  // Empty when there is no such fact.
  std::string value(const std::string& fact) const {
    const auto found = values_.find(fact);
    return found == values_.end() ? "" : found->second;
  }

  const std::vector<std::string>& order() const { return order_; }

 private:
  void add(const std::string& fact, std::string value) {
    if (values_.emplace(fact, std::move(value)).second) order_.push_back(fact);
  }

  void add_all(const std::string& prefix, const std::vector<Capability>& all) {
    for (const Capability& one : all) add(prefix + one.name, word(one.support));
  }

  void add_helpers(const SavedKernel& saved) {
    for (const SavedHelper& helper : saved.helpers)
      for (const Capability& type : saved.program_types) {
        const auto gpl = helper.gpl.find(type.value);
        if (gpl == helper.gpl.end()) continue;
        const auto other = helper.proprietary.find(type.value);
        const bool only_gpl = other != helper.proprietary.end() && other->second.support.answer == Answer::no;
        add("helper:" + type.name + "/" + helper.name,
            only_gpl ? "only under a GPL-compatible license" : word(gpl->second.support));
      }
  }

  void add_kfuncs(const SavedKernel& saved) {
    for (const SavedKfunc& one : saved.kfuncs) {
      add("kfunc:" + one.kfunc.name, "yes");
      for (const Capability& type : saved.program_types)
        if (const auto found = one.types.find(type.value); found != one.types.end())
          add("kfunc:" + type.name + "/" + one.kfunc.name, word(found->second.support));
    }
  }

  std::map<std::string, std::string> values_;
  std::vector<std::string> order_;
};

bool both_lack_it(const std::string& a, const std::string& b) {
  return (a.empty() || a == "no") && (b.empty() || b == "no");
}

std::string shown(const std::string& value) { return value.empty() ? "-" : value; }

}  // namespace

std::vector<KernelDifference> differences(const SavedKernel& a, const SavedKernel& b) {
  const Facts left(a);
  const Facts right(b);
  std::vector<KernelDifference> all;
  const auto compare = [&](const std::string& fact) {
    const std::string in_a = left.value(fact);
    const std::string in_b = right.value(fact);
    if (in_a != in_b && !both_lack_it(in_a, in_b)) all.push_back({fact, shown(in_a), shown(in_b)});
  };
  for (const std::string& fact : left.order()) compare(fact);
  for (const std::string& fact : right.order())
    if (left.value(fact).empty()) compare(fact);
  if (a.types != b.types) {
    const auto size = [](const SavedKernel& kernel) {
      return kernel.types ? std::to_string(kernel.types->size()) + " bytes" : std::string("-");
    };
    all.push_back({"btf", size(a), size(b)});
  }
  return all;
}

}  // namespace bpflens::model
