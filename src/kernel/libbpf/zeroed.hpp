// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the kernel reads: "T value{}" leaves padding, and all but the first member of a union, to the compiler (clang at
// -O0 leaves what was on the stack, and so may gcc since 15), and the kernel refuses what it doesn't know with E2BIG.
#pragma once

#include <cstring>
#include <type_traits>

namespace bpflens::kernel {

// Every byte zero.
template <class T>
T zeroed() {
  static_assert(std::is_trivially_copyable_v<T>);
  T value;
  std::memset(&value, 0, sizeof value);
  return value;
}

}  // namespace bpflens::kernel
