// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Who holds what, on the real kernel: the two ways of finding out give the same answer.
#include <doctest/doctest.h>

#include <algorithm>

#include "kernel/libbpf/held_files.hpp"
#include "kernel/libbpf/holders.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"

namespace bpflens::test {
namespace {

using kernel::HeldQuestion;
using kernel::HeldWalk;
using model::ObjectKind;

bool iterator_works() { return kernel::held_by_iterator({ObjectKind::program, std::nullopt}).has_value(); }

#define NEED_ITERATOR()                                                    \
  if (!iterator_works()) {                                                 \
    MESSAGE("SKIP: this kernel doesn't load the iterator over all files"); \
    return;                                                                \
  }

// Other processes come and go between the two walks: only this one's files are compared.
std::vector<kernel::HeldFile> own_files(std::optional<HeldWalk> walk) {
  REQUIRE(walk);
  std::erase_if(walk->files, [](const auto& file) { return file.pid != getpid(); });
  std::sort(walk->files.begin(), walk->files.end());
  return walk->files;
}

std::uint32_t id_of_link(int fd) {
  auto info = kernel::zeroed<bpf_link_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
  return info.id;
}

// A program, attached by a link, and its maps.
struct Attached {
  Object object = load_fixture("two_programs");
  bpf_program* program = bpf_object__find_program_by_name(object.get(), "on_sys_enter");
  bpf_link* link = bpf_program__attach(program);
  ~Attached() { bpf_link__destroy(link); }
};

TEST_CASE("the iterator and /proc find the same descriptors of programs, maps and links") {
  NEED_ROOT();
  NEED_ITERATOR();
  const Attached attached;
  REQUIRE(attached.link);
  const std::uint32_t link = id_of_link(bpf_link__fd(attached.link));
  const std::vector<HeldQuestion> questions = {{ObjectKind::program, std::nullopt},
                                               {ObjectKind::map, std::nullopt},
                                               {ObjectKind::link, std::nullopt},
                                               {ObjectKind::program, id_of(attached.program)},
                                               {ObjectKind::link, link}};
  for (const HeldQuestion& question : questions) {
    CAPTURE(static_cast<int>(question.kind));
    const auto by_proc = own_files(kernel::held_by_proc(question));
    CHECK(by_proc == own_files(kernel::held_by_iterator(question)));
    CHECK_FALSE(by_proc.empty());
  }
}

TEST_CASE("a process that holds only a link of a program holds the program, too") {
  NEED_ROOT();
  const Attached attached;
  REQUIRE(attached.link);
  kernel::System system;
  const std::uint32_t program = id_of(attached.program);
  const auto direct = system.kernel().holders.of(ObjectKind::program, program, 1).by_id[program];
  REQUIRE(direct.size() == 1);
  CHECK(direct[0].process.pid == getpid());
  CHECK_FALSE(direct[0].by_link);
  CHECK(direct[0].dwelling.mount_namespace != 0);
  kernel::HeldFile link{ObjectKind::link, 5, program, getpid(), "test"};
  const auto only_link = kernel::holdings_of({.files = {link}, .hidden_processes = 0}, {ObjectKind::program, program});
  CHECK(only_link.by_id.at(program).at(0).by_link);
}

TEST_CASE("processes that may not be looked into make the view a partial one") {
  const auto holdings = kernel::holdings_of({.files = {}, .hidden_processes = 2}, {ObjectKind::map, std::nullopt});
  CHECK(holdings.partial == "the descriptors of 2 processes may not be read (that needs CAP_SYS_PTRACE)");
}

TEST_CASE("in a PID namespace of its own a process says that it doesn't see all, and uses its own numbers") {
  NEED_ROOT();
  const auto answer = in_child([]() -> std::string {
    if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) return "unshare";
    return in_child([]() -> std::string {
             mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
             if (mount("proc", "/proc", "proc", 0, nullptr) != 0) return "mount";
             const Object object = load_fixture("two_programs");
             const std::uint32_t id = id_of(bpf_object__find_program_by_name(object.get(), "on_sys_enter"));
             kernel::System system;
             const auto holdings = system.kernel().holders.of(ObjectKind::program, id, 8000);
             return std::to_string(holdings.by_id.at(id).at(0).process.pid) + " " + holdings.partial;
           })
        .value_or("grandchild");
  });
  CHECK(answer == "1 processes outside this PID namespace can't be seen from here");
}

TEST_CASE("looking for holders leaves nothing behind") {
  NEED_ROOT();
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 3; ++i) kernel::held_by_iterator({ObjectKind::program, std::nullopt});
  CHECK(open_descriptors() == before);
}

}  // namespace
}  // namespace bpflens::test
