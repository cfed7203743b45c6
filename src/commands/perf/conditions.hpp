// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "--where": conditions on members of the records, and on what is known of every event.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btf/filter.hpp"
#include "commands/perf/record_choice.hpp"
#include "model/event.hpp"

namespace bpflens::commands {

class Conditions {
 public:
  // Throws UsageError when the condition can't be put to the records of any source. Points to the sources.
  Conditions(const std::string& text, const std::vector<DecodedSource>& sources);

  bool any() const { return any_; }

  // False also for records of a type that the condition can't be put to.
  bool hold(const render::EventSource& source, const model::Event& event, std::string_view comm) const;

 private:
  struct OfSource {
    std::vector<std::optional<btf::Filter>> typed;  // as the source's types
    std::optional<btf::Filter> untyped;
  };
  bool any_;
  std::vector<OfSource> sources_;
};

}  // namespace bpflens::commands
