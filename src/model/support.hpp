// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The answer to "does this kernel have it?": yes, no, or "could not ask", which is never a no.
#pragma once

#include <string>

namespace bpflens::model {

enum class Answer { yes, no, unknown };

struct Support {
  Answer answer = Answer::unknown;
  int error = 0;       // errno of the call that could not be judged; 0 when yes or no
  std::string reason;  // why it is unknown, in words; empty when yes or no
  bool operator==(const Support&) const = default;
};

}  // namespace bpflens::model
