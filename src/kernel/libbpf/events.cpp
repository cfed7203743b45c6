// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/events.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::unique_ptr<EventStream> PerfEvents::open(const model::Map&, const StreamOptions&) {
  fail("do this yet", "", ENOSYS);
}

}  // namespace bpflens::kernel
