// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Text that grows at its end and is reused: room is asked for once per piece, then written without checks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bpflens::btf {

class Buffer {
 public:
  // Where the next characters go; at least so many fit. Earlier pointers are void.
  char* room(std::size_t wanted) {
    if (bytes_.size() - used_ < wanted) bytes_.resize(2 * bytes_.size() + wanted);
    return bytes_.data() + used_;
  }

  // Takes what was written into the room, up to its end.
  void took(const char* end) { used_ = static_cast<std::size_t>(end - bytes_.data()); }

  void append(std::string_view text) { used_ += text.copy(room(text.size()), text.size()); }

  void cut(std::size_t count) { used_ -= count; }  // drops the last characters
  void clear() { used_ = 0; }
  std::size_t size() const { return used_; }
  std::string_view text() const { return {bytes_.data(), used_}; }

 private:
  std::string bytes_;  // beyond used_: room from earlier use
  std::size_t used_ = 0;
};

}  // namespace bpflens::btf
