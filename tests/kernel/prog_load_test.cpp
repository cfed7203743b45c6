// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Real loads into a bpffs that nobody else sees.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"
#include "support/bpffs.hpp"
#include "support/command.hpp"
#include "support/fixtures.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/private_mounts.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using Pinned = std::vector<std::string>;

TEST_CASE("prog load pins the first program of an object, which lives on") {
  NEED_ROOT();
  Bpffs bpffs;
  const Outcome outcome = bpffs("-j prog load OBJ/two_programs.bpf.o BPF/one");
  REQUIRE(outcome.code == 0);
  const auto json = nlohmann::json::parse(outcome.out);
  CHECK(json["programs"][0]["name"] == "on_sys_enter");
  CHECK(json["maps"].size() == 2);
  CHECK(bpffs.pinned() == Pinned{"prog/one"});
  const auto shown = bpffs("-j prog show pinned BPF/one");
  CHECK(nlohmann::json::parse(shown.out)["id"] == json["programs"][0]["id"]);
}

TEST_CASE("prog loadall pins programs and maps under their names") {
  NEED_ROOT();
  Bpffs bpffs;
  CHECK(bpffs("prog loadall OBJ/two_programs.bpf.o BPF/all pinmaps BPF/all/maps").code == 0);
  CHECK(bpffs.pinned() == Pinned{"map/all/maps/counts", "map/all/maps/two_prog_bss", "prog/all/on_getpgid",
                                 "prog/all/on_sys_enter", "prog/all/pass_everything"});
}

TEST_CASE("prog loadall autoattach pins links where the sections say where to attach") {
  NEED_ROOT();
  if (running_release() < Release{5, 15}) {
    MESSAGE("SKIP: links to tracepoints and uprobes can be pinned since Linux 5.15");
    return;
  }
  Bpffs bpffs;
  bpffs.mounts.mount("tracefs", "/sys/kernel/tracing");
  const Outcome outcome = bpffs("-j prog loadall OBJ/two_programs.bpf.o BPF/all autoattach");
  CHECK(outcome.code == 0);
  CHECK(bpffs.pinned() == Pinned{"link/all/on_getpgid", "link/all/on_sys_enter", "prog/all/pass_everything"});
  CHECK(nlohmann::json::parse(outcome.out)["links"].size() == 2);
}

TEST_CASE("a tracepoint program where tracefs is not mounted is told so, and nothing stays") {
  NEED_ROOT();
  Bpffs bpffs;
  umount2("/sys/kernel/debug", MNT_DETACH);
  umount2("/sys/kernel/tracing", MNT_DETACH);
  const Outcome outcome = bpffs("prog loadall OBJ/two_programs.bpf.o BPF/all autoattach");
  CHECK(outcome.code == 3);
  CHECK(outcome.err ==
        "bpflens: cannot attach program on_getpgid to tracepoint/syscalls/sys_enter_getpgid: ENOENT (No such file or "
        "directory): tracefs is not mounted, so tracepoints can't be found; mount it (mount -t tracefs "
        "tracefs /sys/kernel/tracing) or give --mount\n");
  CHECK(bpffs.entries() == 0);
}

TEST_CASE("with --mount prog loadall mounts the tracefs that its tracepoint programs need") {
  NEED_ROOT();
  if (running_release() < Release{5, 15}) {
    MESSAGE("SKIP: links to tracepoints and uprobes can be pinned since Linux 5.15");
    return;
  }
  Bpffs bpffs;
  umount2("/sys/kernel/debug", MNT_DETACH);
  umount2("/sys/kernel/tracing", MNT_DETACH);
  const Outcome outcome = bpffs("-j prog loadall OBJ/two_programs.bpf.o BPF/all autoattach --mount");
  const bool mounted = access("/sys/kernel/tracing/events", F_OK) == 0;
  umount2("/sys/kernel/tracing", MNT_DETACH);
  CHECK(outcome.code == 0);
  CHECK(mounted);
}

TEST_CASE("prog loadall pins what bpftool pins, under the same names and with the same tags") {
  NEED_ROOT();
  if (!output_of("bpftool version")) {
    MESSAGE("SKIP: bpftool is not installed");
    return;
  }
  Bpffs bpffs;
  const std::string object = fixture_path("two_programs") + " ";
  const std::string top = bpffs.directory.path();
  REQUIRE(output_of("bpftool prog loadall " + object + top + "/a pinmaps " + top + "/m"));
  const Pinned by_bpftool = bpffs.pinned();
  const auto tag = [&](const std::string& name) {
    return nlohmann::json::parse(bpffs("-j prog show pinned BPF/a/" + name).out)["tag"];
  };
  const auto bpftools_tag = tag("on_getpgid");
  std::filesystem::remove_all(top + "/a");
  std::filesystem::remove_all(top + "/m");
  REQUIRE(bpffs("prog loadall OBJ/two_programs.bpf.o BPF/a pinmaps BPF/m").code == 0);
  CHECK(bpffs.pinned() == by_bpftool);
  CHECK(tag("on_getpgid") == bpftools_tag);
}

TEST_CASE("a map pinned before takes the place of the object's") {
  NEED_ROOT();
  Bpffs bpffs;
  REQUIRE(bpffs("prog loadall OBJ/two_programs.bpf.o BPF/a pinmaps BPF/m").code == 0);
  const auto counts = nlohmann::json::parse(bpffs("-j map show pinned BPF/m/counts").out)["id"];
  for (const char* which : {"map name counts", "map idx 0"}) {
    const std::string path = std::string("BPF/") + (which[4] == 'n' ? "by_name" : "by_index");
    const Outcome outcome = bpffs("-j prog load OBJ/two_programs.bpf.o " + path + " " + which + " pinned BPF/m/counts");
    REQUIRE(outcome.code == 0);
    CHECK(nlohmann::json::parse(outcome.out)["programs"][0]["map_ids"][0] == counts);
  }
}

TEST_CASE("what can't be pinned is refused before anything is loaded, and leaves nothing") {
  NEED_ROOT();
  Bpffs bpffs;
  // Not an object at all: had it been opened, the message would be another.
  const Outcome off = bpffs("prog loadall /dev/null /tmp/nowhere");
  CHECK(off.code == 3);
  CHECK(off.err.find("/tmp is not on a bpffs") != std::string::npos);
  const Outcome missing = bpffs("prog load /dev/null BPF/no/such");
  CHECK(missing.code == 3);
  CHECK(missing.err.find("there is no directory") != std::string::npos);
  REQUIRE(bpffs("prog load OBJ/two_programs.bpf.o BPF/taken").code == 0);
  const Outcome taken = bpffs("prog load /dev/null BPF/taken");
  CHECK(taken.code == 3);
  CHECK(taken.err.find("nothing is replaced") != std::string::npos);
  CHECK(bpffs.pinned() == Pinned{"prog/taken"});
}

TEST_CASE("a rejected program leaves no directory behind") {
  NEED_ROOT();
  Bpffs bpffs;
  const Outcome outcome = bpffs("prog loadall OBJ/rejected.bpf.o BPF/made/for/it");
  CHECK(outcome.code == 6);
  CHECK(outcome.err.find("cannot load program unchecked_lookup") != std::string::npos);
  CHECK(bpffs.entries() == 0);
}

TEST_CASE("a pin that is in the way of the second program undoes the first") {
  NEED_ROOT();
  Bpffs bpffs;
  REQUIRE(bpffs("prog load OBJ/two_programs.bpf.o BPF/all/on_getpgid --parents").code == 0);
  const Outcome outcome = bpffs("prog loadall OBJ/two_programs.bpf.o BPF/all pinmaps BPF/maps");
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find("something is pinned there already") != std::string::npos);
  CHECK(bpffs.pinned() == Pinned{"prog/all/on_getpgid"});
  CHECK(bpffs.entries() == 1);
}

TEST_CASE("maps that pin themselves are unpinned when the load fails after all") {
  NEED_ROOT();
  Bpffs bpffs;
  bpffs.mounts.mount("bpf", "/sys/fs/bpf");
  REQUIRE(bpffs("prog load OBJ/two_programs.bpf.o BPF/all/count_runs --parents").code == 0);
  CHECK(bpffs("prog loadall OBJ/pin_by_name.bpf.o BPF/all").code == 3);
  CHECK_FALSE(std::filesystem::exists("/sys/fs/bpf/pinned_by_name"));
  CHECK(bpffs("prog loadall OBJ/pin_by_name.bpf.o BPF/other").code == 0);
  CHECK(std::filesystem::exists("/sys/fs/bpf/pinned_by_name"));
}

TEST_CASE("--mount mounts a bpffs where none is, and takes it away when the load fails") {
  NEED_ROOT();
  Bpffs bpffs;
  const ScratchDirectory plain;
  CHECK(bpffs("prog loadall OBJ/rejected.bpf.o " + plain.path() + "/all --mount").code == 6);
  CHECK(std::filesystem::is_empty(plain.path()));
  CHECK(bpffs("prog loadall OBJ/two_programs.bpf.o " + plain.path() + "/all --mount").code == 0);
  CHECK(std::filesystem::exists(plain.path() + "/all/on_sys_enter"));
  CHECK(umount2(plain.path().c_str(), 0) == 0);
}

}  // namespace
}  // namespace bpflens::test
