// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What on a machine helps or hinders BPF: a fact each, with what to do about those that hinder.
#pragma once

#include <string>
#include <string_view>

namespace bpflens::model {

enum class Health { good, hindrance, unknown };

struct Fact {
  std::string name;  // "lockdown"
  Health health = Health::unknown;
  std::string value;      // what was found, or why nothing was
  std::string next_step;  // what to do about it; never empty for a hindrance
  bool operator==(const Fact&) const = default;
};

constexpr std::string_view word(Health health) {
  switch (health) {
    case Health::good:
      return "good";
    case Health::hindrance:
      return "hindrance";
    case Health::unknown:
      break;
  }
  return "unknown";
}

}  // namespace bpflens::model
