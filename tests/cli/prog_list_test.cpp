// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

model::Program xdp_program() {
  model::Program program;
  program.id = {12};
  program.type = 6;
  program.type_name = "xdp";
  program.name = "filter";
  program.tag = {0xde, 0xad, 0xbe, 0xef, 0, 1, 2, 3};
  program.gpl_compatible = true;
  program.loaded_at = std::chrono::system_clock::time_point(std::chrono::seconds(1700000000));
  program.bytes_translated = 64;
  program.bytes_jited = 100;
  program.bytes_memlock = 4096;
  program.map_ids = {{3}, {4}};
  program.btf_id = model::BtfId{7};
  return program;
}

constexpr auto kXdpJson =
    R"({"id":12,"type":"xdp","name":"filter","tag":"deadbeef00010203","gpl_compatible":true,)"
    R"("loaded_at":1700000000,"uid":0,"orphaned":false,"bytes_xlated":64,"jited":true,"bytes_jited":100,)"
    R"("bytes_memlock":4096,"map_ids":[3,4],"btf_id":7})";

TEST_CASE("prog list prints a table with one line a program") {
  FakeKernel fake;
  fake.programs.all = {xdp_program()};
  const Outcome outcome = run("prog list", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "ID  TYPE  NAME    TAG               UID  XLATED  JITED  MAPS  HELD BY\n"
        "12  xdp   filter  deadbeef00010203    0      64    100  3,4   -\n");
}

model::Holder agent() {
  const std::string id(64, 'a');
  return {.process = {812, "cilium-agent"},
          .dwelling = {"/kubepods/pod7/" + id, model::container_of("/kubepods/pod7/" + id), 4026531841},
          .by_link = false};
}

TEST_CASE("who holds a program is part of every listing, with container, control group and mount namespace") {
  FakeKernel fake;
  fake.programs.all = {xdp_program()};
  model::Holder by_link{.process = {900, "observer"}, .dwelling = {}, .by_link = true};
  fake.holders.held[model::ObjectKind::program].by_id[12] = {agent(), by_link};
  CHECK(run("prog list", fake.kernel).out ==
        "ID  TYPE  NAME    TAG               UID  XLATED  JITED  MAPS  HELD BY\n"
        "12  xdp   filter  deadbeef00010203    0      64    100  3,4   cilium-agent(812),observer(900)\n");
  const std::string id(64, 'a');
  const std::string pids = R"(,"pids":[{"pid":812,"comm":"cilium-agent","cgroup":"/kubepods/pod7/)" + id +
                           R"(","container":{"id":")" + id +
                           R"(","runtime":"kubernetes"},"mnt_ns":4026531841},)"
                           R"({"pid":900,"comm":"observer","via":"link"}]})";
  std::string expected = kXdpJson;
  expected.replace(expected.size() - 1, 1, pids);
  CHECK(run("-j prog show 12", fake.kernel).out == expected + "\n");
  const std::string text = run("prog show 12", fake.kernel).out;
  CHECK(text.find("held by:         cilium-agent (process 812), container aaaaaaaaaaaa (kubernetes), cgroup "
                  "/kubepods/pod7/" +
                  id + ", mount namespace 4026531841\n") != std::string::npos);
  CHECK(text.find("held by:         observer (process 900) by a link\n") != std::string::npos);
}

TEST_CASE("a view of the holders that is not the whole one is said to be so") {
  FakeKernel fake;
  fake.programs.all = {xdp_program()};
  fake.holders.held[model::ObjectKind::program].partial = "the descriptors of 3 processes may not be read";
  const Outcome outcome = run("-j prog show 12", fake.kernel);
  CHECK(outcome.out.find(R"("pids_partial":"the descriptors of 3 processes may not be read"})") != std::string::npos);
  CHECK(outcome.err == "bpflens: holders may be missing: the descriptors of 3 processes may not be read\n");
}

TEST_CASE("prog list -j is bpftool's array, prog show ID its object") {
  FakeKernel fake;
  fake.programs.all = {xdp_program()};
  CHECK(run("-j prog list", fake.kernel).out == "[" + std::string(kXdpJson) + "]\n");
  for (const char* line : {"prog show 12 -j", "-j prog show id 12", "-j prog show name filter",
                           "-j prog show tag DEADBEEF00010203", "-j pro sh filter"})
    CHECK(run(line, fake.kernel).out == std::string(kXdpJson) + "\n");
}

TEST_CASE("a program that doesn't exist is an error with status 1, in JSON too") {
  FakeKernel fake;
  const Outcome outcome = run("-j prog show name nosuch", fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(outcome.out == "{\"error\":\"no program named nosuch\"}\n");
  CHECK(outcome.err == "bpflens: no program named nosuch\n");
}

TEST_CASE("a missing permission is told with its cause and status 4") {
  FakeKernel fake;
  fake.programs.failure = kernel::Failure{.kind = kernel::ErrorKind::permission,
                                          .operation = "list programs",
                                          .error = 1,
                                          .cause = "this process lacks CAP_SYS_ADMIN",
                                          .next_step = "run it as root"};
  const Outcome outcome = run("prog list", fake.kernel);
  CHECK(outcome.code == 4);
  CHECK(outcome.err ==
        "bpflens: cannot list programs: EPERM (Operation not permitted): this process lacks CAP_SYS_ADMIN; "
        "run it as root\n");
}

TEST_CASE("a program bound to a device is shown with it, and one whose device has gone as orphaned") {
  FakeKernel fake;
  model::Program bound = xdp_program();
  bound.map_ids.clear();
  bound.device = model::OffloadDevice{3, 4, 4026531840, "eth0"};
  model::Program orphan;
  orphan.id = {13};
  orphan.type_name = "xdp";
  orphan.orphaned = true;
  fake.programs.all = {bound, orphan};
  CHECK(run("-j prog show 12", fake.kernel)
            .out.find(R"("dev":{"ifindex":3,"ns_dev":4,"ns_inode":4026531840,"ifname":"eth0"})") != std::string::npos);
  CHECK(run("-j prog show 13", fake.kernel).out ==
        R"({"id":13,"type":"xdp","tag":"0000000000000000","gpl_compatible":false,"orphaned":true,"bytes_xlated":0,)"
        R"("jited":false})"
        "\n");
  CHECK(run("prog show 13", fake.kernel).out ==
        "id:        13\n"
        "type:      xdp\n"
        "tag:       0000000000000000\n"
        "orphaned:  yes: the device it was bound to is gone\n");
}

}  // namespace
}  // namespace bpflens::test
