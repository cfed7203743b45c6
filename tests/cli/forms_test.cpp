// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

FakeKernel with_programs() {
  FakeKernel fake;
  for (const std::uint32_t id : {12U, 345U}) {
    model::Program program;
    program.id = {id};
    program.type_name = "xdp";
    if (id == 12) program.name = "filter";
    fake.programs.all.push_back(program);
  }
  return fake;
}

TEST_CASE("a list is printed in the form asked for, wherever the options stand") {
  FakeKernel fake = with_programs();
  const auto out = [&](const std::string& line) { return run(line, fake.kernel).out; };
  CHECK(out("-q prog list") == "12\n345\n");
  CHECK(out("prog list -q -j") == "[12,345]\n");
  CHECK(out("prog list --fields name,id") == "NAME     ID\nfilter   12\n-       345\n");
  CHECK(out("prog list --fields id --no-headers") == " 12\n345\n");
  CHECK(out("prog show --fields id id 12") == "ID\n12\n");
  CHECK(out("-o csv prog list --fields id,name") == "id,name\n12,filter\n345,\n");
  CHECK(out("prog list -o jsonl --fields id,name") == "{\"id\":12,\"name\":\"filter\"}\n{\"id\":345}\n");
  CHECK(out("prog show 12 -o json --fields name") == "{\"name\":\"filter\"}\n");
  CHECK(out("prog list -o json") == out("-j prog list"));
  CHECK(out("prog list -o text") == out("prog list"));
  const std::string table = out("prog list");
  CHECK(out("prog list --no-headers") == table.substr(table.find('\n') + 1));
}

TEST_CASE("programs get names as they are, terminals escaped ones") {
  FakeKernel fake;
  fake.pins.all = {{.path = "/sys/fs/bpf/\x1b[31m", .mount = "/sys/fs/bpf"}};
  const auto out = [&](const std::string& line) { return run(line, fake.kernel).out; };
  CHECK(out("pin list -q") == "/sys/fs/bpf/\x1b[31m\n");
  CHECK(out("pin list -o csv --fields path") == "path\n/sys/fs/bpf/\x1b[31m\n");
  fake.host.columns = 80;
  CHECK(out("pin list -q") == "/sys/fs/bpf/\\x1b[31m\n");
  CHECK(out("pin list -o csv --fields path") == "path\n/sys/fs/bpf/\\x1b[31m\n");
}

TEST_CASE("what makes no sense for a verb is a usage error before anything is done") {
  FakeKernel fake = with_programs();
  const auto message = [&](const std::string& line) {
    const Outcome outcome = run(line, fake.kernel);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(message("map list --fields nosuch") ==
        "bpflens: map list has no field 'nosuch': there are id, type, name, flags, dev, bytes_key, bytes_value, "
        "max_entries, bytes_memlock, owner_prog_type, owner_jited, frozen, btf_id, pinned, pids, map_extra, full_name, "
        "pids_partial\n");
  CHECK(message("prog pin 12 /sys/fs/bpf/x -q") ==
        "bpflens: prog pin prints no list: -q, --fields, --no-headers, -o csv and -o jsonl are for those that do\n");
  CHECK(fake.pins.all.empty());
  CHECK(message("prog list -q --fields id") == "bpflens: -q prints one field alone: leave --fields out\n");
  CHECK(message("-j prog list -o csv") == "bpflens: -j asks for JSON, and -o for csv: leave out one of the two\n");
}

TEST_CASE("documents that are no lists have rows in the forms of lists") {
  FakeKernel fake;
  const auto out = [&](const std::string& line) { return run(line, fake.kernel).out; };
  CHECK(out("feature check prog:xdp map:hash -o csv --fields requirement,answer") ==
        "requirement,answer\nprog:xdp,yes\nmap:hash,yes\n");
  CHECK(out("feature check prog:xdp map:hash -q") == "prog:xdp\nmap:hash\n");
  CHECK(out("feature probe -o csv --fields group,name,value").find("map_types,have_ringbuf_map_type,true\n") !=
        std::string::npos);
  CHECK(out("object show " + fixture_path("filter") + " --fields group,name") ==
        "GROUP     NAME\n"
        "-         file\n-         bytes\n-         license\n-         gpl_compatible\n-         compiler\n"
        "btf       types\nbtf       bytes\n"
        "programs  filter\n"
        "maps      counts\nmaps      .rodata\nmaps      .bss\n"
        "globals   dropped\nglobals   shortest\n");
  CHECK(out("object show " + fixture_path("filter") + " --relocations -o jsonl --fields function,insn")
            .starts_with("{\"function\":\"filter\",\"insn\":6}\n"));
  CHECK(run("pin tree -q", fake.kernel).code == 2);
}

TEST_CASE("errors of lists are JSON where JSON was asked for") {
  FakeKernel fake = with_programs();
  CHECK(run("prog show 7 -o json --fields id", fake.kernel).out == "{\"error\":\"no program with id 7\"}\n");
  CHECK(run("prog show 7 -o csv", fake.kernel).out.empty());
  CHECK(run("prog lisst -o json", fake.kernel).out ==
        "{\"error\":\"unknown prog command 'lisst': did you mean list?\"}\n");
  fake.programs.failure = kernel::Failure{.operation = "list programs"};
  CHECK(run("prog list -o json -q", fake.kernel).out == "{\"error\":\"cannot list programs\"}\n");
  CHECK(run("prog list -q", fake.kernel).out.empty());
}

TEST_CASE("every list has its objects in the schemas, with the field that names them") {
  FakeKernel fake = with_programs();
  for (const char* line : {"prog list", "map list", "link list", "link list --all", "pin list", "perf list", "net list",
                           "cgroup show /x", "cgroup tree", "feature helpers", "feature kfuncs", "doctor"}) {
    const Outcome csv = run(std::string(line) + " -o csv", fake.kernel);
    CHECK_MESSAGE(csv.err.empty(), line);
    const Outcome ids = run(std::string(line) + " -q", fake.kernel);
    CHECK_MESSAGE(ids.err.empty(), line);
    CHECK_MESSAGE(csv.out.find(',') != std::string::npos, line);
  }
}

}  // namespace
}  // namespace bpflens::test
