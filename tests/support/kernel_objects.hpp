// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Real BPF objects for tests on the real kernel, and what a test must not leave behind.
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/fixtures.hpp"
#include "support/processes.hpp"

namespace bpflens::test {

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, CloseObject>;

// A fixture of tests/bpf, loaded by libbpf.
inline Object load_fixture(const std::string& name) {
  Object object(bpf_object__open_file(fixture_path(name).c_str(), nullptr));
  if (!object || bpf_object__load(object.get()) != 0) throw std::runtime_error("the fixture doesn't load: " + name);
  return object;
}

// The id of a loaded program.
inline std::uint32_t id_of(const bpf_program* program) {
  auto info = kernel::zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) != 0) throw std::runtime_error("no info");
  return info.id;
}

inline bpf_insn instruction(int code, int dst, int src, int off, int imm) {
  return {.code = static_cast<std::uint8_t>(code),
          .dst_reg = static_cast<std::uint8_t>(dst & 15),
          .src_reg = static_cast<std::uint8_t>(src & 15),
          .off = static_cast<std::int16_t>(off),
          .imm = imm};
}

// Loads instructions as they are, GPL; throws with the verifier's log.
inline kernel::Descriptor load_program(bpf_prog_type type, const std::string& name,
                                       const std::vector<bpf_insn>& instructions) {
  std::string log(64 * 1024, '\0');
  LIBBPF_OPTS(bpf_prog_load_opts, options, .log_size = static_cast<std::uint32_t>(log.size()), .log_buf = log.data());
  kernel::Descriptor fd(bpf_prog_load(type, name.c_str(), "GPL", instructions.data(), instructions.size(), &options));
  if (!fd) throw std::runtime_error("the program doesn't load: " + std::string(log.c_str()));
  return fd;
}

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// Runs the function in a child process, whose namespaces and identity it may change, and returns the text
// that it returns, or what it threw. Nothing when the child ended otherwise.
inline std::optional<std::string> in_child(const std::function<std::string()>& function) {
  int ends[2];
  if (pipe(ends) != 0) return std::nullopt;
  const kernel::Descriptor reader(ends[0]);
  kernel::Descriptor writer(ends[1]);
  const pid_t child = fork();
  if (child == 0) {
    std::string text;
    try {
      text = function();
    } catch (const std::exception& error) {
      text = error.what();
    }
    const bool told = write(writer.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
    _exit(told ? 0 : 1);
  }
  writer = kernel::Descriptor();
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(reader.get(), buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? std::optional(text) : std::nullopt;
}

// Gives this process (a child, see above) a bpffs that nobody else sees.
inline bool mount_own_bpffs() {
  return unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("bpf", "/sys/fs/bpf", "bpf", 0, nullptr) == 0;
}

}  // namespace bpflens::test
