// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "model/selector.hpp"

namespace bpflens::model {
namespace {

using By = Selector::By;

TEST_CASE("an object is named by id, pin, tag or name") {
  CHECK(parse_selector("12") == Selector{By::id, "12", 12});
  CHECK(parse_selector("/sys/fs/bpf/x") == Selector{By::pin, "/sys/fs/bpf/x", 0});
  CHECK(parse_selector("./x") == Selector{By::pin, "./x", 0});
  CHECK(parse_selector("tag:DEADBEEF00010203") == Selector{By::tag, "deadbeef00010203", 0});
  CHECK(parse_selector("counts") == Selector{By::name, "counts", 0});
}

TEST_CASE("a prefix decides where the form alone would mislead") {
  CHECK(parse_selector("name:12") == Selector{By::name, "12", 0});
  CHECK(parse_selector("id:12") == Selector{By::id, "12", 12});
  CHECK(parse_selector("pinned:x") == Selector{By::pin, "x", 0});
}

TEST_CASE("what fits no form is refused") {
  for (const char* text : {"", "4294967296", "id:", "id:x", "tag:12", "tag:zzzzzzzzzzzzzzzz", "name:", "pinned:"})
    CHECK_FALSE(parse_selector(text).has_value());
}

}  // namespace
}  // namespace bpflens::model
