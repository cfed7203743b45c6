// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "kernel/error.hpp"
#include "kernel/libbpf/load_failure.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/security.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/vmlinux_blob.hpp"
#include "support/fixtures.hpp"
#include "support/kernel_objects.hpp"

namespace bpflens::test {
namespace {

using kernel::ErrorKind;
using kernel::Failure;

kernel::LoadRequest fixture(const std::string& name) { return {.path = fixture_path(name)}; }

// What loading this fails with.
Failure failure_of(const kernel::LoadRequest& request) {
  kernel::set_debug(false);
  kernel::System system;
  const std::size_t before = open_descriptors();
  try {
    system.kernel().loader.load(request);
  } catch (const kernel::Error& error) {
    CHECK(open_descriptors() == before);
    return error.failure();
  }
  FAIL("it loaded: " << request.path);
  return {};
}

// A file with these bytes, gone at the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes) {
    const int fd = mkstemp(path_.data());
    REQUIRE(write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    close(fd);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/bpflens-loader-XXXXXX";
};

TEST_CASE("a loaded object tells of its programs and maps, and closing it unloads them") {
  kernel::System system;
  const std::size_t before = open_descriptors();
  auto object = system.kernel().loader.load(fixture("two_programs"));
  const auto programs = object->programs();
  REQUIRE(programs.size() == 3);
  CHECK(programs[0].name == "on_sys_enter");
  CHECK(programs[0].type_name == "raw_tracepoint");
  CHECK(programs[1].type_name == "tracepoint");
  CHECK(programs[2].type_name == "xdp");
  const auto maps = object->maps();
  REQUIRE(maps.size() == 2);
  CHECK(maps[0].name == "counts");
  CHECK(maps[1].name == "two_prog.bss");
  CHECK(system.kernel().programs.find(programs[0].id).has_value());
  object.reset();
  CHECK_FALSE(system.kernel().programs.find(programs[0].id).has_value());
  CHECK(open_descriptors() == before);
}

TEST_CASE("of an object with many programs, which are loaded side by side, each has its own descriptor") {
  kernel::System system;
  const std::size_t before = open_descriptors();
  auto object = system.kernel().loader.load(fixture("many_programs"));
  const auto programs = object->programs();
  REQUIRE(programs.size() == 12);
  std::set<std::uint32_t> ids;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    CHECK(programs[i].name == "count_" + std::to_string(i));
    CHECK(programs[i].type_name == "socket_filter");
    ids.insert(programs[i].id.value);
  }
  CHECK(ids.size() == 12);
  object.reset();
  for (const std::uint32_t id : ids) CHECK_FALSE(system.kernel().programs.find({id}).has_value());
  CHECK(open_descriptors() == before);
}

TEST_CASE("of many programs the first that is refused is the one that is reported, and nothing stays") {
  for (int round = 0; round < 20; ++round) {
    const Failure failure = failure_of(fixture("many_programs_rejected"));
    CHECK(failure.kind == ErrorKind::verifier);
    CHECK(failure.program == "count_4");
    CHECK(failure.log.find("R0 invalid mem access") != std::string::npos);
  }
}

TEST_CASE("of many programs those that are accepted are loaded where that is asked for") {
  kernel::set_debug(false);
  kernel::System system;
  auto request = fixture("many_programs_rejected");
  request.keep_going = true;
  const auto object = system.kernel().loader.load(request);
  CHECK(object->programs().size() == 10);
  REQUIRE(object->failures().size() == 2);
  CHECK(object->failures()[0].program == "count_4");
  CHECK(object->failures()[1].program == "count_9");
}

TEST_CASE("the kernel's types come as a stream, too, whole and from any place") {
  FILE* stream = fopen64("/sys/kernel/btf/vmlinux", "rb");
  REQUIRE(stream != nullptr);
  const kernel::VmlinuxBlob blob;
  const auto expected = blob.bytes();
  REQUIRE(fseek(stream, 0, SEEK_END) == 0);
  REQUIRE(static_cast<std::size_t>(ftell(stream)) == expected.size());
  REQUIRE(fseek(stream, 0, SEEK_SET) == 0);
  std::vector<std::byte> bytes(expected.size() + 1);
  CHECK(fread(bytes.data(), 1, 10, stream) == 10);
  CHECK(fread(bytes.data() + 10, 1, bytes.size() - 10, stream) == expected.size() - 10);
  CHECK(feof(stream) != 0);
  CHECK(std::equal(expected.begin(), expected.end(), bytes.begin()));
  REQUIRE(fseek(stream, -4, SEEK_CUR) == 0);
  CHECK(fread(bytes.data(), 1, 8, stream) == 4);
  CHECK(std::equal(expected.end() - 4, expected.end(), bytes.begin()));
  CHECK(fseek(stream, -1, SEEK_SET) != 0);
  fclose(stream);
  CHECK(fopen64("/nonexistent", "rb") == nullptr);
}

TEST_CASE("only the first program is loaded where only it is asked for") {
  kernel::System system;
  auto request = fixture("two_programs");
  request.first_program_only = true;
  const auto object = system.kernel().loader.load(request);
  REQUIRE(object->programs().size() == 1);
  CHECK(object->programs()[0].name == "on_sys_enter");
}

TEST_CASE("a program attaches where its section says, and detaches when the object is closed") {
  kernel::System system;
  const auto object = system.kernel().loader.load(fixture("two_programs"));
  const auto program = object->programs()[0];
  CHECK(object->says_where(program.id));
  const model::Link link = object->attach(program.id);
  CHECK(link.id.value != 0);
  CHECK(link.type_name == "raw_tracepoint");
  CHECK(link.program == program.id);
  CHECK(link.target == "raw_tracepoint/sys_enter");
}

TEST_CASE("attaching a program whose section doesn't say where tells what it wants") {
  kernel::System system;
  const auto object = system.kernel().loader.load(fixture("two_programs"));
  const auto xdp = object->programs()[2];
  CHECK_FALSE(object->says_where(xdp.id));
  CHECK_THROWS_WITH_AS(object->attach(xdp.id),
                       "cannot attach program pass_everything: its section xdp does not say where; it wants a network "
                       "interface",
                       kernel::Error);
}

TEST_CASE("a map of the object can be replaced by one the kernel holds") {
  kernel::System system;
  const auto first = system.kernel().loader.load(fixture("two_programs"));
  const model::MapId shared = first->maps()[0].id;
  auto request = fixture("two_programs");
  SUBCASE("by name") { request.reuse = {{.name = "counts", .with = shared}}; }
  SUBCASE("by index") { request.reuse = {{.index = 0, .name = "", .with = shared}}; }
  const auto second = system.kernel().loader.load(request);
  CHECK(second->maps()[0].id == shared);
  CHECK(second->programs()[0].map_ids[0] == shared);
}

TEST_CASE("a map to replace that the object doesn't have is an error") {
  auto request = fixture("two_programs");
  request.reuse = {{.name = "nosuch", .with = {1}}};
  const Failure failure = failure_of(request);
  CHECK(failure.kind == ErrorKind::not_found);
  CHECK(failure.cause == "it has no map named nosuch to replace");
}

TEST_CASE("a program is loaded as the type asked for, whatever its section says") {
  kernel::System system;
  CHECK_FALSE(system.kernel().loader.kind_of("nosuch").has_value());
  const auto kind = system.kernel().loader.kind_of("xdp");
  REQUIRE(kind.has_value());
  auto request = fixture("unknown_section");
  request.type = kind->type;
  request.attach_type = kind->attach_type;
  CHECK(system.kernel().loader.load(request)->programs()[0].type_name == "xdp");
}

TEST_CASE("words of bpftool's that are only the start of a section name are understood") {
  kernel::System system;
  CHECK(system.kernel().loader.kind_of("kprobe").has_value());
  CHECK(system.kernel().loader.kind_of("cgroup/connect4") == kernel::SectionKind{18, 10});
}

TEST_CASE("a section name that stands for no type is an error that says so") {
  const Failure failure = failure_of(fixture("unknown_section"));
  CHECK(failure.kind == ErrorKind::refused);
  CHECK(failure.operation == "load program a_program from");
  CHECK(failure.cause == "its section is named my_own_name, which stands for no program type");
  CHECK(failure.next_step == "name the type: --type xdp");
}

TEST_CASE("a missing file is not found") {
  const Failure failure = failure_of({.path = "/nosuch/file.o"});
  CHECK(failure.kind == ErrorKind::not_found);
  CHECK(failure.error == ENOENT);
  CHECK(message(failure) == "cannot load /nosuch/file.o: ENOENT (No such file or directory): there is no such file");
}

TEST_CASE("a directory, an empty file, text and a FIFO are no objects") {
  CHECK(failure_of({.path = "/tmp"}).cause == "it is a directory; name the object file in it");
  CHECK(failure_of({.path = TemporaryFile("").path()}).cause == "the file is empty");
  CHECK(failure_of({.path = TemporaryFile("hello\n").path()}).cause == "it is not an ELF file");
  CHECK(failure_of({.path = TemporaryFile("#include <x>\n").path()}).cause ==
        "it looks like source code, not an object");
  const TemporaryFile fifo("");
  unlink(fifo.path().c_str());
  REQUIRE(mkfifo(fifo.path().c_str(), 0600) == 0);
  CHECK(failure_of({.path = fifo.path()}).cause == "it is not a regular file");
}

TEST_CASE("an ELF file for another machine is told by the machine's name") {
  const Failure failure = failure_of({.path = "/proc/self/exe"});
  CHECK(failure.kind == ErrorKind::refused);
  CHECK(failure.cause.find("not for BPF") != std::string::npos);
}

TEST_CASE("an object without programs is an error") {
  CHECK(failure_of(fixture("no_programs")).cause == "there is no program in it");
}

TEST_CASE("a rejected program is told by name with the end of the verifier's log") {
  const Failure failure = failure_of(fixture("rejected"));
  CHECK(failure.kind == ErrorKind::verifier);
  CHECK(failure.operation == "load program unchecked_lookup from");
  CHECK(failure.cause.starts_with("the verifier rejected it: "));
  CHECK(failure.cause.ends_with("invalid mem access 'map_value_or_null'"));
  CHECK(failure.log.find("call bpf_map_lookup_elem#1") != std::string::npos);
}

TEST_CASE("a helper for GPL programs called under another licence is told so") {
  const Failure failure = failure_of(fixture("no_gpl"));
  CHECK(failure.kind == ErrorKind::verifier);
  CHECK(failure.next_step.starts_with("give the object a GPL-compatible licence"));
}

TEST_CASE("a locked down kernel's refusal of fentry is called by its name") {
  const std::string mode = kernel::lockdown_mode();
  if (mode.empty() || mode == "none") {
    MESSAGE("SKIP: this kernel is not locked down");
    return;
  }
  const Failure failure = failure_of(fixture("fentry"));
  CHECK(failure.kind == ErrorKind::permission);
  CHECK(failure.error == EPERM);
  CHECK(failure.cause ==
        "the kernel is locked down (" + mode + ") and refuses programs of section " + "fentry/bpf_fentry_test1");
  CHECK(message(failure).find("ulimit") == std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
