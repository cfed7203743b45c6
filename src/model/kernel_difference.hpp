// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What sets two saved kernels apart, in the words of requirements.
#pragma once

#include <string>
#include <vector>

#include "model/saved_kernel.hpp"

namespace bpflens::model {

struct KernelDifference {
  std::string fact;  // "prog:netfilter", "config:CONFIG_HZ"
  std::string a;     // "yes", "no", "unknown", "only under a GPL-compatible license", "250"; "-": it has no such thing
  std::string b;
  bool operator==(const KernelDifference&) const = default;
};

// In the order of the files. What one calls missing and the other doesn't know at all is no difference.
std::vector<KernelDifference> differences(const SavedKernel& a, const SavedKernel& b);

}  // namespace bpflens::model
