// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

// An object with two programs, of which the first attaches by itself, and two maps.
struct Loadable : FakeKernel {
  Loadable() {
    model::Program first{.id = {12}, .type = 5, .type_name = "tracepoint", .name = "on_exec", .tag = {1}};
    first.map_ids = {{3}};
    model::Program second{.id = {13}, .type = 6, .type_name = "xdp", .name = "filter", .tag = {2}};
    loader.programs = {first, second};
    loader.maps = {{.id = {3}, .type_name = "hash", .name = "counts"},
                   {.id = {4}, .type_name = "array", .name = "trace.rodata"}};
    loader.nowhere = {13};
  }

  std::vector<std::string> pinned() const {
    std::vector<std::string> paths;
    for (const model::Pin& pin : pins.all)
      paths.push_back(std::string(word(pin.object->kind)) + " " + std::to_string(pin.object->id) + " " + pin.path);
    return paths;
  }
};

using Paths = std::vector<std::string>;

TEST_CASE("prog loadall pins every program under its name and says what it loaded") {
  Loadable fake;
  const Outcome outcome = run("prog loadall a.o /sys/fs/bpf/a", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.err == "");
  CHECK(outcome.out ==
        "KIND  ID  TYPE        NAME     TAG               PINNED\n"
        "prog  12  tracepoint  on_exec  0100000000000000  /sys/fs/bpf/a/on_exec\n"
        "prog  13  xdp         filter   0200000000000000  /sys/fs/bpf/a/filter\n"
        "map    3  hash        counts   -                 -\n");
  CHECK(fake.pinned() == Paths{"prog 12 /sys/fs/bpf/a/on_exec", "prog 13 /sys/fs/bpf/a/filter"});
  CHECK(fake.pins.prepared == Paths{"/sys/fs/bpf/a"});
  CHECK(fake.pins.options.make_parents);
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("prog load asks for the first program only and pins it at the path") {
  Loadable fake;
  fake.loader.programs.pop_back();
  const Outcome outcome = run("prog load a.o /sys/fs/bpf/a", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(fake.loader.requests[0].first_program_only);
  CHECK(fake.pinned() == Paths{"prog 12 /sys/fs/bpf/a"});
  CHECK(fake.pins.prepared == Paths{"/sys/fs/bpf"});
  CHECK_FALSE(fake.pins.options.make_parents);
}

TEST_CASE("prog loadall -j is one document of programs, maps and links") {
  Loadable fake;
  fake.loader.programs.pop_back();
  const Outcome outcome = run("-j prog loadall a.o /sys/fs/bpf/a autoattach pinmaps /sys/fs/bpf/m", fake.kernel);
  CHECK(outcome.code == 0);
  const auto json = nlohmann::ordered_json::parse(outcome.out);
  CHECK(json["programs"].size() == 1);
  CHECK(json["programs"][0]["id"] == 12);
  CHECK(json["maps"][0]["pinned"].dump() == R"(["/sys/fs/bpf/m/counts"])");
  CHECK(json["maps"][1]["pinned"].dump() == R"(["/sys/fs/bpf/m/trace_rodata"])");
  CHECK(json["links"].dump() ==
        R"([{"id":101,"type":"tracing","prog_id":12,"target":"section/target","pinned":["/sys/fs/bpf/a/on_exec"]}])");
}

TEST_CASE("with autoattach a program whose section doesn't say where is pinned itself, and that is said") {
  Loadable fake;
  const Outcome outcome = run("prog loadall a.o /sys/fs/bpf/a autoattach", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.err == "bpflens: the section of filter does not say where to attach it: pinning the program itself\n");
  CHECK(fake.pinned() == Paths{"link 101 /sys/fs/bpf/a/on_exec", "prog 13 /sys/fs/bpf/a/filter"});
}

TEST_CASE("bpftool's words become the request") {
  Loadable fake;
  fake.maps.all = {{.id = {7}, .name = "shared"}};
  const std::string line =
      "prog load a.o /sys/fs/bpf/a type xdp dev eth0 map idx 1 id 7 map name counts name shared pinmaps /sys/fs/bpf/m";
  CHECK(run(line, fake.kernel).code == 0);
  const kernel::LoadRequest& request = fake.loader.requests[0];
  CHECK(request.path == "a.o");
  CHECK(request.type == 6);
  CHECK(request.attach_type == 37);
  CHECK(request.device == "eth0");
  REQUIRE(request.reuse.size() == 2);
  CHECK(request.reuse[0].index == 1);
  CHECK(request.reuse[0].with.value == 7);
  CHECK(request.reuse[1].name == "counts");
  CHECK(request.reuse[1].with.value == 7);
}

TEST_CASE("a type can be named as prog list names it") {
  Loadable fake;
  CHECK(run("prog load a.o /sys/fs/bpf/a --type sched_cls", fake.kernel).code == 0);
  CHECK(fake.loader.requests[0].type == 3);
  const Outcome outcome = run("prog load a.o /sys/fs/bpf/b --type nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err ==
        "bpflens: 'nosuch' is neither a program type nor the start of a section name (see bpflens feature list "
        "prog_types)\n");
}

TEST_CASE("a map to replace that can't be told is a usage error, before anything is loaded") {
  Loadable fake;
  CHECK(run("prog load a.o /sys/fs/bpf/a --map counts", fake.kernel).err ==
        "bpflens: --map wants NAME=MAP or idx:N=MAP, not 'counts'\n");
  CHECK(run("prog load a.o /sys/fs/bpf/a --map idx:one=7", fake.kernel).err ==
        "bpflens: 'idx:one' is no index: give idx:N\n");
  CHECK(run("prog load a.o /sys/fs/bpf/a --map counts=9", fake.kernel).err == "bpflens: no map with id 9\n");
  CHECK(fake.loader.requests.empty());
}

TEST_CASE("a path that is taken is refused before anything is loaded") {
  Loadable fake;
  fake.pins.all = {{.path = "/sys/fs/bpf/a", .object = model::ObjectRef{model::ObjectKind::map, 1}}};
  const Outcome outcome = run("-j prog load a.o /sys/fs/bpf/a", fake.kernel);
  CHECK(outcome.code == 3);
  CHECK(outcome.out == "{\"error\":\"something is pinned at /sys/fs/bpf/a already, and nothing is replaced\"}\n");
  CHECK(fake.loader.requests.empty());
  CHECK(fake.pins.all.size() == 1);
}

TEST_CASE("when one pin fails, those made before are taken away and the object is unloaded") {
  Loadable fake;
  fake.pins.refuses = "/sys/fs/bpf/a/filter";
  const Outcome outcome = run("prog loadall a.o /sys/fs/bpf/a pinmaps /sys/fs/bpf/m", fake.kernel);
  CHECK(outcome.code == 3);
  CHECK(fake.pinned().empty());
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("pins that loading itself has made are taken away with the others") {
  Loadable fake;
  fake.pins.refuses = "/sys/fs/bpf/a/filter";
  fake.loader.own_pins = {"/sys/fs/bpf/counts"};
  fake.pins.all = {{.path = "/sys/fs/bpf/counts", .object = model::ObjectRef{model::ObjectKind::map, 3}}};
  CHECK(run("prog loadall a.o /sys/fs/bpf/a", fake.kernel).code == 3);
  CHECK(fake.pinned().empty());
}

TEST_CASE("a signal while pinning leaves nothing pinned") {
  for (int questions = 0; questions < 5; ++questions) {
    Loadable fake;
    fake.processes.questions_before_stop = questions;
    const Outcome outcome = run("prog loadall a.o /sys/fs/bpf/a pinmaps /sys/fs/bpf/m", fake.kernel);
    CHECK(outcome.code == 3);
    CHECK(outcome.err == "bpflens: stopped by a signal: nothing stays loaded\n");
    CHECK(outcome.out == "");
    CHECK(fake.pinned().empty());
  }
}

TEST_CASE("a rejected program ends with status 6") {
  Loadable fake;
  fake.loader.failure = kernel::Failure{.kind = kernel::ErrorKind::verifier,
                                        .operation = "load program filter from",
                                        .subject = "a.o",
                                        .cause = "the verifier rejected it: R0 !read_ok",
                                        .log = "0: (95) exit\nR0 !read_ok\n"};
  const Outcome outcome = run("prog load a.o /sys/fs/bpf/a", fake.kernel);
  CHECK(outcome.code == 6);
  CHECK(outcome.err ==
        "bpflens: cannot load program filter from a.o: the verifier rejected it: R0 !read_ok\n"
        "  instruction 0: (95) exit\n"
        "  hint: a variable is read that has no value on this path: initialise it, and return a value at the end\n");
  const auto json = nlohmann::json::parse(run("-j prog load a.o /sys/fs/bpf/a", fake.kernel).out);
  CHECK(json["error"] == "cannot load program filter from a.o: the verifier rejected it: R0 !read_ok");
  CHECK(json["verifier"]["reason"] == "R0 !read_ok");
  CHECK(json["verifier"]["insn"]["slot"] == 0);
  CHECK(json["verifier"]["log"] == "0: (95) exit\nR0 !read_ok\n");
}

TEST_CASE("with --keep-going what was rejected is in the table, explained, and ends with status 6") {
  Loadable fake;
  fake.loader.rejected = {{.kind = kernel::ErrorKind::verifier,
                           .operation = "load program bad from",
                           .subject = "a.o",
                           .cause = "the verifier rejected it: R0 !read_ok",
                           .log = "0: (95) exit\nR0 !read_ok\n",
                           .program = "bad"}};
  const Outcome outcome = run("prog loadall a.o /sys/fs/bpf/a --keep-going", fake.kernel);
  CHECK(outcome.code == 6);
  CHECK(fake.loader.requests[0].keep_going);
  CHECK(outcome.out.find("prog   -  rejected    bad      -                 -\n") != std::string::npos);
  CHECK(outcome.err.find("cannot load program bad from a.o") != std::string::npos);
  CHECK(fake.pinned().size() == 2);
  const auto json = nlohmann::json::parse(run("-j prog loadall a.o /sys/fs/bpf/b --keep-going", fake.kernel).out);
  CHECK(json["rejected"][0]["name"] == "bad");
  CHECK(json["rejected"][0]["verifier"]["reason"] == "R0 !read_ok");
}

TEST_CASE("--dry-run pins and attaches nothing; without it and --hold a path is needed") {
  Loadable fake;
  const Outcome outcome = run("prog loadall a.o --dry-run --only filter --log-level 2", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.err == "bpflens: dry run: nothing stays loaded\n");
  CHECK(fake.pinned().empty());
  CHECK(fake.pins.prepared.empty());
  CHECK(fake.loader.closed == 1);
  CHECK(fake.loader.requests[0].only == Paths{"filter"});
  CHECK(fake.loader.requests[0].log_level == 2);
  CHECK(run("prog loadall a.o", fake.kernel).code == 2);
  CHECK(run("prog loadall a.o --dry-run --hold", fake.kernel).code == 2);
  CHECK(run("prog loadall a.o --dry-run --attach eth0", fake.kernel).code == 2);
}

TEST_CASE("--attach names a target for all programs or for one, and pins the link") {
  Loadable fake;
  CHECK(run("prog loadall a.o /sys/fs/bpf/a --attach eth0 --attach on_exec=sched:sched_switch", fake.kernel).code == 0);
  CHECK(fake.loader.calls == Paths{"attach_to 12 sched:sched_switch", "attach_to 13 eth0"});
  CHECK(fake.pinned() == Paths{"link 101 /sys/fs/bpf/a/on_exec", "link 102 /sys/fs/bpf/a/filter"});
}

TEST_CASE("--hold keeps what it loaded until a signal comes, without pins") {
  Loadable fake;
  fake.processes.questions_before_stop = 5;
  const Outcome outcome = run("prog loadall a.o --hold --autoattach", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.err ==
        "bpflens: the section of filter does not say where to attach it\n"
        "bpflens: loaded until Ctrl-C\n");
  CHECK(fake.pinned().empty());
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("--replace updates the pinned link, and nothing else will do") {
  Loadable fake;
  fake.loader.programs.pop_back();
  fake.pins.all = {{.path = "/sys/fs/bpf/l", .object = model::ObjectRef{model::ObjectKind::link, 7}},
                   {.path = "/sys/fs/bpf/p", .object = model::ObjectRef{model::ObjectKind::program, 1}}};
  const Outcome outcome = run("-j prog load a.o /sys/fs/bpf/l --replace", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(fake.loader.calls == Paths{"replace 12 /sys/fs/bpf/l"});
  CHECK(nlohmann::json::parse(outcome.out)["links"][0]["pinned"][0] == "/sys/fs/bpf/l");
  CHECK(run("prog load a.o /sys/fs/bpf/p --replace", fake.kernel).code == 2);
  CHECK(run("prog load a.o /sys/fs/bpf/nosuch --replace", fake.kernel).code == 2);
  CHECK(run("prog loadall a.o /sys/fs/bpf/l --replace", fake.kernel).code == 2);
  CHECK(fake.loader.requests.size() == 1);
}

TEST_CASE("--set wants a variable that the object has") {
  Loadable fake;
  CHECK(run("prog load a.o /sys/fs/bpf/a --set limit=1", fake.kernel).err ==
        "bpflens: the object has no variable limit: it has none with BTF\n");
  CHECK(run("prog load a.o /sys/fs/bpf/a --set limit", fake.kernel).err ==
        "bpflens: --set wants VARIABLE=VALUE, not 'limit'\n");
  CHECK(fake.loader.requests.empty());
}

TEST_CASE("what was done to an object to make it load is said on standard error") {
  Loadable fake;
  fake.loader.notices = {"a.o: upgraded 1 map"};
  CHECK(run("prog loadall a.o /sys/fs/bpf/a", fake.kernel).err == "bpflens: a.o: upgraded 1 map\n");
}

}  // namespace
}  // namespace bpflens::test
