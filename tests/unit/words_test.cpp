// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "cli/app.hpp"
#include "cli/bpftool_words.hpp"
#include "cli/words.hpp"

namespace bpflens::cli {
namespace {

using Words = std::vector<std::string>;

Words understood(const Words& arguments) {
  commands::Invocation chosen;
  return canonical(arguments, *build_app(chosen));
}

std::string refusal(const Words& arguments) {
  try {
    understood(arguments);
  } catch (const commands::UsageError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("prefixes become whole words") {
  CHECK(understood({"pro", "li"}) == Words{"prog", "list"});
  CHECK(understood({"prog", "sh", "12"}) == Words{"prog", "list", "12"});  // show is another word for list
}

TEST_CASE("a noun alone means its first verb") { CHECK(understood({"-j", "prog"}) == Words{"-j", "prog", "list"}); }

TEST_CASE("help anywhere before the arguments is --help") {
  CHECK(understood({"help"}) == Words{"--help"});
  CHECK(understood({"help", "prog"}) == Words{"prog", "--help"});
  CHECK(understood({"prog", "help"}) == Words{"prog", "--help"});
}

TEST_CASE("the value of an option is not taken for a noun") {
  CHECK(understood({"--color", "never", "prog"}) == Words{"--color", "never", "prog", "list"});
  CHECK(understood({"--color=never", "prog"}) == Words{"--color=never", "prog", "list"});
}

TEST_CASE("unknown words name the near ones") {
  CHECK(refusal({"prgo"}) == "unknown command 'prgo': did you mean prog?");
  CHECK(refusal({"prog", "shwo"}) == "unknown prog command 'shwo': did you mean show?");
}

TEST_CASE("two words for an object become one") {
  CHECK(understood({"prog", "show", "id", "12"}) == Words{"prog", "list", "id:12"});
  CHECK(understood({"prog", "show", "pinned", "/sys/fs/bpf/x"}) == Words{"prog", "list", "pinned:/sys/fs/bpf/x"});
  CHECK(understood({"prog", "show", "name"}) == Words{"prog", "list", "name"});  // a program named "name"
}

TEST_CASE("bpftool's keywords become options") {
  CHECK(translate_bpftool_words("prog", "load", {"a.o", "/p", "type", "xdp", "pinmaps", "/m", "autoattach"}) ==
        Words{"a.o", "/p", "--type", "xdp", "--pinmaps", "/m", "--autoattach"});
  CHECK(translate_bpftool_words("prog", "load", {"a.o", "/p", "map", "idx", "0", "id", "7"}) ==
        Words{"a.o", "/p", "--map", "idx:0=id:7"});
  CHECK(translate_bpftool_words("prog", "load", {"a.o", "/p", "map", "name", "m", "pinned", "/q"}) ==
        Words{"a.o", "/p", "--map", "name:m=pinned:/q"});
}

TEST_CASE("words after -- are left alone") {
  CHECK(translate_bpftool_words("prog", "load", {"--", "type", "xdp"}) == Words{"--", "type", "xdp"});
  const auto one_value = [](const std::string&) { return std::size_t{1}; };
  CHECK(translate_bpftool_words("prog", "list", {"--fields", "id", "id", "12"}, one_value) ==
        Words{"--fields", "id", "id:12"});
}

}  // namespace
}  // namespace bpflens::cli
