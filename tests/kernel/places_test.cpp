// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where processes live, what addresses are called, and printed lines, on the real kernel.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kernel/libbpf/mountinfo.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/tracefs.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/private_mounts.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

using model::NamespaceKind;
using std::chrono_literals::operator""ms;

std::uint64_t inode(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

TEST_CASE("a process's namespaces are those of its files in /proc") {
  kernel::System system;
  const auto place = system.kernel().dwellings.of(getpid());
  REQUIRE(place);
  CHECK(place->dwelling.net_namespace == inode("/proc/self/ns/net"));
  CHECK(place->dwelling.pid_namespace == inode("/proc/self/ns/pid"));
  CHECK(place->dwelling.mount_namespace == inode("/proc/self/ns/mnt"));
  CHECK(system.kernel().dwellings.namespace_inode(NamespaceKind::process, "/proc/self/ns/pid") ==
        place->dwelling.pid_namespace);
  CHECK_FALSE(system.kernel().dwellings.namespace_inode(NamespaceKind::network, "no-such-network"));
  CHECK_FALSE(system.kernel().dwellings.namespace_inode(NamespaceKind::network, "/proc/self/ns/mnt"));
  CHECK_FALSE(system.kernel().dwellings.namespace_inode(NamespaceKind::mount, "/proc/self/status"));
  CHECK_FALSE(system.kernel().dwellings.of(999999999));
  const auto all = system.kernel().dwellings.all().found;
  CHECK(std::any_of(all.begin(), all.end(), [](const auto& one) { return one.process.pid == getpid(); }));
}

TEST_CASE("a control group's path is found by its id, and the other way round") {
  NEED_ROOT();
  const auto mounts = kernel::mounts_of("self");
  const auto unified = std::find_if(mounts.begin(), mounts.end(), [](const auto& m) { return m.type == "cgroup2"; });
  if (unified == mounts.end()) {
    MESSAGE("SKIP: the unified hierarchy isn't mounted");
    return;
  }
  kernel::System system;
  auto& dwellings = system.kernel().dwellings;
  const std::string name = "/bpflens-test-" + std::to_string(getpid());
  const std::string directory = unified->point + name;
  REQUIRE(std::filesystem::create_directories(directory + "/inner"));
  CHECK(dwellings.cgroup_path(inode(directory + "/inner")) == name + "/inner");
  CHECK(dwellings.cgroup_path(inode(unified->point)) == "/");
  for (const std::string& path : {name, directory, name + "/"}) {
    const auto found = dwellings.cgroup(path);
    REQUIRE(found);
    CHECK(found->id == inode(directory));
    CHECK(found->level == 1);
    CHECK(found->path == name);
  }
  const std::uint64_t gone = inode(directory + "/inner");
  std::filesystem::remove(directory + "/inner");
  std::filesystem::remove(directory);
  CHECK(kernel::System().kernel().dwellings.cgroup_path(gone).empty());
  CHECK_FALSE(dwellings.cgroup(name));
}

TEST_CASE("addresses of functions have their names, in the kernel and in processes") {
  NEED_ROOT();
  kernel::System system;
  auto& symbols = system.kernel().symbols;
  const auto here = reinterpret_cast<std::uint64_t>(&::write);
  const std::string name = symbols.name(getpid(), here + 3);
  CHECK_MESSAGE(name.find("write") != std::string::npos, name);
  CHECK(name.ends_with("+0x3"));
  CHECK(symbols.name(getpid(), 16).empty());
  std::ifstream kallsyms("/proc/kallsyms");
  std::uint64_t address = 0;
  std::string type;
  std::string symbol;
  while (kallsyms >> std::hex >> address >> type >> symbol && symbol != "do_exit") {
  }
  if (symbol != "do_exit" || address == 0) {
    MESSAGE("SKIP: this kernel doesn't tell where do_exit is");
    return;
  }
  CHECK(symbols.name(getpid(), address + 1) == "do_exit+0x1");
}

// The file and the offset that an address of this process is mapped from.
struct Mapped {
  std::string path;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::uint64_t offset = 0;
};
Mapped mapped_at(std::uint64_t address) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    Mapped mapped;
    char dash = 0;
    std::string skipped;
    words >> std::hex >> mapped.start >> dash >> mapped.end >> skipped >> mapped.offset >> skipped >> skipped >>
        mapped.path;
    if (mapped.start <= address && address < mapped.end) return mapped;
  }
  return {};
}

// Where a mapped file was, a process in a mount namespace of its own has put a symbolic link.
TEST_CASE("names of addresses are not looked for where symbolic links in another mount namespace lead") {
  NEED_ROOT();
  const auto function = reinterpret_cast<std::uint64_t>(&::write);
  const Mapped library = mapped_at(function);
  const ScratchDirectory outside;
  const ScratchDirectory place;
  const std::string name = place.path() + "/library";
  std::filesystem::copy(library.path, outside.path() + "/library");
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const bool hidden = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                        mount("tmpfs", place.path().c_str(), "tmpfs", 0, nullptr) == 0;
    if (hidden) std::filesystem::copy(library.path, name);
    const int file = open(name.c_str(), O_RDONLY | O_CLOEXEC);
    void* const there = mmap(nullptr, library.end - library.start, PROT_READ | PROT_EXEC, MAP_PRIVATE, file,
                             static_cast<off_t>(library.offset));
    const bool linked = mount("tmpfs", place.path().c_str(), "tmpfs", 0, nullptr) == 0 &&
                        symlink((outside.path() + "/library").c_str(), name.c_str()) == 0;
    if (!linked || write(ends[1], &there, sizeof there) != sizeof there) _exit(1);
    for (;;) pause();
  }
  std::uint64_t there = 0;
  REQUIRE(read(ends[0], &there, sizeof there) == sizeof there);
  const std::string found = kernel::System().kernel().symbols.name(child, there + (function - library.start));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  CHECK_MESSAGE(found.starts_with("library+0x"), found);
}

TEST_CASE("printed lines come in an instance of our own, which goes with the stream") {
  NEED_ROOT();
  const auto told = in_child([] {
    if (!mount_own_bpffs()) return std::string("no mount namespace");
    if (!kernel::tracefs_mounted()) kernel::mount_tracefs();
    const std::string instance = kernel::tracefs_directory() + "/instances/bpflens-" + std::to_string(getpid());
    std::string text;
    {
      kernel::System system;
      const Object object = load_fixture("prints");
      bpf_link* link = bpf_program__attach(bpf_object__find_program_by_name(object.get(), "prints"));
      if (link == nullptr) return std::string("not attached");
      const auto stream = system.kernel().events.open({}, {.printed = true});
      if (!std::filesystem::exists(instance)) text += "no instance ";
      const auto child = system.kernel().processes.start({"true"}, true);
      child->wait();
      for (int tries = 0; tries < 100 && text.find("hello from") == std::string::npos; ++tries)
        for (const model::Event& event : stream->read(100ms)) {
          if (event.kind != model::Event::Kind::line || event.source != 0) text += "no line ";
          text.append(reinterpret_cast<const char*>(event.data.data()), event.data.size());
        }
      bpf_link__destroy(link);
    }
    if (std::filesystem::exists(instance)) text += " the instance is still there";
    return text;
  });
  REQUIRE(told);
  CHECK_MESSAGE(told->find("hello from") != std::string::npos, *told);
  CHECK_MESSAGE(told->find("instance") == std::string::npos, *told);
}

}  // namespace
}  // namespace bpflens::test
