// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/built_in_object.hpp"

#include <span>

#include "embedded/trace_exec.hpp"
#include "embedded/trace_packets.hpp"
#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

std::vector<std::byte> built_in_object(const std::string& name) {
  std::span<const std::byte> bytes;
  if (name == "trace_exec") bytes = embedded::trace_exec();
  if (name == "trace_packets") bytes = embedded::trace_packets();
  if (bytes.empty())
    fail(Failure{.kind = ErrorKind::not_found, .operation = "find the built-in object", .subject = name});
  return {bytes.begin(), bytes.end()};
}

}  // namespace bpflens::kernel
