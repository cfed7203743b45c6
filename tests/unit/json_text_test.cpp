// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/json_text.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace bpflens::render {
namespace {

// Writes a tree piece by piece.
void write(const Json& of, JsonText& out) {
  if (of.is_object()) {
    out.open_object();
    for (const auto& [name, member] : of.items()) {
      out.key(name);
      write(member, out);
    }
    out.close_object();
  } else if (of.is_array()) {
    out.open_array();
    for (const Json& element : of) write(element, out);
    out.close_array();
  } else if (of.is_string()) {
    out.value(of.get_ref<const std::string&>());
  } else if (of.is_boolean()) {
    out.value(of.get<bool>());
  } else if (of.is_number_unsigned()) {
    out.value(of.get<std::uint64_t>());
  } else if (of.is_number_integer()) {
    out.value(of.get<std::int64_t>());
  } else {
    out.value(of);
  }
}

TEST_CASE("a document written piece by piece is the one written as a whole") {
  const Json document = Json::parse(R"({"a":1,"b":[],"c":{},"d":[1,-2,18446744073709551615,true,null,1.5,"x"],
      "e":{"f":[{"g":"h"},{"i":[[1],[2,3]]}]},"j":"tab\t \"quoted\" back\\slash \u007f \u00e9 \u0001"})");
  for (const bool pretty : {false, true}) {
    JsonText out(pretty);
    write(document, out);
    CHECK(out.take() == text_of(document, pretty));
    out.open_array();
    out.value(document);
    out.value(Json(7));
    out.close_array();
    CHECK(out.take() == text_of(Json::array({document, 7}), pretty));
  }
}

TEST_CASE("long documents are passed on in parts") {
  std::ostringstream parts;
  JsonText out(false);
  out.open_array();
  for (int i = 0; i < 20000; ++i) {
    out.value(i);
    out.pass_on(parts);
  }
  out.close_array();
  CHECK(parts.str().size() > 65536);
  parts << out.take();
  CHECK(Json::parse(parts.str()).size() == 20000);
}

TEST_CASE("invalid UTF-8 is replaced wherever it stands") {
  const std::string bad =
      "a\xff"
      "b";
  JsonText out(false);
  out.open_object();
  out.field("name", bad);
  out.close_object();
  CHECK(out.take() == text_of(Json{{"name", bad}}, false));
}

}  // namespace
}  // namespace bpflens::render
