// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A loaded program with a function that extensions (freplace) may replace.
#pragma once

#include <cstdint>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

class ReplaceableProgram {
 public:
  ReplaceableProgram();

  int error() const { return error_; }  // errno of what failed; 0 when it is loaded
  int descriptor() const { return program_.get(); }
  int types() const { return types_.get(); }                      // its BTF
  std::uint32_t function_type() const { return function_type_; }  // the function's type in it

 private:
  Descriptor types_;
  Descriptor program_;
  std::uint32_t function_type_ = 0;
  int error_ = 0;
};

}  // namespace bpflens::kernel
