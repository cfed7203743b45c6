// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cerrno>

#include "kernel/libbpf/attach_failure.hpp"
#include "kernel/libbpf/load_failure.hpp"
#include "object/header.hpp"

namespace bpflens::test {
namespace {

using kernel::Failure;

TEST_CASE("the last lines of a verifier log leave out its statistics") {
  const std::string log =
      "0: R1=ctx() R10=fp0\n; return *value;\n7: (79) r0 = *(u64 *)(r0 +0)\n"
      "R0 invalid mem access 'map_value_or_null'\nverification time 88 usec\nstack depth 4\n"
      "processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n\n";
  CHECK(kernel::last_meaningful_lines(log) == "R0 invalid mem access 'map_value_or_null'");
  CHECK(kernel::last_meaningful_lines("7: (79) r0 = *(u64 *)(r0 +0)\n") == "7: (79) r0 = *(u64 *)(r0 +0)");
  CHECK(kernel::last_meaningful_lines("") == "");
}

TEST_CASE("the verifier's own reason and suggestion are quoted word for word") {
  const std::string log =
      "7: (79) r0 = *(u64 *)(r0 +0)\nReason: R0 may be NULL\nSuggestion: check it\nprocessed 8 insns\n";
  CHECK(kernel::last_meaningful_lines(log) == "Reason: R0 may be NULL | Suggestion: check it");
}

TEST_CASE("the failing program is found in libbpf's messages") {
  CHECK(kernel::failing_program({"map 'm': created", "prog 'x': BPF program load failed: Operation not permitted"}) ==
        "x");
  CHECK_FALSE(kernel::failing_program({"map 'x': failed to create: Invalid argument(-22)"}).has_value());
}

TEST_CASE("libbpf's advice on ulimit is not passed on") {
  const Failure failure =
      kernel::load_failure("a.o", EINVAL, std::nullopt, "",
                           {"permission error while running as root; try raising 'ulimit -l'? current value: 8.0 MiB",
                            "map 'm': failed to create: Invalid argument(-22)", "failed to load object 'a'"});
  CHECK(message(failure) ==
        "cannot load a.o: EINVAL (Invalid argument): libbpf says: map 'm': failed to create: Invalid argument(-22)");
}

TEST_CASE("a section says where to attach when something follows its slash") {
  CHECK(kernel::section_says_where(5, "tracepoint/syscalls/sys_enter_write"));
  CHECK(kernel::section_says_where(2, "?kprobe/do_exit"));
  CHECK_FALSE(kernel::section_says_where(2, "kprobe"));
  CHECK_FALSE(kernel::section_says_where(5, "tracepoint/"));
  CHECK_FALSE(kernel::section_says_where(6, "xdp/devmap"));
}

std::string cause(const std::string& bytes) {
  const auto problem = object::header_problem(std::as_bytes(std::span(bytes)));
  return problem ? problem->cause : "";
}

// An ELF header with these bytes at the places that are judged.
std::string header(char elf_class, char order, char machine, char type) {
  std::string bytes = std::string(
                          "\x7f"
                          "ELF",
                          4) +
                      elf_class + order + std::string(58, '\0');
  bytes[16] = type;
  bytes[18] = machine;
  return bytes;
}

TEST_CASE("a header tells what a file is, if no BPF object for this machine") {
  CHECK(cause(header(2, 1, '\xf7', 1)) == "");
  CHECK(cause(header(2, 1, 0, 1)) == "");
  CHECK(cause(header(1, 1, '\xf7', 1)) == "it is a 32-bit ELF file, and BPF objects have 64 bits");
  CHECK(cause(header(2, 2, '\xf7', 1)) == "it was compiled for the big-endian byte order, which is not this machine's");
  CHECK(cause(header(2, 1, 62, 1)) == "it was compiled for x86-64, not for BPF");
  CHECK(cause(header(2, 1, '\xf7', 2)) == "it is a linked ELF file, not an object");
  CHECK(cause(header(2, 1, '\xf7', 1).substr(0, 30)) == "the ELF header is cut off");
  CHECK(cause("BC\xc0\xde....") == "it is LLVM bitcode, not an object");
}

}  // namespace
}  // namespace bpflens::test
