// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whose events are shown: by process, control group, container and namespace.
#include <doctest/doctest.h>

#include <cstring>

#include "model/kernel_scope.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using model::Event;

const std::string kId = std::string(60, '0') + "3f2a";
const std::string kOther = std::string(60, '1') + "3f2a";

// Process 42 is in the container kId, 43 in kOther, 44 in none, 45 has gone.
struct Contained : FakeKernel {
  Contained() {
    model::Map map;
    map.id = {7};
    map.type = 4;
    map.name = "events";
    maps.all = {map};
    const auto place = [](std::int32_t pid, const std::string& cgroup, std::uint64_t network) {
      return model::Inhabitant{.process = {pid, ""},
                               .dwelling = {.cgroup = cgroup,
                                            .container = model::container_of(cgroup),
                                            .mount_namespace = network + 2,
                                            .net_namespace = network,
                                            .pid_namespace = network + 1}};
    };
    dwellings.here.found = {place(42, "/docker/" + kId, 100), place(43, "/docker/" + kOther, 200),
                            place(44, "/user.slice", 300)};
    dwellings.cgroups = {{1000, "/docker/" + kId}, {1001, "/docker/" + kId + "/inner"}, {2000, "/docker/" + kOther}};
    dwellings.namespaces = {{"blue", 100}, {"/proc/43/ns/pid", 201}};
    processes.comms = {{42, "curl"}, {43, "sshd"}, {44, "bash"}};
    processes.questions_before_stop = 3;
    events.reads = {{sample(42, 1000), sample(43, 2000), sample(44, 0), sample(45, 0), sample(46, 1001)}};
  }

  static Event sample(std::int32_t pid, std::uint64_t cgroup) {
    return {.pid = pid, .tid = pid, .time = 1700000000'000000005, .cgroup = cgroup};
  }

  // The processes whose events are shown.
  std::vector<int> shown(const std::string& options) {
    const Outcome outcome = run("-j perf stream events " + options, kernel);
    err = outcome.err;
    std::vector<int> pids;
    for (std::size_t at = 0; (at = outcome.out.find("\"pid\":", at)) != std::string::npos; ++at)
      pids.push_back(std::atoi(outcome.out.c_str() + at + 6));
    return pids;
  }
  std::string err;
};

using Pids = std::vector<int>;

TEST_CASE("--pid and --comm, each several times") {
  CHECK(Contained().shown("--pid 42 --pid 44") == Pids{42, 44});
  CHECK(Contained().shown("--comm sshd --comm bash") == Pids{43, 44});
  Contained fake;
  CHECK(fake.shown("--pid 42 --comm sshd").empty());
  CHECK(fake.err == "bpflens: 0 events received, 0 lost, 5 others left out\n");
}

TEST_CASE("--cgroup takes what is below it, by the sample's own control group") {
  Contained fake;
  CHECK(fake.shown("--cgroup /docker/" + kId) == Pids{42, 46});
  CHECK(fake.err ==
        "bpflens: 2 events received, 0 lost, 2 others left out, 1 left out of processes that had gone before they "
        "could be looked at (see --unresolved)\n");
  CHECK(Contained().shown("--unresolved --cgroup /docker/" + kId) == Pids{42, 45, 46});
  CHECK(run("perf stream events --cgroup /nosuch", fake.kernel).err ==
        "bpflens: --cgroup: there is no control group /nosuch\n");
}

TEST_CASE("--container goes by the start of the id") {
  CHECK(Contained().shown("--container " + kId) == Pids{42, 46});
  CHECK(Contained().shown("--container 0000") == Pids{42, 46});
  CHECK(Contained().shown("--container 1111") == Pids{43});
  CHECK(Contained().shown("--container nosuch").empty());
}

TEST_CASE("--netns, --pidns and --mntns go by name, path or inode") {
  CHECK(Contained().shown("--netns blue") == Pids{42});
  CHECK(Contained().shown("--netns 200") == Pids{43});
  CHECK(Contained().shown("--pidns /proc/43/ns/pid") == Pids{43});
  CHECK(Contained().shown("--mntns 302") == Pids{44});
  Contained fake;
  CHECK(
      run("perf stream events --netns red", fake.kernel).err ==
      "bpflens: --netns: no such namespace as 'red' is seen here: give the name of one (ip netns), a process in it, a "
      "path such as /proc/PID/ns/..., or its inode\n");
  CHECK(Contained().shown("--netns 43") == Pids{43});
  CHECK(run("perf stream events --pidns 7", fake.kernel).code == 2);
}

TEST_CASE("a child that had gone lived where its parent did") {
  Contained fake;
  fake.events.namings = {{.pid = 45, .parent = 42, .comm = ""}};
  CHECK(fake.shown("--netns blue") == Pids{42, 45});
}

TEST_CASE("--containers tells each event's") {
  Contained fake;
  const std::string out = run("-j perf stream events --containers", fake.kernel).out;
  CHECK(out.find("\"comm\":\"curl\",\"container\":\"" + kId + "\"") != std::string::npos);
  CHECK(out.find("\"comm\":\"bash\",\"container\":null") != std::string::npos);
  Contained text;
  CHECK(run("perf stream events --containers", text.kernel).out.find("curl             000000000000  ") !=
        std::string::npos);
}

// The program that writes has a scope map, and its map is a ring buffer.
struct Judging : Contained {
  Judging() {
    maps.all[0].type = 27;
    model::Map scope;
    scope.id = {8};
    scope.type = 2;
    scope.name = "bpflens_scope";
    scope.key_size = 4;
    scope.value_size = sizeof(model::KernelScope);
    maps.all.push_back(scope);
    model::Program writer;
    writer.id = {1};
    writer.map_ids = {{7}, {8}};
    programs.all = {writer};
    before.pid_count = 77;
    maps.stores[8][key] = bytes(before);
    events.reads.clear();
    maps.watch = [this](const std::vector<std::byte>& value) { written.push_back(value); };
  }

  static std::vector<std::byte> bytes(const model::KernelScope& scope) {
    const auto all = std::as_bytes(std::span(&scope, 1));
    return {all.begin(), all.end()};
  }
  model::KernelScope first() const {
    model::KernelScope scope;
    REQUIRE(!written.empty());
    std::memcpy(&scope, written[0].data(), sizeof scope);
    return scope;
  }
  std::vector<std::byte> key = std::vector<std::byte>(4);
  model::KernelScope before;
  std::vector<std::vector<std::byte>> written;
};

TEST_CASE("programs that look for themselves are told the scope, and at the end what they were told before") {
  Judging fake;
  CHECK(run("perf stream events --pid 42 --comm curl --cgroup /docker/" + kId + " --netns blue --pidns 101 --mntns 102",
            fake.kernel)
            .code == 0);
  const model::KernelScope scope = fake.first();
  CHECK(scope.checks == 127);
  CHECK(scope.pid_count == 1);
  CHECK(scope.pids[0] == 42);
  CHECK(std::string(scope.comm) == "curl");
  CHECK(scope.cgroup == 1000);
  CHECK(scope.cgroup_level == 2);
  CHECK(scope.network_namespace == 100);
  CHECK(scope.process_namespace == 101);
  CHECK(scope.mount_namespace == 102);
  CHECK(scope.not_pid == 1);
  CHECK(fake.maps.stores[8][fake.key] == Judging::bytes(fake.before));
}

TEST_CASE("a container is its control group to programs that look for themselves") {
  Judging fake;
  run("perf stream events --own --container 0000", fake.kernel);
  CHECK(fake.first().checks == model::kScopeCgroup);
  CHECK(fake.first().cgroup == 1000);
  const Outcome outcome = run("perf stream events --container nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: --container: no process of container nosuch is running\n");
}

TEST_CASE("ring buffers of programs that don't look can't be filtered by process") {
  Judging fake;
  fake.programs.all[0].map_ids = {{7}};
  const Outcome outcome = run("perf stream events --pid 42", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err ==
        "bpflens: records of ring buffers don't tell who wrote them: map 7 can be filtered by process only if its "
        "program includes bpflens/scope.bpf.h\n");
}

}  // namespace
}  // namespace bpflens::test
