// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What programs print with bpf_printk, read in a tracing instance of our own: the lines of other readers stay theirs.
#pragma once

#include <string>
#include <vector>

#include "kernel/libbpf/descriptor.hpp"
#include "model/event.hpp"

namespace bpflens::kernel {

// A directory below tracefs's instances, gone with its owner.
class TraceInstance {
 public:
  // Makes it and switches bpf_printk's event on. Throws.
  static TraceInstance make(bool mount);

  TraceInstance(TraceInstance&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  TraceInstance& operator=(TraceInstance&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~TraceInstance();

  const std::string& path() const { return path_; }

 private:
  explicit TraceInstance(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

class PrintedLines {
 public:
  PrintedLines(TraceInstance instance, std::uint32_t source);

  int descriptor() const { return pipe_.get(); }

  // Appends the lines that have come; their data live until the next call.
  void read(std::vector<model::Event>& events);

 private:
  TraceInstance instance_;
  Descriptor pipe_;  // closed first: an instance that is read can't be removed
  std::uint32_t source_;
  std::string text_;  // what was read last, and what of a line had come before
  std::size_t done_ = 0;
};

}  // namespace bpflens::kernel
