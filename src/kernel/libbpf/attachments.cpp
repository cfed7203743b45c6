// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Only descriptors of perf events and BPF links can have a program behind them; the others aren't asked.
#include "kernel/libbpf/attachments.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

using model::PerfAttachment;

bool may_have_program(const std::string& target) {
  return target == "anon_inode:[perf_event]" || target == "anon_inode:bpf_link" || target == "anon_inode:bpf-link" ||
         target == "anon_inode:bpf-raw-tracepoint";
}

// What the kernel says of one descriptor; nothing when no program is attached through it.
std::optional<PerfAttachment> query(int pid, int fd) {
  std::array<char, 4096> name{};
  auto length = static_cast<std::uint32_t>(name.size());
  std::uint32_t program = 0;
  std::uint32_t kind = 0;
  __u64 offset = 0;
  __u64 address = 0;
  const int rc = bpf_task_fd_query(pid, fd, 0, name.data(), &length, &program, &kind, &offset, &address);
  if (rc != 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS))
    fail("query the descriptors of process", std::to_string(pid), errno);
  if (rc != 0 || program == 0 || kind > BPF_FD_TYPE_URETPROBE) return std::nullopt;
  return PerfAttachment{.process = {.pid = pid},
                        .fd = fd,
                        .program = {program},
                        .kind = static_cast<PerfAttachment::Kind>(kind),
                        .target = name.data(),
                        .offset = offset,
                        .address = address};
}

}  // namespace

PerfAttachments TaskAttachments::perf() {
  PerfAttachments attachments;
  for (const int pid : process_ids()) {
    const auto files = open_files(pid);
    if (!files) ++attachments.hidden_processes;
    if (!files) continue;
    for (const OpenFile& file : *files) {
      if (!may_have_program(file.target)) continue;
      if (auto found = query(pid, file.fd)) {
        found->process.comm = process_comm(pid);
        attachments.found.push_back(std::move(*found));
      }
    }
  }
  return attachments;
}

}  // namespace bpflens::kernel
