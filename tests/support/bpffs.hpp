// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A bpffs in a mount namespace of its own, for command lines on the real kernel.
#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <string>
#include <vector>

#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"
#include "support/command.hpp"
#include "support/fixtures.hpp"
#include "support/private_mounts.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {

struct Bpffs {
  PrivateMounts mounts;
  ScratchDirectory directory;
  kernel::System system;

  Bpffs() {
    kernel::set_debug(false);
    mounts.mount("bpf", directory.path());
  }
  ~Bpffs() { umount2(directory.path().c_str(), MNT_DETACH); }

  // Runs a line in which OBJ/ stands for the fixtures' directory and BPF for the bpffs.
  Outcome operator()(std::string line) {
    const auto replace = [&line](const std::string& what, const std::string& with) {
      for (std::size_t at = 0; (at = line.find(what, at)) != std::string::npos; at += with.size())
        line.replace(at, what.size(), with);
    };
    replace("OBJ/", fixture_directory() + "/");
    replace("BPF", directory.path());
    return run(line, system.kernel());
  }

  // What is pinned, as "KIND PATH" below the bpffs.
  std::vector<std::string> pinned() {
    std::vector<std::string> found;
    for (const model::Pin& pin : system.kernel().pins.list(directory.path()))
      found.push_back(std::string(pin.object ? word(pin.object->kind) : "?") +
                      pin.path.substr(directory.path().size()));
    return found;
  }

  // What stands in the bpffs, but for the kernel's own files.
  std::size_t entries() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
      if (entry.path().extension() != ".debug") ++count;
    return count;
  }
};

}  // namespace bpflens::test
