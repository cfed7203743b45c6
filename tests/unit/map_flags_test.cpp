// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "model/map_flags.hpp"

namespace bpflens::model {
namespace {

TEST_CASE("map flags have words, and unknown bits a number") {
  CHECK(map_flag_words(0x401) == std::vector<std::string>{"no_prealloc", "mmapable"});
  CHECK(map_flag_words(0x80000000) == std::vector<std::string>{"0x80000000"});
  CHECK(map_flag("mmapable") == 0x400u);
  CHECK_FALSE(map_flag("nosuch").has_value());
}

}  // namespace
}  // namespace bpflens::model
