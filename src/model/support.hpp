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

inline Support yes() { return {Answer::yes, 0, ""}; }
inline Support no() { return {Answer::no, 0, ""}; }
inline Support unknown(int error, std::string reason) { return {Answer::unknown, error, std::move(reason)}; }

// "May programs of this type call this helper?" has two honest answers: the kernel has it in the type's
// table of helpers, which is what bpftool tells; and a program that calls it can be loaded. The verifier
// refuses some helpers of the table in every program (bpf_get_func_ip in tracepoint programs), and offers
// some only to certain attach types.
struct HelperSupport {
  Support support;       // can a program of the type that calls it be loaded?
  bool offered = false;  // is it in the table, for the type's usual attach type?
  std::string note;      // the condition of a yes, or the verifier's reason for a no; may be empty
  bool operator==(const HelperSupport&) const = default;
};

}  // namespace bpflens::model
