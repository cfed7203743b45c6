// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Pins that other mount namespaces see, from here.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include "kernel/error.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/command.hpp"
#include "support/needs.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

using kernel::Descriptor;

std::uint32_t map_id(int fd) {
  auto info = kernel::zeroed<bpf_map_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
  return info.id;
}

// A process in a mount namespace of its own, with a bpffs at a directory that exists outside as well.
class Neighbour {
 public:
  // `prepare` runs there, after the mount.
  template <class Prepare>
  Neighbour(const std::string& directory, Prepare prepare) {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    pid_ = fork();
    if (pid_ == 0) {
      const bool ready = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         mount("bpf", directory.c_str(), "bpf", 0, nullptr) == 0 && prepare();
      const char told = ready ? 'y' : 'n';
      if (write(ends[1], &told, 1) != 1) _exit(1);
      for (;;) pause();
    }
    const Descriptor reader(ends[0]);
    close(ends[1]);
    char told = 0;
    ready_ = read(reader.get(), &told, 1) == 1 && told == 'y';
  }
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;
  ~Neighbour() { end(); }

  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }
  bool ready() const { return ready_; }
  std::uint64_t mount_namespace() const {
    struct stat status {};
    stat(("/proc/" + std::to_string(pid_) + "/ns/mnt").c_str(), &status);
    return status.st_ino;
  }

 private:
  pid_t pid_ = 0;
  bool ready_ = false;
};

struct Place {
  ScratchDirectory directory;
  kernel::System system;
  kernel::Pins& pins = system.kernel().pins;
  Descriptor map{bpf_map_create(BPF_MAP_TYPE_ARRAY, "elsewhere", 4, 4, 1, nullptr)};
  model::ObjectRef object{model::ObjectKind::map, map_id(map.get())};

  std::string path(const std::string& name) const { return directory.path() + "/" + name; }
  bool pin_here(const std::string& name) const { return bpf_obj_pin(map.get(), path(name).c_str()) == 0; }
  std::vector<model::Pin> found() const {
    std::vector<model::Pin> own = pins.elsewhere().pins;
    std::erase_if(own, [&](const model::Pin& pin) { return pin.object != object; });
    return own;
  }
};

TEST_CASE("pins on a bpffs that only another mount namespace sees are listed with a process that lives there") {
  NEED_ROOT();
  const Place at;
  Neighbour neighbour(at.directory.path(), [&] { return at.pin_here("x") && mkdir(at.path("d").c_str(), 0700) == 0; });
  REQUIRE(neighbour.ready());
  CHECK_FALSE(std::filesystem::exists(at.path("x")));
  const auto found = at.found();
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == at.path("x"));
  CHECK(found[0].mount == at.directory.path());
  REQUIRE(found[0].seen_by);
  CHECK(found[0].seen_by->process.pid == neighbour.pid());
  CHECK(found[0].seen_by->dwelling.mount_namespace == neighbour.mount_namespace());

  // Named by a process, the other view can be worked in.
  const auto inside = at.pins.inside(neighbour.pid());
  CHECK(inside->list(at.directory.path()).size() == 1);
  CHECK(inside->directories(at.directory.path()) == std::vector<std::string>{at.path("d")});
  inside->add(at.object, at.path("d/e/y"), {.make_parents = true});
  inside->move(at.path("x"), at.path("d/x"), {});
  CHECK(inside->find(at.path("d/x"))->object == at.object);
  CHECK_FALSE(inside->find(at.path("x")).has_value());
  CHECK(at.found().size() == 2);
  inside->remove(at.path("d/e/y"));
  CHECK(inside->remove_directory(at.path("d/e")));
  CHECK_FALSE(inside->remove_directory(at.path("d")));
  CHECK(at.found().size() == 1);
  neighbour.end();
  CHECK(at.found().empty());
}

TEST_CASE("a file system that several mount namespaces share is listed once") {
  NEED_ROOT();
  const Place at;
  const Neighbour neighbour(at.directory.path(), [&] {
    if (!at.pin_here("x")) return false;
    int ends[2];
    if (pipe(ends) != 0) return false;
    const pid_t child = fork();
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // it ends with its parent
      if (unshare(CLONE_NEWNS) != 0 || write(ends[1], "y", 1) != 1) _exit(1);
      for (;;) pause();
    }
    char told = 0;
    return read(ends[0], &told, 1) == 1;
  });
  REQUIRE(neighbour.ready());
  CHECK(at.found().size() == 1);
}

TEST_CASE("symbolic links made in another mount namespace lead nowhere else") {
  NEED_ROOT();
  const Place at;
  const ScratchDirectory target;
  const Neighbour neighbour(at.directory.path(), [&] {
    return symlink("/", at.path("root").c_str()) == 0 && symlink(target.path().c_str(), at.path("out").c_str()) == 0 &&
           at.pin_here("x") && symlink(at.path("x").c_str(), at.path("y").c_str()) == 0;
  });
  REQUIRE(neighbour.ready());
  CHECK(at.found().size() == 1);
  const auto inside = at.pins.inside(neighbour.pid());
  const auto cause_of = [](auto action) -> std::string {
    try {
      action();
    } catch (const kernel::Error& error) {
      return error.failure().cause;
    }
    return "nothing failed";
  };
  const std::string refused = "a part of the path is a symbolic link, which isn't followed in another mount namespace";
  CHECK(cause_of([&] { inside->add(at.object, at.path("out/z"), {.make_parents = true}); }) == refused);
  CHECK(cause_of([&] { inside->list(at.path("root")); }) == refused);
  CHECK(cause_of([&] { inside->find(at.path("y")); }) == refused);
  CHECK(cause_of([&] { inside->move(at.path("x"), at.path("out/z"), {}); }) == refused);
  CHECK(cause_of([&] { inside->remove(at.path("out/z")); }) == refused);
  CHECK(std::filesystem::is_empty(target.path()));
}

TEST_CASE("there is no view of a process that isn't there, and none is mounted for others") {
  NEED_ROOT();
  const Place at;
  CHECK_THROWS_AS(at.pins.inside(0x3fffffff), kernel::Error);
  const Neighbour neighbour(at.directory.path(), [] { return true; });
  REQUIRE(neighbour.ready());
  const ScratchDirectory plain;
  const auto inside = at.pins.inside(neighbour.pid());
  CHECK_THROWS_WITH_AS(inside->add(at.object, plain.path() + "/x", {.mount = true}),
                       doctest::Contains("none is mounted in another mount namespace"), kernel::Error);
}

TEST_CASE("what vanishes during the walk is left out: pins, namespaces and processes") {
  NEED_ROOT();
  const Place at;
  std::atomic<int> walks = 0;
  std::jthread others([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      Neighbour neighbour(at.directory.path(), [&] {
        for (int i = 0; i < 50; ++i) at.pin_here("p" + std::to_string(i));
        for (int i = 0; i < 50; ++i) unlink(at.path("p" + std::to_string(i)).c_str());
        return at.pin_here("x");
      });
      const int before = walks;  // a whole walk sees it, and the next sees it go
      while (walks < before + 2 && !stop.stop_requested()) std::this_thread::yield();
      neighbour.end();
    }
  });
  std::size_t seen = 0;
  for (; walks < 100; ++walks) {
    const kernel::PinsElsewhere found = at.pins.elsewhere();
    for (const model::Pin& pin : found.pins) {
      if (!pin.path.starts_with(at.directory.path())) continue;
      ++seen;
      CHECK((pin.object == at.object || !pin.why.empty()));
    }
  }
  CHECK(seen > 0);
}

}  // namespace
}  // namespace bpflens::test
