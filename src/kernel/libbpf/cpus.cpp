// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/cpus.hpp"

#include <fcntl.h>

#include <cerrno>
#include <charconv>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {

constexpr std::uint32_t kMostCpus = 1 << 16;  // kernels are built for 8192 at most

std::vector<std::uint32_t> parse_cpu_list(std::string_view text) {
  std::vector<std::uint32_t> cpus;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  const auto number = [&](std::uint32_t& value) {
    const auto parsed = std::from_chars(at, end, value);
    at = parsed.ptr;
    return parsed.ec == std::errc();
  };
  std::uint32_t first = 0;
  while (number(first)) {
    std::uint32_t last = first;
    if (at != end && *at == '-' && (++at, !number(last))) break;
    if (last >= kMostCpus) break;
    for (std::uint32_t cpu = first; cpu <= last; ++cpu) cpus.push_back(cpu);
    if (at == end || *at++ != ',') break;
  }
  return cpus;
}

std::vector<std::uint32_t> online_cpus() {
  const std::string path = "/sys/devices/system/cpu/online";
  const auto text = read_file(AT_FDCWD, path);
  const int error = text ? 0 : errno;
  std::vector<std::uint32_t> cpus = parse_cpu_list(text.value_or(""));
  if (cpus.empty())
    fail({.kind = ErrorKind::undetermined,
          .operation = "find out which CPUs are online from",
          .subject = path,
          .error = error});
  return cpus;
}

}  // namespace bpflens::kernel
