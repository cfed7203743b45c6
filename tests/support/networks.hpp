// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A network namespace for the length of a test, with a pair of devices in it.
#pragma once

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace bpflens::test {

// A command of iproute2's; its words are the test's own.
inline bool can_run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }
inline void must_run(const std::string& command) {
  if (!can_run(command)) throw std::runtime_error("failed: " + command);
}

// This thread's namespace is another one until the end of its life.
class PrivateNetwork {
 public:
  PrivateNetwork() {
    if (unshare(CLONE_NEWNET) != 0) throw std::runtime_error("unshare(CLONE_NEWNET)");
    must_run("ip link set lo up");
    must_run("ip link add bl0 type veth peer name bl1");
    must_run("ip link set bl0 up");
    must_run("ip link set bl1 up");
  }
  PrivateNetwork(const PrivateNetwork&) = delete;
  PrivateNetwork& operator=(const PrivateNetwork&) = delete;
  ~PrivateNetwork() {
    leave();
    close(original_);
  }

  void leave() const {
    if (setns(original_, CLONE_NEWNET) != 0) std::abort();
  }

  static std::uint64_t inode() {
    struct stat status {};
    stat("/proc/thread-self/ns/net", &status);
    return status.st_ino;
  }
  static std::string index(const char* device) { return std::to_string(if_nametoindex(device)); }

 private:
  int original_ = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
};

}  // namespace bpflens::test
