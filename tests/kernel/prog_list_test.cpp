// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <net/if.h>
#include <atomic>
#include <cstdint>

#include <thread>

#include "kernel/libbpf/program_sizes.hpp"
#include "kernel/libbpf/system.hpp"
#include "render/json.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"

namespace bpflens::test {
namespace {

using render::Json;

Json shown(kernel::System& system, std::uint32_t id) {
  const Outcome outcome = run("-j prog show id " + std::to_string(id), system.kernel());
  REQUIRE(outcome.code == 0);
  return Json::parse(outcome.out);
}

TEST_CASE("an id that no program has finds nothing") {
  kernel::System system;
  CHECK_FALSE(system.kernel().programs.find({0x7fffffff}).has_value());
}

TEST_CASE("the memory of programs is the same by iterator and by fdinfo") {
  NEED_ROOT();
  const Object object = load_fixture("many_types");
  kernel::System system;
  const kernel::ProgramSizes sizes = kernel::program_sizes();
  if (sizes.empty()) {
    MESSAGE("SKIP: this kernel doesn't load the iterator over all programs");
    return;
  }
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object.get()) {
    const std::uint32_t id = id_of(program);
    REQUIRE(sizes.contains(id));
    CHECK(sizes.at(id) == system.kernel().programs.find({id})->bytes_memlock);
  }
}

TEST_CASE("every program type is listed with every field that bpftool lists, and the same values") {
  const std::size_t before = open_descriptors();
  {
    const Object object = load_fixture("many_types");
    kernel::System system;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object.get()) {
      const std::uint32_t id = id_of(program);
      const auto oracle = output_of("bpftool -j prog show id " + std::to_string(id));
      if (!oracle) {
        MESSAGE("SKIP: bpftool, whose answers are compared, doesn't run here");
        return;
      }
      const Json theirs = Json::parse(*oracle);
      const Json ours = shown(system, id);
      for (const auto& member : theirs.items()) {
        INFO(std::string(bpf_program__name(program)), ": ", member.key());
        CHECK(ours.value(member.key(), Json()) == member.value());
      }
      CHECK(ours["orphaned"] == false);
    }
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("a name that the kernel cut is shown in full and found in full or cut") {
  const Object object = load_fixture("many_types");
  kernel::System system;
  const bpf_program* program = bpf_object__find_program_by_name(object.get(), "filter_with_a_name_of_30_chars");
  CHECK(shown(system, id_of(program))["name"] == "filter_with_a_name_of_30_chars");
  for (const char* name : {"filter_with_a_name_of_30_chars", "filter_with_a_n"}) {
    const Outcome outcome = run("-j prog show name " + std::string(name), system.kernel());
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("\"id\":" + std::to_string(id_of(program)) + ",") != std::string::npos);
  }
}

TEST_CASE("metadata that the author left in the program is shown, typed") {
  const Object object = load_fixture("many_types");
  kernel::System system;
  const std::string id = std::to_string(id_of(bpf_object__find_program_by_name(object.get(), "pass")));
  const std::string text = run("prog show " + id, system.kernel()).out;
  CHECK(text.substr(text.find("metadata:")) ==
        "metadata:\n"
        "        author = \"somebody \\\"quoted\\\"\"\n"
        "        number = -7\n"
        "        big = 18446744073709551615\n"
        "        version = {\"major\":1,\"minor\":22}\n");
}

TEST_CASE("with -f a program is shown with the names that pin it") {
  const auto text = in_child([] {
    if (!mount_own_bpffs()) return std::string("skip");
    const Object object = load_fixture("many_types");
    bpf_program* program = bpf_object__find_program_by_name(object.get(), "pass");
    if (bpf_program__pin(program, "/sys/fs/bpf/pinned_pass") != 0) return std::string("not pinned");
    kernel::System system;
    const Outcome outcome = run("-j -f prog show pinned /sys/fs/bpf/pinned_pass", system.kernel());
    return to_string(Json::parse(outcome.out)["pinned"]);
  });
  if (text == "skip") {
    MESSAGE("SKIP: no mount namespace of its own");
    return;
  }
  CHECK(text.value_or("failed") == "[\"/sys/fs/bpf/pinned_pass\"]");
}

TEST_CASE("a program with more maps than one question has room for is shown with all of them") {
  constexpr std::size_t kMaps = 63;  // the most that every kernel allows
  std::vector<kernel::Descriptor> maps;
  std::vector<bpf_insn> instructions;
  for (std::size_t i = 0; i < kMaps; ++i) {
    maps.emplace_back(bpf_map_create(BPF_MAP_TYPE_ARRAY, "one_of_many", 4, 8, 1, nullptr));
    instructions.push_back(instruction(0x18, 1, BPF_PSEUDO_MAP_FD, 0, maps.back().get()));
    instructions.push_back(instruction(0, 0, 0, 0, 0));
  }
  instructions.push_back(instruction(0xb7, 0, 0, 0, 0));
  instructions.push_back(instruction(0x95, 0, 0, 0, 0));
  const kernel::Descriptor fd = load_program(BPF_PROG_TYPE_SOCKET_FILTER, "mapper", instructions);
  kernel::System system;
  const Outcome outcome = run("-j prog show name mapper", system.kernel());
  CHECK(Json::parse(outcome.out)["map_ids"].size() == kMaps);
}

TEST_CASE("programs that come and go during the walk don't disturb the list") {
  const std::vector<bpf_insn> nothing = {instruction(0xb7, 0, 0, 0, 0), instruction(0x95, 0, 0, 0, 0)};
  std::atomic<bool> stop = false;
  std::thread churn([&] {
    while (!stop) load_program(BPF_PROG_TYPE_SOCKET_FILTER, "fleeting", nothing);
  });
  kernel::System system;
  for (int i = 0; i < 100; ++i) CHECK_NOTHROW(system.kernel().programs.list());
  stop = true;
  churn.join();
}

TEST_CASE("who may not list programs is told so with status 4") {
  const auto text = in_child([] {
    if (setgid(65534) != 0 || setuid(65534) != 0) return std::string("not dropped");
    kernel::System system;
    const Outcome outcome = run("-j prog list", system.kernel());
    return std::to_string(outcome.code) + " " + outcome.out;
  });
  CHECK(text.value_or("failed") ==
        "4 {\"error\":\"cannot list programs: EPERM (Operation not permitted): this process has neither CAP_BPF nor "
        "CAP_SYS_ADMIN; run it as root (sudo bpflens ...)\"}\n");
}

}  // namespace
}  // namespace bpflens::test
