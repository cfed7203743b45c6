// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/libbpf/mountinfo.hpp"

namespace bpflens::kernel {
namespace {

TEST_CASE("mountinfo lines are read with and without optional fields, and escapes undone") {
  const auto mounts = parse_mountinfo(
      "63 43 0:39 / /sys/fs/bpf rw,relatime shared:4 master:1 - bpf bpf rw,mode=700\n"
      "64 43 0:40 /sub /tmp/a\\040b\\134c\\011 ro - bpf none rw\n"
      "not a line\n"
      "65 43 0:41 / / rw - ext4\n");
  REQUIRE(mounts.size() == 2);
  CHECK(mounts[0] == Mount{"/sys/fs/bpf", "/", "0:39", "bpf", "rw,relatime", "rw,mode=700"});
  CHECK(mounts[1] == Mount{"/tmp/a b\\c\t", "/sub", "0:40", "bpf", "ro", "rw"});
}

TEST_CASE("an option is found whole, not as a part of another") {
  CHECK(has_option("rw,relatime", "rw"));
  CHECK(has_option("rw,relatime", "relatime"));
  CHECK_FALSE(has_option("rw,relatime", "time"));
  CHECK_FALSE(has_option("", "ro"));
}

TEST_CASE("a path is its directory and its name, whatever slashes it has") {
  const auto is = [](const char* path, const char* parent, const char* name) {
    const PinPlace place = place_of(path);
    return place.parent == parent && place.name == name;
  };
  CHECK(is("/sys/fs/bpf/x", "/sys/fs/bpf", "x"));
  CHECK(is("/sys/fs/bpf//x//", "/sys/fs/bpf", "x"));
  CHECK(is("/x", "/", "x"));
  CHECK(is("x", ".", "x"));
}

TEST_CASE("the innermost mount holds a path") {
  const std::vector<std::string> mounts = {"/sys/fs/bpf", "/sys/fs/bpf/in"};
  CHECK(mount_holding(mounts, "/sys/fs/bpf/in/x") == "/sys/fs/bpf/in");
  CHECK(mount_holding(mounts, "/sys/fs/bpf/inside") == "/sys/fs/bpf");
  CHECK(mount_holding(mounts, "/sys/fs/bpf2/x").empty());
}

}  // namespace
}  // namespace bpflens::kernel
