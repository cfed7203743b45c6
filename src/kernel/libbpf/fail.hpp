// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The one place where a failed call becomes a kernel::Error: it adds the cause as found on this
// machine and the next step.
#pragma once

#include <string>

#include "kernel/error.hpp"
#include "kernel/explain.hpp"

namespace bpflens::kernel {

// Throws for a call that failed with this errno. EPERM and EACCES become ErrorKind::permission with
// the missing capability or the policy named; other numbers become ErrorKind::refused.
[[noreturn]] void fail(const std::string& operation, const std::string& subject, int error, const Takes& takes = {});

// Throws with the explanation of its errno as far as it has none of its own.
[[noreturn]] void fail(Failure failure);

// The same, to be thrown later or after more is found out.
void add_explanation(Failure& failure, Makes makes = Makes::nothing, const Takes& takes = {});

// What a list says of a part that couldn't be had: "EPERM (Operation not permitted): cause; next step".
std::string why(int error, const Takes& takes = {});

// What on this machine explains a permission error of bpf(2), e.g. "this process has neither CAP_BPF nor ...".
// Empty when nothing was found.
std::string permission_cause();

}  // namespace bpflens::kernel
