// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Pins as a tree, of other mount namespaces, moved, collected, and what else keeps their objects.
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using model::ObjectKind;

model::Pin pin_of(const char* path, ObjectKind kind, std::uint32_t id) {
  return {.path = path, .mount = "/sys/fs/bpf", .object = model::ObjectRef{kind, id}, .type_name = "t"};
}

FakeKernel with_pins() {
  FakeKernel fake;
  fake.pins.all = {pin_of("/sys/fs/bpf/app/a", ObjectKind::program, 1),
                   pin_of("/sys/fs/bpf/app/b", ObjectKind::link, 2), pin_of("/sys/fs/bpf/c", ObjectKind::map, 3)};
  fake.pins.empty_directories = {"/sys/fs/bpf/app", "/sys/fs/bpf/none/deep", "/sys/fs/bpf/none"};
  model::Link link;
  link.id = {2};
  link.type_name = "xdp";
  link.place = model::place::Interface{};
  fake.links.all = {link};
  return fake;
}

model::Inhabitant web() {
  model::Inhabitant inhabitant{{90, "agent"}, {}};
  inhabitant.dwelling.mount_namespace = 77;
  inhabitant.dwelling.container = model::Container{std::string(64, 'a'), "docker", "web"};
  return inhabitant;
}

TEST_CASE("pin tree shows directories, also empty ones, and what a mount delegates") {
  FakeKernel fake = with_pins();
  fake.pins.delegations["/sys/fs/bpf"] = {.commands = "map_create:prog_load", .maps = "any"};
  CHECK(run("pin tree", fake.kernel).out ==
        "/sys/fs/bpf  delegates cmds=map_create:prog_load maps=any\n"
        "|-- app/\n"
        "|   |-- a  prog 1 t\n"
        "|   `-- b  link 2 t\n"
        "|-- c  map 3 t\n"
        "`-- none/\n"
        "    `-- deep/\n");
  CHECK(run("pin tree /sys/fs/bpf/app", fake.kernel).out ==
        "/sys/fs/bpf/app  delegates cmds=map_create:prog_load maps=any\n"
        "|-- a  prog 1 t\n"
        "`-- b  link 2 t\n");
  fake.pins.all.resize(1);
  fake.pins.empty_directories = {"/sys/fs/bpf/app"};
  CHECK(run("-j pin tree", fake.kernel).out ==
        R"([{"mount":"/sys/fs/bpf","top":"/sys/fs/bpf",)"
        R"("delegate":{"cmds":"map_create:prog_load","maps":"any"},"entries":[{"entry":"app",)"
        R"("path":"/sys/fs/bpf/app","entries":[{"entry":"a","path":"/sys/fs/bpf/app/a","kind":"prog","id":1,)"
        R"("type":"t","uid":0,"gid":0,"mode":"0000","mount":"/sys/fs/bpf"}]}]}])"
        "\n");
}

TEST_CASE("--all-namespaces adds what other mount namespaces see, with who sees it") {
  FakeKernel fake = with_pins();
  fake.pins.all.resize(1);
  model::Pin elsewhere = pin_of("/sys/fs/bpf/x", ObjectKind::map, 4);
  elsewhere.seen_by = web();
  fake.pins.pins_elsewhere = {{elsewhere}, "one is closed"};
  const Outcome listed = run("pin list --all-namespaces", fake.kernel);
  CHECK(listed.out ==
        "PATH               KIND  ID  TYPE  NAME  UID  MODE  SEEN BY\n"
        "/sys/fs/bpf/app/a  prog   1  t             0  0000  -\n"
        "/sys/fs/bpf/x      map    4  t             0  0000  aaaaaaaaaaaa web (docker)\n");
  CHECK(listed.err == "bpflens: pins may be missing: one is closed\n");
  CHECK(run("-j pin list --all-namespaces", fake.kernel)
            .out.find(R"("mount":"/sys/fs/bpf","seen_by":{"pid":90,"comm":"agent","container":{"id":")" +
                      std::string(64, 'a') + R"(","runtime":"docker","name":"web"},"mnt_ns":77}})") !=
        std::string::npos);
  CHECK(run("pin tree --all-namespaces", fake.kernel).out ==
        "/sys/fs/bpf\n"
        "|-- app/\n"
        "|   `-- a  prog 1 t\n"
        "`-- none/\n"
        "    `-- deep/\n"
        "/sys/fs/bpf  mount namespace 77 of agent (90), container aaaaaaaaaaaa web (docker)\n"
        "`-- x  map 4 t\n");
  CHECK(run("pin list /sys/fs/bpf --all-namespaces", fake.kernel).code == 2);
  CHECK(run("pin list --in 90 --all-namespaces", fake.kernel).code == 2);
}

TEST_CASE("--in works in the mount namespace of a process or of a container's") {
  FakeKernel fake = with_pins();
  FakePins inside;
  inside.all = {pin_of("/sys/fs/bpf/x", ObjectKind::map, 4)};
  fake.pins.inside_of[90] = &inside;
  fake.dwellings.here.found = {web()};
  fake.programs.all.resize(1);
  fake.programs.all[0].id = {1};
  CHECK(run("pin list --in 90", fake.kernel).out ==
        "PATH           KIND  ID  TYPE  NAME  UID  MODE\n"
        "/sys/fs/bpf/x  map    4  t             0  0000\n");
  CHECK(run("pin add prog 1 /sys/fs/bpf/y --in web", fake.kernel).code == 0);
  CHECK(run("pin move /sys/fs/bpf/y /sys/fs/bpf/z --in aaaa --parents", fake.kernel).code == 0);
  REQUIRE(inside.all.size() == 2);
  CHECK(inside.all[1].path == "/sys/fs/bpf/z");
  CHECK(inside.options.make_parents);
  CHECK(run("pin remove /sys/fs/bpf/x --in 90", fake.kernel).code == 0);
  CHECK(inside.all.size() == 1);
  CHECK(fake.pins.all.size() == 3);
  CHECK(run("pin list --in nosuch", fake.kernel).err ==
        "bpflens: no process of a container called 'nosuch' is seen here; give a process id or a container\n");
  CHECK(run("pin list --in 91", fake.kernel).code == 3);
}

TEST_CASE("pin move gives another name, and null is its JSON") {
  FakeKernel fake = with_pins();
  CHECK(run("-j pin move /sys/fs/bpf/c /sys/fs/bpf/d", fake.kernel).out == "null\n");
  CHECK(fake.pins.all[2].path == "/sys/fs/bpf/d");
}

TEST_CASE("pin gc removes pins of links that attach nothing, and directories that are empty then") {
  FakeKernel fake = with_pins();
  CHECK(run("pin gc --dry-run", fake.kernel).out ==
        "pin /sys/fs/bpf/app/b would be removed: link 2 attaches to no device any more\n"
        "directory /sys/fs/bpf/none/deep would be removed\n"
        "directory /sys/fs/bpf/none would be removed\n");
  CHECK(fake.pins.all.size() == 3);
  CHECK(run("-j pin gc", fake.kernel).out ==
        R"({"removed_pins":["/sys/fs/bpf/app/b"],"removed_directories":["/sys/fs/bpf/none/deep","/sys/fs/bpf/none"]})"
        "\n");
  CHECK(fake.pins.all.size() == 2);
  CHECK(run("pin gc", fake.kernel).out == "nothing to remove\n");
}

TEST_CASE("pin remove --recursive takes a directory with all that is pinned in it") {
  FakeKernel fake = with_pins();
  CHECK(run("pin remove --recursive /sys/fs/bpf/app --dry-run", fake.kernel).out ==
        "pin /sys/fs/bpf/app/a would be removed\n"
        "pin /sys/fs/bpf/app/b would be removed\n"
        "directory /sys/fs/bpf/app would be removed\n");
  CHECK(run("-j pin remove -r /sys/fs/bpf/app/", fake.kernel).out ==
        R"({"removed_pins":["/sys/fs/bpf/app/a","/sys/fs/bpf/app/b"],"removed_directories":["/sys/fs/bpf/app"]})"
        "\n");
  REQUIRE(fake.pins.all.size() == 1);
  CHECK(run("pin remove -r /sys/fs/bpf", fake.kernel).out ==
        "pin /sys/fs/bpf/c removed\n"
        "directory /sys/fs/bpf/none/deep removed\n"
        "directory /sys/fs/bpf/none removed\n");
}

TEST_CASE("a pin is the last reference when no other pin, descriptor, link, program or attachment keeps the object") {
  FakeKernel fake;
  fake.host.around.capabilities = {"CAP_SYS_ADMIN"};
  fake.pins.all = {pin_of("/sys/fs/bpf/alone", ObjectKind::program, 1),
                   pin_of("/sys/fs/bpf/twice", ObjectKind::program, 2),
                   pin_of("/sys/fs/bpf/again", ObjectKind::program, 2),
                   pin_of("/sys/fs/bpf/held", ObjectKind::program, 3),
                   pin_of("/sys/fs/bpf/linked", ObjectKind::program, 4),
                   pin_of("/sys/fs/bpf/used", ObjectKind::map, 5),
                   pin_of("/sys/fs/bpf/attached", ObjectKind::program, 6),
                   pin_of("/sys/fs/bpf/link", ObjectKind::link, 7),
                   {.path = "/sys/fs/bpf/closed", .mount = "/sys/fs/bpf", .why = "EACCES"}};
  fake.holders.held[ObjectKind::program].by_id[3] = {{.process = {90, "agent"}, .dwelling = {}, .by_link = false}};
  model::Link link;
  link.id = {7};
  link.program = {4};
  fake.links.all = {link};
  fake.programs.all.resize(1);
  fake.programs.all[0].id = {99};
  fake.programs.all[0].map_ids = {{5}};
  fake.cgroups.own = {{.directory = "/c", .path = "/", .id = 1, .programs = {{.program = {6}}}}};
  CHECK(run("pin list", fake.kernel).out ==
        "PATH                  KIND  ID  TYPE  NAME  UID  MODE  LAST  NOTE\n"
        "/sys/fs/bpf/alone     prog   1  t             0  0000  yes\n"
        "/sys/fs/bpf/twice     prog   2  t             0  0000  no\n"
        "/sys/fs/bpf/again     prog   2  t             0  0000  no\n"
        "/sys/fs/bpf/held      prog   3  t             0  0000  no\n"
        "/sys/fs/bpf/linked    prog   4  t             0  0000  no\n"
        "/sys/fs/bpf/used      map    5  t             0  0000  no\n"
        "/sys/fs/bpf/attached  prog   6  t             0  0000  no\n"
        "/sys/fs/bpf/link      link   7  t             0  0000  yes\n"
        "/sys/fs/bpf/closed    -      -  -     -       0  0000  -     EACCES\n");
  fake.host.around.in_user_namespace = true;
  CHECK(run("-j pin list", fake.kernel).out.find("last_reference") == std::string::npos);
}

TEST_CASE("what is mounted in two places, or in parts, is shown once") {
  const model::BpffsMount whole{.point = "/sys/fs/bpf", .device = "0:1", .root = "/"};
  const model::BpffsMount part{.point = "/part", .device = "0:1", .root = "/app"};
  const model::BpffsMount deeper{.point = "/deeper", .device = "0:1", .root = "/app/maps"};
  const model::BpffsMount namesake{.point = "/namesake", .device = "0:1", .root = "/apple"};
  const model::BpffsMount other{.point = "/other", .device = "0:2", .root = "/"};
  const auto points = [](const std::vector<model::BpffsMount>& mounts) {
    std::string all;
    for (const model::BpffsMount& mount : each_once(mounts)) all += mount.point + " ";
    return all;
  };
  CHECK(points({part, whole, other, whole}) == "/sys/fs/bpf /other ");
  CHECK(points({deeper, part, namesake}) == "/part /namesake ");
}

TEST_CASE("the parts of a mount's options that delegate are told apart") {
  const model::Delegation delegation =
      model::delegation_of("rw,delegate_cmds=map_create:prog_load,mode=700,delegate_attachs=0x3");
  CHECK(delegation == model::Delegation{.commands = "map_create:prog_load", .attach_types = "0x3"});
  CHECK(is_empty(model::delegation_of("rw,mode=700")));
}

}  // namespace
}  // namespace bpflens::test
