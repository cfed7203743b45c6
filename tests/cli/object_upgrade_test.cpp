// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

namespace fs = std::filesystem;

// A directory of its own, with nothing in it but what a test puts there.
struct Directory {
  fs::path path = fs::temp_directory_path() / ("bpflens-upgrade-" + std::to_string(getpid()));
  Directory() { fs::create_directory(path); }
  ~Directory() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::string put(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }
  std::string text(const std::string& name) const {
    std::ifstream in(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t size() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {})); }
};

TEST_CASE("object upgrade writes the new file and says what was upgraded") {
  FakeKernel fake;
  const Directory directory;
  const Outcome text =
      run("object upgrade " + fixture_path("legacy_iproute2") + " " + directory.file("a.o"), fake.kernel);
  CHECK(text.code == 0);
  CHECK(text.out.starts_with(directory.file("a.o") + ": upgraded 2 legacy maps (inner_counts, by_cpu)"));
  const Outcome json =
      run("-j object upgrade " + fixture_path("legacy_iproute2") + " " + directory.file("b.o"), fake.kernel);
  CHECK(json.out.starts_with("{\"file\":\"" + directory.file("b.o") +
                             "\",\"upgraded\":true,\"maps\":[{\"name\":\"inner_counts\"}"));
  CHECK(directory.text("a.o") == directory.text("b.o"));
  CHECK(directory.size() == 2);
}

TEST_CASE("object upgrade of what is upgraded already is the same file") {
  FakeKernel fake;
  const Directory directory;
  run("object upgrade " + fixture_path("legacy_maps") + " " + directory.file("a.o"), fake.kernel);
  const Outcome again = run("object upgrade " + directory.file("a.o") + " " + directory.file("b.o"), fake.kernel);
  CHECK(again.out == directory.file("b.o") + ": nothing to upgrade: it is the same as " + directory.file("a.o") + "\n");
  CHECK(directory.text("a.o") == directory.text("b.o"));
}

TEST_CASE("object upgrade replaces a file only with --force, keeps its mode, and follows symbolic links") {
  FakeKernel fake;
  const Directory directory;
  const std::string old = directory.put("new.o", "precious");
  fs::permissions(old, fs::perms(0640));
  fs::create_symlink("new.o", directory.file("link.o"));
  const std::string line = "object upgrade " + fixture_path("legacy_maps") + " ";
  for (const char* name : {"new.o", "link.o"}) {
    const Outcome refused = run(line + directory.file(name), fake.kernel);
    CHECK(refused.code == 3);
    CHECK(refused.err ==
          "bpflens: " + directory.file(name) + " is there already, and nothing is replaced without --force\n");
    CHECK(directory.text("new.o") == "precious");
  }
  CHECK(run(line + directory.file("link.o") + " --force", fake.kernel).code == 0);
  CHECK(
      directory.text("new.o").starts_with("\x7f"
                                          "ELF"));
  CHECK(fs::status(old).permissions() == fs::perms(0640));
  CHECK(fs::is_symlink(directory.file("link.o")));
  CHECK(directory.size() == 2);
}

TEST_CASE("object upgrade leaves nothing behind when it can't") {
  FakeKernel fake;
  const Directory directory;
  const std::string source = directory.put("source.c", "#include <linux/bpf.h>\n");
  const Outcome no_object = run("object upgrade " + source + " " + directory.file("new.o"), fake.kernel);
  CHECK(no_object.code == 3);
  CHECK(no_object.err ==
        "bpflens: cannot upgrade " + source +
            ": it looks like source code, not an object; compile it with clang -target bpf -O2 -g -c\n");
  const std::string old = fixture_path("legacy_maps");
  CHECK(run("object upgrade " + old + " " + directory.path.string() + " --force", fake.kernel).err ==
        "bpflens: " + directory.path.string() + " is no file that could be replaced\n");
  CHECK(run("object upgrade " + old + " " + directory.file("no/new.o"), fake.kernel).code == 3);
  const Outcome missing = run("object upgrade " + directory.file("nosuch.o") + " x.o", fake.kernel);
  CHECK(missing.code == 1);
  CHECK(missing.err == "bpflens: cannot open " + directory.file("nosuch.o") + ": ENOENT (No such file or directory)\n");
  CHECK(directory.size() == 1);
}

}  // namespace
}  // namespace bpflens::test
