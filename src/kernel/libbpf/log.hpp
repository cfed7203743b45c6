// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf's own messages: shown only with --debug, and kept while something loads so that a failure can
// quote them.
#pragma once

#include <string>
#include <vector>

namespace bpflens::kernel {

void set_debug(bool on);

// While it lives, collects libbpf's warnings of this thread.
class LibbpfMessages {
 public:
  LibbpfMessages();
  ~LibbpfMessages();
  LibbpfMessages(const LibbpfMessages&) = delete;
  LibbpfMessages& operator=(const LibbpfMessages&) = delete;

  // In the order they came, "libbpf: " and line ends cut.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  friend struct LibbpfMessageSink;
  std::vector<std::string> warnings_;
  LibbpfMessages* outer_;
};

}  // namespace bpflens::kernel
