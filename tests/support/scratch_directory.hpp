// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A place for files that a test makes.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace bpflens::test {

// An empty directory under /tmp that goes with the test.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = "/tmp/bpflens-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace bpflens::test
