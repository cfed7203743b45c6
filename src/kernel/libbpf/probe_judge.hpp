// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From an errno and a verifier log to an answer. The errno alone is ambiguous, and the wording has changed
// between releases, so every phrase from Linux 5.10 on has a row, and anything else is no answer.
#pragma once

#include <string_view>

#include "model/support.hpp"

namespace bpflens::kernel {

enum class Verdict {
  callable,         // the call was accepted, or only its arguments were objected to
  needs_sleepable,  // callable, but only from a program that may sleep
  needs_gpl,        // callable, but only under a GPL-compatible license
  absent,           // the helper is not in this type's table, or not in this kernel at all
  refused,          // it is in the table, but this program may never call it
  undecided,
};

// A load of "call helper; exit", with an error of 0 if it went through.
Verdict judge_call(int error, std::string_view log);

enum class KfuncVerdict {
  callable,         // the call was accepted, or only its arguments or what surrounds it were objected to
  needs_sleepable,  // callable, but only from a program that may sleep
  needs_device,     // callable, but only from an XDP program that is bound to a device
  refused,
  undecided,
};

// A load of "call kfunc; exit".
KfuncVerdict judge_kfunc(int error, std::string_view log);

// A load of "r0 = 0; exit": does the program type exist? EPERM and the like are unknown.
model::Support judge_type(int error, std::string_view log);

// Whether a log has no more than the verifier's figures.
bool says_nothing(std::string_view log);

// The verifier's own words: the log's first line.
std::string_view first_line(std::string_view log);

// No, if this process has every right that the kernel asks for; else unknown, since the kernel answers those who
// lack one (CAP_PERFMON, say) as if it lacked the thing.
model::Support lacking();

// Unknown, with what on this machine explains the errno.
model::Support could_not_ask(int error);

}  // namespace bpflens::kernel
