// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/map_readers.hpp"

#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <sstream>

#include "kernel/libbpf/fdinfo.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

bool holds(int pid, const std::vector<OpenFile>& files, model::MapId map) {
  return std::any_of(files.begin(), files.end(), [&](const OpenFile& file) {
    if (file.target != "anon_inode:bpf-map") return false;
    const std::string path = "/proc/" + std::to_string(pid) + "/fdinfo/" + std::to_string(file.fd);
    return fdinfo_number(file_text(path), "map_id") == map.value;
  });
}

// A line of /proc/PID/maps: "START-END perms offset dev inode path".
bool is_ring(const std::string& line, const model::Map& map) {
  if (map.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY) return line.find("anon_inode:[perf_event]") != std::string::npos;
  if (line.find("anon_inode:bpf-map") == std::string::npos) return false;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  char dash = 0;
  std::istringstream fields(line);
  fields >> std::hex >> start >> dash >> end;
  // The producer's page, then the data twice over (uapi: ring buffers are mapped twice in a row).
  return end - start == static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) + 2 * std::uint64_t{map.max_entries};
}

bool has_ring_mapped(int pid, const model::Map& map) {
  std::istringstream lines(file_text("/proc/" + std::to_string(pid) + "/maps"));
  for (std::string line; std::getline(lines, line);)
    if (is_ring(line, map)) return true;
  return false;
}

}  // namespace

std::vector<model::Process> readers_of(const model::Map& map) {
  std::vector<model::Process> readers;
  for (const int pid : process_ids()) {
    if (pid == getpid()) continue;
    const auto files = open_files(pid);
    if (files && holds(pid, *files, map.id) && has_ring_mapped(pid, map)) readers.push_back({pid, process_comm(pid)});
  }
  return readers;
}

}  // namespace bpflens::kernel
