// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"

#include "cli/run.hpp"
#include "object/elf_image.hpp"

namespace bpflens::test {
namespace {

// The words offered for the last of these; descriptions cut off.
std::vector<std::string> offered(std::vector<std::string> words, kernel::Kernel& kernel) {
  words.insert(words.begin(), "__complete");
  std::ostringstream out;
  std::ostringstream err;
  CHECK(cli::run(words, kernel, out, err) == 0);
  CHECK(err.str().empty());
  std::istringstream lines(out.str());
  std::vector<std::string> offers;
  for (std::string line; std::getline(lines, line);) offers.push_back(line.substr(0, line.find('\t')));
  return offers;
}

using Words = std::vector<std::string>;

FakeKernel with_objects() {
  FakeKernel fake;
  model::Program program;
  program.id = {12};
  program.type_name = "xdp";
  program.name = "filter";
  fake.programs.all = {program};
  model::Map map;
  map.id = {34};
  map.type_name = "hash";
  map.name = "flows";
  fake.maps.all = {map};
  return fake;
}

TEST_CASE("nouns and verbs are completed, with or without options before them") {
  FakeKernel fake;
  CHECK(offered({"pro"}, fake.kernel) == Words{"prog"});
  CHECK(offered({"-j", "--color", "never", "pro"}, fake.kernel) == Words{"prog"});
  CHECK(offered({"prog", "sh"}, fake.kernel) == Words{"show"});
  CHECK(offered({"pro", "sh"}, fake.kernel) == Words{"show"});
  CHECK(offered({"help", "prog", "sh"}, fake.kernel) == Words{"show"});
  CHECK(offered({"nosuch"}, fake.kernel).empty());
}

TEST_CASE("options of the command and of every command are completed") {
  FakeKernel fake;
  CHECK(offered({"prog", "list", "--js"}, fake.kernel) == Words{"--json"});
  CHECK(offered({"--col"}, fake.kernel) == Words{"--color"});
  CHECK(offered({"prog", "list", "-o"}, fake.kernel) == Words{"-o"});
  CHECK(offered({"prog", "list", "-o", "j"}, fake.kernel) == Words{"json", "jsonl"});
}

TEST_CASE("the few values of an option are completed") {
  FakeKernel fake;
  CHECK(offered({"prog", "list", "--color", "a"}, fake.kernel) == Words{"always", "auto"});
}

TEST_CASE("objects that exist are completed by id and by name") {
  FakeKernel fake = with_objects();
  CHECK(offered({"prog", "show", "1"}, fake.kernel) == Words{"12"});
  CHECK(offered({"prog", "show", "f"}, fake.kernel) == Words{"filter"});
  CHECK(offered({"prog", "show", "name", ""}, fake.kernel) == Words{"filter"});
  CHECK(offered({"prog", "show", "id", ""}, fake.kernel) == Words{"12"});
  CHECK(offered({"prog", "show", "tag", ""}, fake.kernel) == Words{"0000000000000000"});
  CHECK(offered({"map", "show", ""}, fake.kernel) == Words{"34", "flows", "id", "name", "pinned"});
}

TEST_CASE("pins are completed where a path is begun or wanted") {
  FakeKernel fake = with_objects();
  fake.pins.all = {
      {.path = "/sys/fs/bpf/a", .mount = "/sys/fs/bpf", .object = model::ObjectRef{model::ObjectKind::program, 12}},
      {.path = "/sys/fs/bpf/b", .mount = "/sys/fs/bpf", .object = model::ObjectRef{model::ObjectKind::map, 34}}};
  CHECK(offered({"prog", "show", "/"}, fake.kernel) == Words{"/sys/fs/bpf/a"});
  CHECK(offered({"map", "show", "pinned", ""}, fake.kernel) == Words{"/sys/fs/bpf/b"});
}

TEST_CASE("values of options are completed by what they are") {
  FakeKernel fake = with_objects();
  CHECK(offered({"feature", "helpers", "--prog-type", "x"}, fake.kernel) == Words{"xdp"});
  CHECK(offered({"feature", "helpers", "--helper", "bpf_x"}, fake.kernel) == Words{"bpf_xdp_adjust_head"});
  CHECK(offered({"prog", "load", "--type", ""}, fake.kernel) == Words{"socket_filter", "xdp"});
  CHECK(offered({"map", "create", "--type", ""}, fake.kernel) == Words{"hash", "ringbuf"});
  CHECK(offered({"map", "create", "--inner-map", "f"}, fake.kernel) == Words{"flows"});
  CHECK(offered({"map", "create", "--flags", "mm"}, fake.kernel) == Words{"mmapable"});
  CHECK(offered({"map", "create", "--flags", "mmapable,no_p"}, fake.kernel) == Words{"mmapable,no_prealloc"});
  CHECK(offered({"feature", "kfuncs", "--kfunc", ""}, fake.kernel) == Words{"bpf_task_from_pid"});
  model::Inhabitant one;
  one.dwelling.container = model::Container{.id = "0123", .runtime = "docker", .name = "web"};
  fake.dwellings.here.found = {one, one};
  CHECK(offered({"prog", "list", "--container", ""}, fake.kernel) == Words{"web"});
}

TEST_CASE("fields are those of what the verb lists, behind those that are named already") {
  FakeKernel fake;
  CHECK(offered({"prog", "list", "--fields", "t"}, fake.kernel) == Words{"tag", "type"});
  CHECK(offered({"prog", "list", "--fields", "id,type,ta"}, fake.kernel) == Words{"id,type,tag"});
  CHECK(offered({"prog", "list", "--fields", "type,ty"}, fake.kernel).empty());
  CHECK(offered({"link", "list", "--fields", "so"}, fake.kernel).empty());
  CHECK(offered({"link", "list", "--all", "--fields", "so"}, fake.kernel) == Words{"source"});
  CHECK(offered({"cgroup", "show", "--fields", "attach_t"}, fake.kernel) == Words{"attach_type"});
  CHECK(offered({"prog", "load", "--fields", ""}, fake.kernel).empty());
}

TEST_CASE("a value may stand behind a sign, in one word or, as bash has it, in three") {
  FakeKernel fake;
  CHECK(offered({"prog", "list", "--fields=na"}, fake.kernel) == Words{"--fields=name"});
  CHECK(offered({"prog", "list", "--fields", "=", "na"}, fake.kernel) == Words{"name"});
  CHECK(offered({"net", "list", "--dev", "="}, fake.kernel) == Words{"eth0", "lo"});
  CHECK(offered({"prog", "list", "--nosuch=na"}, fake.kernel).empty());
}

TEST_CASE("network devices and control groups are completed, by bpftool's words too") {
  FakeKernel fake;
  fake.cgroups.directories = {"/sys/fs/cgroup/a", "/sys/fs/cgroup/a/", "/sys/fs/cgroup/b"};
  for (const Words& words : {Words{"net", "list", "--dev", "e"},
                             {"net", "show", "dev", "e"},
                             {"feature", "probe", "--dev", "e"},
                             {"prog", "load", "x.o", "/x", "dev", "e"},
                             {"map", "create", "/x", "type", "hash", "dev", "e"},
                             {"prog", "load", "--attach", "e"}})
    CHECK(offered(words, fake.kernel) == Words{"eth0"});
  CHECK(offered({"prog", "load", "--attach", "filter=e"}, fake.kernel) == Words{"filter=eth0"});
  CHECK(offered({"map", "create", "/x", "type", "ha"}, fake.kernel) == Words{"hash"});
  for (const Words& words : {Words{"prog", "list", "--cgroup", "/sys/fs/cgroup/a"},
                             {"cgroup", "show", "/sys/fs/cgroup/a"},
                             {"perf", "stream", "--cgroup", "/sys/fs/cgroup/a"}})
    CHECK(offered(words, fake.kernel) == Words{"/sys/fs/cgroup/a", "/sys/fs/cgroup/a/"});
}

TEST_CASE("types are those of the files and maps on the line, members those of the type") {
  FakeKernel fake = with_objects();
  const std::string object = fixture_path("map_values");
  CHECK(offered({"perf", "run", object, "--type", "sam"}, fake.kernel) == Words{"sample"});
  CHECK(offered({"map", "dump", "34", "--btf", object, "--type", "sam"}, fake.kernel) == Words{"sample"});
  CHECK(offered({"map", "dump", "34", "--btf=" + object, "--type", "sam"}, fake.kernel) == Words{"sample"});
  for (const std::string option : {"--type", "--key-type", "--value-type"})
    CHECK(offered({"map", "dump", "34", "--btf", object, option, "sam"}, fake.kernel) == Words{"sample"});
  CHECK(offered({"map", "create", "/x", "--btf", object, "--value-type", "sam"}, fake.kernel) == Words{"sample"});
  CHECK(offered({"map", "create", "/x", "--value-type", "sam"}, fake.kernel).empty());
  CHECK(offered({"map", "dump", "34", "--type", "sam"}, fake.kernel).empty());
  fake.programs.all[0].map_ids = {{34}};
  fake.programs.all[0].btf_id = model::BtfId{5};
  const auto bytes = fixture_bytes("map_values");
  const auto image = object::Image::read(bytes);
  const object::Bytes btf = std::get<object::Image>(image).section(".BTF")->bytes;
  fake.types.blobs[5] = {btf.begin(), btf.end()};
  CHECK(offered({"perf", "stream", "34", "--type", "sam"}, fake.kernel) == Words{"sample"});
  CHECK(offered({"perf", "stream", "34", "--type", "sample", "--fields", ""}, fake.kernel) ==
        Words{"count", "mode", "name", "pid"});
  CHECK(offered({"perf", "stream", "34", "--type", "sample", "--fields", "pid,co"}, fake.kernel) == Words{"pid,count"});
  CHECK(offered({"perf", "stream", "34", "--type", "sample", "--as", "pi"}, fake.kernel) == Words{"pid="});
  CHECK(offered({"perf", "stream", "nosuch", "--type", ""}, fake.kernel).empty());
  CHECK(offered({"map", "dump", "34", "--type", "sam"}, fake.kernel).empty());  // nor would it be known there
  fake.maps.all[0].btf_id = model::BtfId{5};
  for (const Words& named : {Words{"34"}, {"flows"}, {"id", "34"}})
    for (const std::string option : {"--type", "--key-type", "--value-type"}) {
      Words words = {"map", "lookup"};
      words.insert(words.end(), named.begin(), named.end());
      words.insert(words.end(), {"1", option, "sam"});
      CHECK(offered(words, fake.kernel) == Words{"sample"});
    }
}

TEST_CASE("the programs to load are those of the object on the line, not the kernel's") {
  FakeKernel fake = with_objects();
  const std::string object = fixture_path("two_programs");
  for (const std::string verb : {"load", "loadall"}) {
    CHECK(offered({"prog", verb, object, "/x", "--only", ""}, fake.kernel) ==
          Words{"on_getpgid", "on_sys_enter", "pass_everything"});
    CHECK(offered({"prog", verb, object, "--only=p"}, fake.kernel) == Words{"--only=pass_everything"});
    CHECK(offered({"prog", verb, "--only", ""}, fake.kernel).empty());
    CHECK(offered({"prog", verb, object, "--attach", "pa"}, fake.kernel) == Words{"pass_everything="});
    CHECK(offered({"prog", verb, object, "--map", "c"}, fake.kernel) == Words{"counts="});
    CHECK(offered({"prog", verb, object, "--map", "counts=f"}, fake.kernel) == Words{"counts=flows"});
    CHECK(offered({"prog", verb, object, "--map", "counts", "=", "f"}, fake.kernel) == Words{"flows"});
    CHECK(offered({"prog", verb, object, "--map", "counts", "="}, fake.kernel) == Words{"34", "flows"});
    CHECK(offered({"prog", verb, fixture_path("variables"), "--set", "li"}, fake.kernel) == Words{"limit="});
  }
  CHECK(offered({"perf", "run", fixture_path("perf_output"), "--map", ""}, fake.kernel) == Words{"records"});
  for (const std::string none : {"/nosuch", "-", "/dev/tty", "/proc/self/maps"})
    CHECK(offered({"prog", "load", none, "--only", ""}, fake.kernel).empty());
}

TEST_CASE("files that are none, or would be waited for, give no types") {
  FakeKernel fake;
  CHECK(offered({"perf", "run", "/nosuch", "--type", ""}, fake.kernel).empty());
  CHECK(offered({"perf", "run", "-", "--type", ""}, fake.kernel).empty());
  CHECK(offered({"perf", "run", "/dev/tty", "--type", ""}, fake.kernel).empty());
  CHECK(offered({"perf", "run", "/proc/self/maps", "--type", ""}, fake.kernel).empty());
}

TEST_CASE("who may not list objects is offered none, and no error") {
  FakeKernel fake = with_objects();
  fake.programs.failure = kernel::Failure{.kind = kernel::ErrorKind::permission, .operation = "list programs"};
  CHECK(offered({"prog", "show", "f"}, fake.kernel).empty());
}

}  // namespace
}  // namespace bpflens::test
