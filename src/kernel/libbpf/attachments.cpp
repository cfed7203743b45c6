// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/attachments.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

PerfAttachments TaskAttachments::perf() { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
