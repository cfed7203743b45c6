// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "render/rows.hpp"
#include "render/schema.hpp"

namespace bpflens::test {
namespace {

using render::Form;
using render::Json;
using render::rows_text;

const Json kTwo = Json::parse(R"([
  {"id": 18446744073709551615, "name": "a,\"b\"", "maps": [1, 2], "cookie": -9223372036854775808},
  {"id": 7, "jited": true, "none": null}])");

TEST_CASE("rows are CSV with what needs quotes quoted") {
  CHECK(rows_text(kTwo, {.form = Form::csv, .fields = {"id", "name", "maps", "jited", "none"}}) ==
        "id,name,maps,jited,none\n"
        "18446744073709551615,\"a,\"\"b\"\"\",\"[1,2]\",,\n"
        "7,,,true,\n");
  CHECK(rows_text(kTwo, {.form = Form::csv, .fields = {"cookie"}, .look = {.headings = false}}) ==
        "-9223372036854775808\n\n");
}

TEST_CASE("rows are a table with numbers to the right and controls escaped") {
  const Json rows = Json::parse(R"([{"id": 7, "prog_name": "a\u001b"}, {"id": 123}])");
  CHECK(rows_text(rows, {.fields = {"id", "prog_name"}}) ==
        " ID  PROG NAME\n"
        "  7  a\\x1b\n"
        "123  -\n");
  CHECK(rows_text(rows, {.fields = {"id"}, .look = {.headings = false}}) == "  7\n123\n");
}

TEST_CASE("rows are JSON with the fields that were named, in that order") {
  CHECK(rows_text(kTwo, {.form = Form::json, .fields = {"jited", "id"}}) ==
        "[{\"id\":18446744073709551615},{\"jited\":true,\"id\":7}]\n");
  CHECK(rows_text(kTwo[1], {.form = Form::json, .fields = {"id"}}) == "{\"id\":7}\n");
  CHECK(rows_text(kTwo, {.form = Form::json_lines, .fields = {"id"}}) == "{\"id\":18446744073709551615}\n{\"id\":7}\n");
  CHECK(rows_text(kTwo[1], {.form = Form::json_lines}) == "{\"id\":7,\"jited\":true,\"none\":null}\n");
}

TEST_CASE("bare values stand a line each, or in an array") {
  CHECK(rows_text(kTwo, {.fields = {"id"}, .bare = true}) == "18446744073709551615\n7\n");
  CHECK(rows_text(kTwo, {.form = Form::csv, .fields = {"name"}, .bare = true}) == "a,\"b\"\n");
  CHECK(rows_text(kTwo, {.form = Form::json_lines, .fields = {"name"}, .bare = true}) == "\"a,\\\"b\\\"\"\n");
  CHECK(rows_text(kTwo, {.form = Form::json, .fields = {"id"}, .bare = true}) == "[18446744073709551615,7]\n");
  CHECK(rows_text(Json::array(), {.fields = {"id"}, .bare = true}).empty());
}

TEST_CASE("the schemas tell the fields of what is listed") {
  CHECK(render::fields_of("fact") == std::vector<std::string>{"name", "health", "value", "next_step"});
  CHECK(render::fields_of("nosuch").empty());
}

}  // namespace
}  // namespace bpflens::test
