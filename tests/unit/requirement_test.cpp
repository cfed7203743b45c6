// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/requirement.hpp"

#include <doctest/doctest.h>

namespace bpflens::test {
namespace {

using model::Requirement;
using model::Subject;

Requirement parsed(std::string_view word) {
  const auto read = model::parse_requirement(word);
  REQUIRE(std::holds_alternative<Requirement>(read));
  return std::get<Requirement>(read);
}

std::string problem(std::string_view word) {
  const auto read = model::parse_requirement(word);
  return std::holds_alternative<std::string>(read) ? std::get<std::string>(read) : "";
}

TEST_CASE("every kind of requirement is read and written back as it was") {
  for (const std::string_view word : model::requirement_examples()) CHECK(text(parsed(word)) == word);
  CHECK(parsed("helper:xdp/bpf_redirect") ==
        Requirement{.subject = Subject::helper, .name = "bpf_redirect", .program_type = "xdp"});
  CHECK(parsed("helper:bpf_ktime_get_ns").program_type == "");
  CHECK(parsed("kfunc:syscall/bpf_task_from_pid").program_type == "syscall");
  CHECK(parsed("btf:task_struct.nsproxy").name == "task_struct.nsproxy");
  CHECK(parsed("isa:v4").subject == Subject::instructions);
}

TEST_CASE("a release may be compared in every way, and without a sign means that one or newer") {
  for (const char* sign : {">=", "<=", ">", "<", "==", "=", "!="}) {
    const Requirement requirement = parsed(std::string("kernel:") + sign + "5.8.1");
    CHECK(requirement.condition == sign);
    CHECK(requirement.name == "5.8.1");
  }
  CHECK(text(parsed("kernel:5.8")) == "kernel:>=5.8");
}

TEST_CASE("a build option may be wanted set, or set to something") {
  CHECK(parsed("config:CONFIG_HZ").condition == "");
  CHECK(text(parsed("config:HZ=250")) == "config:CONFIG_HZ=250");
}

TEST_CASE("what is no requirement is told with what one looks like") {
  CHECK(problem("xdp").starts_with("'xdp' is no requirement: they look like prog:xdp, map:ringbuf"));
  CHECK(problem("").find("is no requirement") != std::string::npos);
  CHECK(problem("colour:red").find("'colour:red' is no requirement") == 0);
  CHECK(problem("prog:") == "'prog:' names nothing: give prog:xdp");
  CHECK(problem("helper:xdp/") == "'helper:xdp/' names nothing: give helper:xdp/bpf_redirect");
  CHECK(problem("kernel:>=five") == "'five' is no kernel release: give one like kernel:>=5.8");
  CHECK(problem("kernel:>=") == "'' is no kernel release: give one like kernel:>=5.8");
  CHECK(problem("isa:v9").starts_with("there is no instruction set v9"));
}

TEST_CASE("releases are compared number by number, whatever follows them") {
  CHECK(model::compare_releases("6.9", "6.18.5") < 0);
  CHECK(model::compare_releases("6.18.5-cloud-amd64", "6.18.5") == 0);
  CHECK(model::compare_releases("5.10.0-28-amd64", "5.10") == 0);
  CHECK(model::compare_releases("7.0-rc1", "6.19") > 0);
  CHECK(model::compare_releases("6.1.0", "6.1.0.1") < 0);
  CHECK(model::compare_releases("99999999999999999999", "99999999999999999999") == 0);
}

TEST_CASE("the verdict is no before unknown before yes, and what is optional doesn't count") {
  using model::Finding;
  const Finding yes{.support = model::yes()};
  const Finding no{.support = model::no()};
  const Finding unknown{.support = model::unknown(1, "x")};
  CHECK(model::verdict({}) == model::Answer::yes);
  CHECK(model::verdict({yes, unknown}) == model::Answer::unknown);
  CHECK(model::verdict({unknown, no, yes}) == model::Answer::no);
  CHECK(model::verdict({yes, {.support = model::no(), .optional = true}}) == model::Answer::yes);
}

}  // namespace
}  // namespace bpflens::test
