// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/pins.hpp"

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::vector<std::string> LibbpfPins::mounts() { fail("do this yet", "", ENOSYS); }
std::vector<model::Pin> LibbpfPins::list(const std::string&) { fail("do this yet", "", ENOSYS); }
std::optional<model::Pin> LibbpfPins::find(const std::string&) { fail("do this yet", "", ENOSYS); }
void LibbpfPins::add(const model::ObjectRef&, const std::string&) { fail("do this yet", "", ENOSYS); }
void LibbpfPins::remove(const std::string&) { fail("do this yet", "", ENOSYS); }
void LibbpfPins::mount(const std::string&) { fail("do this yet", "", ENOSYS); }

}  // namespace bpflens::kernel
