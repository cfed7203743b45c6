// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/core.hpp"

#include <doctest/doctest.h>

#include "btf/packed.hpp"
#include "btf/presence.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::test {
namespace {

using btf::CoreAnswer;
using model::CoreKind;

// A kernel with a task_struct whose pid sits in a union without name, an enumeration and two versions of a name.
struct KernelTypes {
  KernelTypes() {
    const int number = blob.integer("int", 4, BTF_INT_SIGNED);
    const int proxy = blob.structure("nsproxy", 8, {{"uts_ns", blob.pointer(number), 0}});
    const int inner = blob.choice("", 4, {{"pid", number, 0}, {"tid", number, 0}});
    blob.structure("task_struct", 64,
                   {{"", inner, 0},
                    {"nsproxy", blob.pointer(proxy), 64},
                    {"comm", blob.array(number, 4), 128},
                    {"state", blob.pointer(number), 256}});
    blob.enumeration("bpf_func_id", 4, {{"BPF_FUNC_unspec", 0}, {"BPF_FUNC_loop", 181}});
    blob.alias("pid_t", number);
    types = btf::Types::parse(blob.bytes());
    REQUIRE(types.has_value());
  }
  BtfBlob blob;
  std::optional<btf::Types> types;
};

// What a program was compiled with: names with a flavour, members of which the kernel has some.
struct Program {
  Program() {
    const int number = blob.integer("int", 4, BTF_INT_SIGNED);
    task = blob.structure("task_struct___mine", 64,
                          {{"pid", number, 0},
                           {"nsproxy", blob.pointer(number), 64},
                           {"comm", blob.array(number, 8), 128},
                           {"state", number, 384},
                           {"future", number, 416}});
    missing = blob.structure("no_such_struct", 4, {{"x", number, 0}});
    functions = blob.enumeration("bpf_func_id___mine", 4, {{"BPF_FUNC_loop___mine", 1}, {"BPF_FUNC_future", 2}});
    pid = blob.alias("pid_t", number);
    types = btf::Types::parse(blob.bytes());
    REQUIRE(types.has_value());
  }
  BtfBlob blob;
  std::optional<btf::Types> types;
  int task, missing, functions, pid;
};

CoreAnswer ask(CoreKind kind, int type, const std::string& access) {
  static const KernelTypes kernel;
  static const Program program;
  const btf::CoreTarget target(*program.types, *kernel.types);
  return target.ask({.slot = 0, .kind = kind, .type = static_cast<std::uint32_t>(type), .access = access});
}

std::string told(CoreKind kind, int type, const std::string& access) {
  const CoreAnswer answer = ask(kind, type, access);
  const char* words[] = {"found", "missing", "unknown"};
  return answer.name + ": " + words[static_cast<int>(answer.outcome)] +
         (answer.problem.empty() ? "" : ": " + answer.problem);
}

TEST_CASE("members are found by name, whatever the flavour, in members without a name too") {
  const Program program;
  CHECK(told(CoreKind::member_offset, program.task, "0:0") == "task_struct.pid: found");
  CHECK(told(CoreKind::member_offset, program.task, "0:1") == "task_struct.nsproxy: found");
  CHECK(told(CoreKind::member_size, program.task, "0:2") == "task_struct.comm: found");
  CHECK(told(CoreKind::member_offset, program.task, "0:2:3") == "task_struct.comm[3]: found");
}

TEST_CASE("members that are missing, or something else, say so") {
  const Program program;
  CHECK(told(CoreKind::member_offset, program.task, "0:4") ==
        "task_struct.future: missing: struct task_struct: it has no member future");
  CHECK(told(CoreKind::member_exists, program.task, "0:3") ==
        "task_struct.state: missing: struct task_struct: member state is of another kind there");
  CHECK(told(CoreKind::member_offset, program.task, "0:2:6") ==
        "task_struct.comm[6]: missing: struct task_struct: the array has only 4 elements");
  CHECK(told(CoreKind::member_offset, program.missing, "0:0") ==
        "no_such_struct.x: missing: the kernel has no struct no_such_struct");
}

TEST_CASE("types and enumerators are found or missing") {
  const Program program;
  CHECK(told(CoreKind::type_exists, program.task, "0") == "task_struct: found");
  CHECK(told(CoreKind::type_exists, program.pid, "0") == "pid_t: found");
  CHECK(told(CoreKind::type_size, program.missing, "0") ==
        "no_such_struct: missing: the kernel has no struct no_such_struct");
  CHECK(told(CoreKind::enumerator_exists, program.functions, "0") == "bpf_func_id.BPF_FUNC_loop: found");
  CHECK(told(CoreKind::enumerator_value, program.functions, "1") ==
        "bpf_func_id.BPF_FUNC_future: missing: enum bpf_func_id: it has no enumerator BPF_FUNC_future");
  CHECK(told(CoreKind::local_type_id, program.missing, "0") == "no_such_struct: found");
}

TEST_CASE("relocations that make no sense are unknown, not missing") {
  const Program program;
  for (const char* access : {"", "0:99", "x", "0:", "0:0:0", "99999999999"})
    CHECK(ask(CoreKind::member_offset, program.task, access).outcome == CoreAnswer::Outcome::unknown);
  CHECK(ask(CoreKind::member_offset, 0, "0").outcome == CoreAnswer::Outcome::unknown);
  CHECK(ask(CoreKind::member_offset, 9999, "0").outcome == CoreAnswer::Outcome::unknown);
  CHECK(ask(static_cast<CoreKind>(77), program.task, "0").outcome == CoreAnswer::Outcome::unknown);
}

TEST_CASE("what a person names is looked up through members, pointers and enumerators") {
  const KernelTypes kernel;
  for (const char* path : {"task_struct", "task_struct.pid", "task_struct.nsproxy.uts_ns", "task_struct.comm", "pid_t",
                           "bpf_func_id.BPF_FUNC_loop", "int"})
    CHECK(btf::absence(*kernel.types, path) == "");
  CHECK(btf::absence(*kernel.types, "nothing") == "there is no nothing");
  CHECK(btf::absence(*kernel.types, "task_struct.nsproxy.net_ns") == "task_struct.nsproxy has no net_ns");
  CHECK(btf::absence(*kernel.types, "task_struct.pid.x") == "task_struct.pid has no x");
  CHECK(btf::absence(*kernel.types, "bpf_func_id.BPF_FUNC_future") == "bpf_func_id has no BPF_FUNC_future");
}

TEST_CASE("a packed blob comes out as it went in, and a damaged one not at all") {
  const KernelTypes kernel;
  const auto blob = kernel.blob.bytes();
  const std::string packed = btf::pack(blob);
  CHECK(btf::unpack(packed, blob.size()) == blob);
  CHECK_FALSE(btf::unpack(packed, blob.size() + 1).has_value());
  CHECK_FALSE(btf::unpack(packed.substr(0, packed.size() / 2), blob.size()).has_value());
  CHECK_FALSE(btf::unpack("no base64!", blob.size()).has_value());
  CHECK_FALSE(btf::unpack("", 1U << 30).has_value());
  for (std::size_t size = 0; size < 9; ++size) {
    const std::vector<std::byte> bytes(size, std::byte{0x5a});
    CHECK(btf::unpack(btf::pack(bytes), size) == bytes);
  }
}

}  // namespace
}  // namespace bpflens::test
