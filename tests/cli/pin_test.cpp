// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using model::ObjectKind;

void add_objects(FakeKernel& fake) {
  fake.programs.all.resize(2);
  fake.programs.all[0].id = {12};
  fake.programs.all[0].name = "filter";
  fake.programs.all[1].id = {13};
  fake.programs.all[1].name = "both";
  fake.maps.all.resize(2);
  fake.maps.all[0].id = {12};
  fake.maps.all[0].name = "counts";
  fake.maps.all[1].id = {14};
  fake.maps.all[1].name = "both";
}

model::Pin map_pin() {
  return {.path = "/sys/fs/bpf/app/counts",
          .mount = "/sys/fs/bpf",
          .mode = 0600,
          .uid = 1000,
          .gid = 100,
          .object = model::ObjectRef{ObjectKind::map, 12},
          .type_name = "hash",
          .name = "counts"};
}

TEST_CASE("pin list prints a table with one line a pin") {
  FakeKernel fake;
  fake.pins.all = {map_pin()};
  CHECK(run("pin list", fake.kernel).out ==
        "PATH                    KIND  ID  TYPE  NAME     UID  MODE\n"
        "/sys/fs/bpf/app/counts  map   12  hash  counts  1000  0600\n");
}

TEST_CASE("pin list -j is an array of objects and what couldn't be opened says why") {
  FakeKernel fake;
  fake.pins.all = {map_pin(), {.path = "/sys/fs/bpf/x", .mount = "/sys/fs/bpf", .why = "EACCES"}};
  CHECK(run("-j pin list", fake.kernel).out ==
        R"([{"path":"/sys/fs/bpf/app/counts","kind":"map","id":12,"type":"hash","name":"counts","uid":1000,)"
        R"("gid":100,"mode":"0600","mount":"/sys/fs/bpf"},)"
        R"({"path":"/sys/fs/bpf/x","why":"EACCES","uid":0,"gid":0,"mode":"0000",)"
        R"("mount":"/sys/fs/bpf"}])"
        "\n");
  CHECK(run("pin list", fake.kernel).out ==
        "PATH                    KIND  ID  TYPE  NAME     UID  MODE  NOTE\n"
        "/sys/fs/bpf/app/counts  map   12  hash  counts  1000  0600\n"
        "/sys/fs/bpf/x           -      -  -     -          0  0000  EACCES\n");
}

TEST_CASE("pin list of a directory is what is below it") {
  FakeKernel fake;
  fake.pins.all = {map_pin(), {.path = "/sys/fs/bpf/x"}};
  CHECK(run("-j pin list /sys/fs/bpf/app", fake.kernel).out.find("/sys/fs/bpf/x") == std::string::npos);
}

TEST_CASE("a directory that may not be opened is a missing permission") {
  FakeKernel fake;
  fake.pins.unreadable = "/sys/fs/bpf/app";
  const Outcome outcome = run("pin list /sys/fs/bpf/app", fake.kernel);
  CHECK(outcome.code == 4);
  CHECK(outcome.err == "bpflens: cannot open /sys/fs/bpf/app: EACCES\n");
}

TEST_CASE("without a bpffs there are no pins, which standard error explains") {
  FakeKernel fake;
  fake.pins.mount_points.clear();
  const Outcome outcome = run("-j pin list", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "[]\n");
  CHECK(outcome.err == "bpflens: no bpffs is mounted here, so nothing can be pinned (mount -t bpf bpf /sys/fs/bpf)\n");
}

TEST_CASE("objects are pinned by kind and reference, or by a reference that only one fits") {
  const auto pinned = [](const std::string& line) {
    FakeKernel fake;
    add_objects(fake);
    const Outcome outcome = run(line, fake.kernel);
    CHECK(outcome.code == 0);
    CHECK(outcome.out == "");
    return fake.pins.all.empty() ? model::ObjectRef{} : fake.pins.all[0].object.value();
  };
  const model::ObjectRef program{ObjectKind::program, 12};
  const model::ObjectRef map{ObjectKind::map, 12};
  CHECK(pinned("pin add prog 12 /sys/fs/bpf/x") == program);
  CHECK(pinned("pin add prog id 12 /sys/fs/bpf/x") == program);
  CHECK(pinned("pin add filter /sys/fs/bpf/x") == program);
  CHECK(pinned("prog pin id 12 /sys/fs/bpf/x") == program);
  CHECK(pinned("map pin name counts /sys/fs/bpf/x") == map);
  CHECK(pinned("pin add map counts /sys/fs/bpf/x") == map);
  CHECK(pinned("pin add link 3 /sys/fs/bpf/x") == model::ObjectRef{ObjectKind::link, 3});
}

TEST_CASE("a reference that fits several objects is refused with their names") {
  FakeKernel fake;
  add_objects(fake);
  const Outcome outcome = run("pin add both /sys/fs/bpf/x", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: 'both' means several objects: prog 13, map 14; say which by kind and id\n");
  CHECK(fake.pins.all.empty());
}

TEST_CASE("pin add with a word too few, a wrong kind or no object there is told apart") {
  FakeKernel fake;
  add_objects(fake);
  CHECK(run("pin add prog 12", fake.kernel).code == 2);
  CHECK(run("pin add 12", fake.kernel).code == 2);
  CHECK(run("pin add nosuch 12 /sys/fs/bpf/x", fake.kernel).err ==
        "bpflens: 'nosuch' is no kind of object: there are prog, map and link\n");
  const Outcome outcome = run("-j pin add map nosuch /sys/fs/bpf/x", fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(outcome.out == "{\"error\":\"no map named nosuch\"}\n");
  CHECK(fake.pins.all.empty());
}

TEST_CASE("--parents and --mount are passed on, and only when given") {
  FakeKernel fake;
  add_objects(fake);
  CHECK(run("-j prog pin 12 /sys/fs/bpf/x --parents --mount", fake.kernel).out == "null\n");
  CHECK(fake.pins.options.make_parents);
  CHECK(fake.pins.options.mount);
  run("prog pin 12 /sys/fs/bpf/x", fake.kernel);
  CHECK_FALSE(fake.pins.options.make_parents);
  CHECK_FALSE(fake.pins.options.mount);
}

TEST_CASE("pin remove takes several pins, and none when one of them isn't there") {
  FakeKernel fake;
  fake.pins.all = {{.path = "/sys/fs/bpf/a"}, {.path = "/sys/fs/bpf/b"}};
  const Outcome wrong = run("pin remove /sys/fs/bpf/a /sys/fs/bpf/c", fake.kernel);
  CHECK(wrong.code == 1);
  CHECK(wrong.err == "bpflens: nothing is pinned at /sys/fs/bpf/c; nothing was removed\n");
  CHECK(fake.pins.all.size() == 2);
  CHECK(run("-j pin remove /sys/fs/bpf/a /sys/fs/bpf/b", fake.kernel).out == "null\n");
  CHECK(fake.pins.all.empty());
  CHECK(run("pin remove", fake.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
