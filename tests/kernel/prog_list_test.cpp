// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "kernel/libbpf/system.hpp"

namespace bpflens::test {
namespace {

TEST_CASE("an id that no program has finds nothing") {
  kernel::System system;
  CHECK_FALSE(system.kernel().programs.find({0x7fffffff}).has_value());
}

}  // namespace
}  // namespace bpflens::test
