// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "render/details.hpp"
#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

TEST_CASE("what a terminal would act on is written as bytes") {
  CHECK(printable("plain text") == "plain text");
  CHECK(printable("\x1b[31mred") == "\\x1b[31mred");
  CHECK(printable("a\nb\tc\rd") == "a\\x0ab\\x09c\\x0dd");
  CHECK(printable("a\\b") == "a\\\\b");
  CHECK(printable("\x7f") == "\\x7f");
}

TEST_CASE("valid UTF-8 is kept, all else is not") {
  CHECK(printable("gr\xc3\xbc\xc3\x9f") == "gr\xc3\xbc\xc3\x9f");
  CHECK(printable("\xe2\x82\xac \xf0\x9f\x90\x9d") == "\xe2\x82\xac \xf0\x9f\x90\x9d");
  CHECK(printable("\xc3") == "\\xc3");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong slash
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
}

TEST_CASE("C1 control characters are controls too") { CHECK(printable("\xc2\x9b") == "\\xc2\\x9b"); }

TEST_CASE("columns are as wide as their widest cell and lines end without spaces") {
  Table table({{"ID", Align::right}, {"NAME"}, {"X"}});
  table.add({"1", "gr\xc3\xbcn", ""});
  table.add({"100", "a", "y"});
  CHECK(table.text() ==
        " ID  NAME  X\n"
        "  1  gr\xc3\xbcn\n"
        "100  a     y\n");
}

TEST_CASE("a table without rows is its titles") { CHECK(Table({{"ID"}, {"NAME"}}).text() == "ID  NAME\n"); }

TEST_CASE("to fit a terminal the widest columns are cut, never numbers and what is narrow") {
  Table table({{"ID", Align::right}, {"PATH"}, {"TYPE"}});
  table.add({"1234567890123", "/sys/fs/bpf/gr\xc3\xbcn/long/path", "xdp"});
  table.add({"2", "short", "cgroup_sock_addr"});
  const std::string whole = table.text();
  CHECK(table.text({.width = 200}) == whole);
  CHECK(table.text({.width = 48}) ==
        "           ID  PATH             TYPE\n"
        "1234567890123  /sys/fs/bpf/gr\xe2\x80\xa6  xdp\n"
        "            2  short            cgroup_sock_addr\n");
  CHECK(table.text({.width = 5}) ==
        "           ID  PATH          TYPE\n"
        "1234567890123  /sys/fs/bpf\xe2\x80\xa6  xdp\n"
        "            2  short         cgroup_sock\xe2\x80\xa6\n");
}

TEST_CASE("colour is for titles and verdicts, and takes no room") {
  Table table({{"NAME"}, {"CALLABLE", Align::left, true}, {"WHAT"}});
  table.add({"no", "yes", "x"});
  table.add({"a", "unknown", "y"});
  CHECK(table.text({.colour = true}) ==
        "\x1b[1mNAME  CALLABLE  WHAT\x1b[0m\n"
        "no    \x1b[32myes\x1b[0m       x\n"
        "a     \x1b[33munknown\x1b[0m   y\n");
  CHECK(table.text({.headings = false}) ==
        "no    yes       x\n"
        "a     unknown   y\n");
}

TEST_CASE("lines behind a table stand alone when it has no rows") {
  Table table({{"NAME"}});
  table.end_with("2 of 2 not callable\n");
  CHECK(table.text() == "2 of 2 not callable\n");
  table.add({"a"});
  CHECK(table.text() == "NAME\na\n2 of 2 not callable\n");
}

TEST_CASE("cells and facts are escaped") {
  Table table({{"N"}});
  table.add({"\x1b"});
  CHECK(table.text() == "N\n\\x1b\n");
  CHECK(details({{"id", "7"}, {"name", "a\nb"}}) == "id:    7\nname:  a\\x0ab\n");
}

}  // namespace
}  // namespace bpflens::render
