// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

struct Source {
  ScratchDirectory directory;
  std::string path = directory.path() + "/x.bpf.c";
  explicit Source(const std::string& text = "int x;") { std::ofstream(path) << text; }
};

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

TEST_CASE("object compile calls clang with what BPF needs, and with what is behind -- last") {
  FakeKernel fake;
  const Source source;
  const Outcome done = run("object compile " + source.path + " --clang my-clang -- -DX=1 -O3", fake.kernel);
  CHECK(done.code == 0);
  CHECK(done.out.empty());
  REQUIRE(fake.processes.started.size() == 1);
  const std::string line = joined(fake.processes.started[0]);
  CHECK(line.starts_with("my-clang -target bpf -mcpu=v3 -O2 -g -Wall "));
  CHECK(line.ends_with(" -DX=1 -O3 -c " + source.path + " -o " + source.directory.path() + "/x.bpf.o"));
  const Outcome json = run("-j object compile " + source.path + " -o /tmp/y.o --clang my-clang", fake.kernel);
  CHECK(json.out == "{\"file\":\"/tmp/y.o\"}\n");
}

TEST_CASE("object compile --vmlinux makes a vmlinux.h that is gone afterwards") {
  FakeKernel fake;
  BtfBlob blob;
  blob.integer("int", 4);
  fake.types.kernel_blob = blob.bytes();
  const Source source;
  CHECK(run("object compile " + source.path + " --clang my-clang --vmlinux", fake.kernel).code == 0);
  const auto& words = fake.processes.started.at(0);
  const auto include = std::find(words.begin(), words.end(), "-I");
  REQUIRE(include != words.end());
  CHECK_FALSE(std::filesystem::exists(*(include + 1)));
  fake.types.kernel_blob.reset();
  const Outcome none = run("object compile " + source.path + " --clang my-clang --vmlinux", fake.kernel);
  CHECK(none.code == 3);
  CHECK(none.err == "bpflens: there is no vmlinux.h to be had: this kernel was built without CONFIG_DEBUG_INFO_BTF\n");
}

TEST_CASE("object compile says what may have been missing") {
  FakeKernel fake;
  fake.processes.child_status = 1;
  const Source source("#include \"vmlinux.h\"\n");
  const Outcome failed = run("object compile " + source.path + " --clang my-clang", fake.kernel);
  CHECK(failed.code == 3);
  CHECK(failed.err == "bpflens: clang did not compile " + source.path +
                          " (status 1): --vmlinux makes a vmlinux.h of the running kernel's types\n");
  const Source plain;
  CHECK(run("object compile " + plain.path + " --clang my-clang", fake.kernel).err ==
        "bpflens: clang did not compile " + plain.path + " (status 1)\n");
}

TEST_CASE("object compile needs a source, an object beside it, and a clang") {
  FakeKernel fake;
  const Source source;
  CHECK(run("object compile /nonexistent.c", fake.kernel).code == 1);
  CHECK(run("object compile " + source.path + " -o " + source.path + " --clang c", fake.kernel).code == 2);
  const std::string path = getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const Outcome without = run("object compile " + source.path, fake.kernel);
  setenv("PATH", path.c_str(), 1);
  CHECK(without.code == 3);
  CHECK(
      without.err ==
      "bpflens: no clang is in PATH, and it takes one to compile for BPF: install it (apt-get install clang), or name "
      "one with --clang\n");
  CHECK(fake.processes.started.empty());
}

}  // namespace
}  // namespace bpflens::test
