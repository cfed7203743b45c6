// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where processes live, what addresses are called, and printed lines, on the real kernel.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "kernel/libbpf/mountinfo.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/tracefs.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/private_mounts.hpp"

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
