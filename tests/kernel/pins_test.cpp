// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <fstream>

#include "kernel/error.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/needs.hpp"
#include "support/private_mounts.hpp"

namespace bpflens::test {
namespace {

using kernel::Descriptor;
using kernel::ErrorKind;

// A bpffs in a mount namespace of its own, and a map to pin.
struct PinnedPlace {
  PrivateMounts mounts;
  ScratchDirectory directory;
  kernel::System system;
  kernel::Pins& pins = system.kernel().pins;
  Descriptor map{bpf_map_create(BPF_MAP_TYPE_ARRAY, "pin_test", 4, 4, 1, nullptr)};
  model::ObjectRef object{model::ObjectKind::map, id_of(map.get())};

  PinnedPlace() { mounts.mount("bpf", directory.path()); }
  ~PinnedPlace() { umount2(directory.path().c_str(), MNT_DETACH); }

  static std::uint32_t id_of(int fd) {
    auto info = kernel::zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
    return info.id;
  }
  std::string path(const std::string& name) const { return directory.path() + "/" + name; }
};

// The failure that an action ends with.
template <class Action>
kernel::Failure failure_of(Action action) {
  try {
    action();
  } catch (const kernel::Error& error) {
    return error.failure();
  }
  return {.operation = "nothing failed"};
}

TEST_CASE("a map that is pinned is listed with its kind, id, type and name, and can be removed") {
  NEED_ROOT();
  PinnedPlace at;
  at.pins.add(at.object, at.path("counts"));
  const auto listed = at.pins.list(at.directory.path());
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].path == at.path("counts"));
  CHECK(listed[0].mount == at.directory.path());
  CHECK(listed[0].object == at.object);
  CHECK(listed[0].type_name == "array");
  CHECK(listed[0].name == "pin_test");
  CHECK(listed[0].mode == 0600);
  CHECK(at.pins.find(at.path("counts"))->object == at.object);
  at.pins.remove(at.path("counts"));
  CHECK(at.pins.list(at.directory.path()).empty());
  CHECK_FALSE(at.pins.find(at.path("counts")).has_value());
}

TEST_CASE("mounts names the bpffs, and what is mounted below one is listed by itself only") {
  NEED_ROOT();
  PinnedPlace at;
  REQUIRE(mkdir(at.path("inner").c_str(), 0700) == 0);
  at.mounts.mount("bpf", at.path("inner"));
  at.pins.add(at.object, at.path("outer"));
  at.pins.add(at.object, at.path("inner/deep/x"), {.make_parents = true});
  const auto mounts = at.pins.mounts();
  CHECK(std::count(mounts.begin(), mounts.end(), at.directory.path()) == 1);
  CHECK(std::count(mounts.begin(), mounts.end(), at.path("inner")) == 1);
  const auto outer = at.pins.list(at.directory.path());
  REQUIRE(outer.size() == 1);
  CHECK(outer[0].path == at.path("outer"));
  const auto inner = at.pins.list(at.path("inner/"));
  REQUIRE(inner.size() == 1);
  CHECK(inner[0].path == at.path("inner/deep/x"));
  CHECK(inner[0].mount == at.path("inner"));
  umount2(at.path("inner").c_str(), MNT_DETACH);
}

TEST_CASE("a bpffs that something was mounted over is not among the mounts") {
  NEED_ROOT();
  PinnedPlace at;
  at.mounts.mount("tmpfs", at.directory.path());
  const auto mounts = at.pins.mounts();
  CHECK(std::count(mounts.begin(), mounts.end(), at.directory.path()) == 0);
  umount2(at.directory.path().c_str(), MNT_DETACH);
}

TEST_CASE("symbolic links in a bpffs are neither followed nor taken for pins") {
  NEED_ROOT();
  PinnedPlace at;
  REQUIRE(symlink("/", at.path("root").c_str()) == 0);
  CHECK(at.pins.list(at.directory.path()).empty());
  CHECK(failure_of([&] { at.pins.remove(at.path("root")); }).cause == "it is a symbolic link, not a pin");
}

TEST_CASE("nothing is pinned over what is there, under a missing parent, or by a name with a dot") {
  NEED_ROOT();
  PinnedPlace at;
  at.pins.add(at.object, at.path("x"));
  CHECK(failure_of([&] { at.pins.add(at.object, at.path("x")); }).error == EEXIST);
  CHECK(failure_of([&] { at.pins.add(at.object, at.path("a/b")); }).error == ENOENT);
  CHECK(failure_of([&] { at.pins.add(at.object, at.path("a.b")); }).cause == "a name in a bpffs can't have a dot");
  const auto no_map = [&] { at.pins.add({model::ObjectKind::map, 0x7fffffff}, at.path("y")); };
  CHECK(failure_of(no_map).kind == ErrorKind::not_found);
  CHECK(at.pins.list(at.directory.path()).size() == 1);
}

TEST_CASE("parents made for a pin that then fails are gone again") {
  NEED_ROOT();
  PinnedPlace at;
  const auto dotted = [&] { at.pins.add(at.object, at.path("made/no.t/x"), {.make_parents = true}); };
  CHECK(failure_of(dotted).cause == "a name in a bpffs can't have a dot");
  CHECK_FALSE(std::filesystem::exists(at.path("made")));
}

TEST_CASE("pins on a read-only mount can't be made or removed, and the message says so") {
  NEED_ROOT();
  PinnedPlace at;
  at.pins.add(at.object, at.path("x"));
  REQUIRE(::mount(nullptr, at.directory.path().c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0);
  CHECK(failure_of([&] { at.pins.add(at.object, at.path("y")); }).error == EROFS);
  CHECK(failure_of([&] { at.pins.remove(at.path("x")); }).error == EROFS);
}

TEST_CASE("a bpffs is mounted only when asked, on an empty directory only, and undone when pinning fails") {
  NEED_ROOT();
  PrivateMounts mounts;
  ScratchDirectory directory;
  kernel::System system;
  kernel::Pins& pins = system.kernel().pins;
  const Descriptor map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "pin_test", 4, 4, 1, nullptr));
  const model::ObjectRef object{model::ObjectKind::map, PinnedPlace::id_of(map.get())};
  const std::string path = directory.path() + "/x";

  const auto failure = failure_of([&] { pins.add(object, path); });
  CHECK(failure.kind == ErrorKind::refused);
  CHECK(failure.cause.starts_with(directory.path() + " is not on a bpffs"));
  CHECK(failure.next_step.find("mount -t bpf bpf /sys/fs/bpf") != std::string::npos);
  CHECK(failure.next_step.find("--mount") != std::string::npos);

  const auto dotted = [&] { pins.add(object, directory.path() + "/a.b/x", {.make_parents = true, .mount = true}); };
  CHECK(failure_of(dotted).error == 0);
  CHECK(std::filesystem::is_empty(directory.path()));
  const auto mounted = [&] {
    const auto points = pins.mounts();
    return std::count(points.begin(), points.end(), directory.path());
  };
  CHECK(mounted() == 0);

  pins.add(object, path, {.mount = true});
  CHECK(mounted() == 1);
  CHECK(pins.find(path)->object == object);
  CHECK(failure_of([&] { pins.mount(directory.path()); }).cause == "it is on a bpffs already");
  REQUIRE(umount2(directory.path().c_str(), 0) == 0);

  std::ofstream(directory.path() + "/file") << "kept";
  CHECK(failure_of([&] { pins.mount(directory.path()); }).cause == "it isn't empty, and what it holds would be hidden");
}

TEST_CASE("files that are no pins are neither opened nor removed") {
  NEED_ROOT();
  PinnedPlace at;
  const ScratchDirectory elsewhere;
  const std::string file = elsewhere.path() + "/file";
  std::ofstream(file) << "kept";
  const std::string no_pin = "it is no pin: pins are files in a bpffs";
  CHECK(failure_of([&] { at.pins.find(file); }).cause == no_pin);
  CHECK(failure_of([&] { at.pins.remove(file); }).cause == no_pin);
  CHECK(std::filesystem::exists(file));
  CHECK(failure_of([&] { at.pins.remove(at.directory.path()); }).cause == "it is a directory, not a pin");
  CHECK(failure_of([&] { at.pins.remove(at.path("nosuch")); }).kind == ErrorKind::not_found);
  CHECK(failure_of([&] { at.pins.list(at.path("nosuch")); }).kind == ErrorKind::not_found);
  CHECK(failure_of([&] { at.pins.list(elsewhere.path()); }).kind == ErrorKind::refused);
}

}  // namespace
}  // namespace bpflens::test
