// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The link of a descriptor tells the kind of object, its fdinfo the id.
#include <sys/stat.h>

#include <cstdint>
#include <string_view>

#include "kernel/libbpf/fdinfo.hpp"
#include "kernel/libbpf/held_files.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

std::optional<model::ObjectKind> kind_of(std::string_view target) {
  if (target == "anon_inode:bpf-prog") return model::ObjectKind::program;
  if (target == "anon_inode:bpf-map") return model::ObjectKind::map;
  if (target == "anon_inode:bpf_link" || target == "anon_inode:bpf-link") return model::ObjectKind::link;
  return std::nullopt;
}

bool may_answer(model::ObjectKind kind, const HeldQuestion& question) {
  return kind == question.kind || (question.kind == model::ObjectKind::program && kind == model::ObjectKind::link);
}

std::uint32_t number(const std::string& fdinfo, std::string_view key) {
  return static_cast<std::uint32_t>(fdinfo_number(fdinfo, key).value_or(0));
}

// Nothing when the descriptor was closed meanwhile.
std::optional<HeldFile> describe(int pid, int fd, model::ObjectKind kind) {
  const std::string fdinfo = file_text("/proc/" + std::to_string(pid) + "/fdinfo/" + std::to_string(fd));
  HeldFile file{.kind = kind, .id = 0, .program = 0, .pid = pid, .comm = ""};
  const bool link = kind == model::ObjectKind::link;
  file.id = number(fdinfo, link ? "link_id" : kind == model::ObjectKind::map ? "map_id" : "prog_id");
  if (link) file.program = number(fdinfo, "prog_id");
  return file.id != 0 ? std::optional(file) : std::nullopt;
}

void add_files(int pid, const std::vector<OpenFile>& files, const HeldQuestion& question, HeldWalk& walk) {
  std::string comm;
  for (const OpenFile& open : files) {
    const auto kind = kind_of(open.target);
    if (!kind || !may_answer(*kind, question)) continue;
    auto file = describe(pid, open.fd, *kind);
    if (!file || !is_asked_for(*file, question)) continue;
    if (comm.empty()) comm = process_comm(pid);
    file->comm = comm;
    walk.files.push_back(std::move(*file));
  }
}

}  // namespace

bool is_asked_for(const HeldFile& file, const HeldQuestion& question) {
  if (file.kind == question.kind) return !question.id || file.id == *question.id;
  const bool holds_program = question.kind == model::ObjectKind::program && file.kind == model::ObjectKind::link;
  return holds_program && file.program != 0 && (!question.id || file.program == *question.id);
}

HeldWalk held_by_proc(const HeldQuestion& question) {
  HeldWalk walk;
  for (const int pid : process_ids()) {
    const auto files = open_files(pid);
    if (files)
      add_files(pid, *files, question, walk);
    else
      ++walk.hidden_processes;
  }
  return walk;
}

// The size of the directory /proc/PID/fd is how many descriptors there are.
std::optional<std::size_t> descriptors_in_use() {
  std::size_t all = 0;
  for (const int pid : process_ids()) {
    struct stat status {};
    if (stat(("/proc/" + std::to_string(pid) + "/fd").c_str(), &status) == 0)
      all += static_cast<std::size_t>(status.st_size);
  }
  return all != 0 ? std::optional(all) : std::nullopt;
}

}  // namespace bpflens::kernel
