// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What securityfs tells, mounted or not.
#pragma once

#include <string>

namespace bpflens::kernel {

// Where securityfs isn't mounted it is looked at through a mount that no other process sees and that ends with the
// call; that needs CAP_SYS_ADMIN. Read once, at the first question.

// "capability,landlock,bpf": the security modules in force; empty when that can't be read.
std::string security_modules();

// "none", "integrity" or "confidentiality"; empty when it can't be read or the kernel has no lockdown.
std::string lockdown_mode();

}  // namespace bpflens::kernel
