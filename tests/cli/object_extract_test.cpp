// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A file that isn't an object, with an object in it.
struct Carrier {
  ScratchDirectory directory;
  std::string object = text_of_file(fixture_path("two_programs"));
  std::string path = directory.path() + "/tool";
  Carrier() { std::ofstream(path, std::ios::binary) << "#!tool\n" << object << "the end"; }
  std::string size() const { return std::to_string(object.size()); }
};

TEST_CASE("object extract lists the objects in a file") {
  FakeKernel fake;
  const Carrier carrier;
  const Outcome text = run("object extract " + carrier.path, fake.kernel);
  CHECK(text.code == 0);
  CHECK(text.out == "OFFSET  SIZE  WRITTEN TO  PROGRAMS\n     7  " + carrier.size() +
                        "  -           on_sys_enter, on_getpgid, pass_everything\n");
  CHECK(run("-j object extract " + carrier.path, fake.kernel).out ==
        R"([{"offset":7,"size":)" + carrier.size() +
            R"(,"programs":["on_sys_enter","on_getpgid","pass_everything"]}])" + "\n");
}

TEST_CASE("object extract writes them where it is told to, and replaces nothing unasked") {
  FakeKernel fake;
  const Carrier carrier;
  const std::string words = "object extract " + carrier.path + " " + carrier.directory.path();
  const Outcome outcome = run("-j " + words, fake.kernel);
  const std::string written = carrier.directory.path() + "/tool.bpf.o";
  CHECK(outcome.out.ends_with(R"("file":")" + written + "\"}]\n"));
  CHECK(text_of_file(written) == carrier.object);
  CHECK(run(words, fake.kernel).code == 3);
  CHECK(run(words + " --force", fake.kernel).code == 0);
}

TEST_CASE("a file without objects in it has none to extract, and one with some says so when it is shown") {
  FakeKernel fake;
  const Carrier carrier;
  const Outcome none = run("object extract " + fixture_path("two_programs"), fake.kernel);
  CHECK(none.code == 1);
  CHECK(none.err == "bpflens: there is no BPF object inside " + fixture_path("two_programs") + "\n");
  const Outcome shown = run("object show " + carrier.path, fake.kernel);
  CHECK(shown.code == 3);
  CHECK(shown.err == "bpflens: cannot read " + carrier.path +
                         ": it is not an ELF file, but carries 1 object in itself; take them out with bpflens object "
                         "extract\n");
}

}  // namespace
}  // namespace bpflens::test
