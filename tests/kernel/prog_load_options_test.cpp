// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The options of prog load and loadall on the real kernel, in a bpffs that nobody else sees.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"
#include "support/bpffs.hpp"
#include "support/command.hpp"
#include "support/fixtures.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/private_mounts.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using nlohmann::json;

int returned(Bpffs& bpffs, const std::string& pin) {
  const ScratchDirectory scratch;
  const std::string packet = scratch.path() + "/packet";
  std::ofstream(packet) << std::string(64, 'x');
  const Outcome outcome = bpffs("-j prog run " + pin + " --data-in " + packet);
  REQUIRE(outcome.code == 0);
  return json::parse(outcome.out)["retval"];
}

TEST_CASE("--set gives variables of every section other values before the program is loaded") {
  NEED_ROOT();
  Bpffs bpffs;
  REQUIRE(bpffs("prog load OBJ/variables.bpf.o BPF/plain").code == 0);
  CHECK(returned(bpffs, "BPF/plain") == 1 + 20 + 1);
  REQUIRE(bpffs("prog load OBJ/variables.bpf.o BPF/set --set limit=100 --set config.ports[1]=7 --set "
                "config.mode=STRICT --set bonus=0x10")
              .code == 0);
  CHECK(returned(bpffs, "BPF/set") == 100 + 7 + 5 + 16);
  const Outcome unknown = bpffs("prog load OBJ/variables.bpf.o BPF/x --set nosuch=1");
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("the object has no variable nosuch: it has") != std::string::npos);
  CHECK(bpffs("prog load OBJ/variables.bpf.o BPF/x --set limit=99999999999").code == 2);
  CHECK(bpffs("prog load OBJ/variables.bpf.o BPF/x --set config.mode=NOSUCH").code == 2);
  CHECK(bpffs.entries() == 2);
}

TEST_CASE("--only loads the programs named, and says which there are") {
  NEED_ROOT();
  Bpffs bpffs;
  REQUIRE(bpffs("prog loadall OBJ/rejected.bpf.o BPF/some --only accepted").code == 0);
  CHECK(std::filesystem::exists(bpffs.directory.path() + "/some/accepted"));
  CHECK(bpffs("prog load OBJ/variables.bpf.o BPF/other --only other").code == 0);
  const Outcome missing = bpffs("prog loadall OBJ/variables.bpf.o BPF/none --only nosuch");
  CHECK(missing.code == 1);
  CHECK(missing.err.find("there is no program nosuch in it, only total, other") != std::string::npos);
  CHECK(bpffs.entries() == 2);
}

TEST_CASE("--keep-going loads what the verifier accepts, and explains what it rejects") {
  NEED_ROOT();
  Bpffs bpffs;
  const Outcome outcome = bpffs("-j prog loadall OBJ/rejected_in_three.bpf.o BPF/all --keep-going");
  CHECK(outcome.code == 6);
  const json document = json::parse(outcome.out);
  REQUIRE(document["programs"].size() == 2);
  REQUIRE(document["rejected"].size() == 3);
  std::map<std::string, json> rejected;
  for (const json& program : document["rejected"]) rejected[program["name"].get<std::string>()] = program["verifier"];
  CHECK(rejected["no_null_check"]["hint"].get<std::string>().find("NULL") != std::string::npos);
  CHECK(rejected["no_bounds_check"]["hint"].get<std::string>().find("data_end") != std::string::npos);
  CHECK(rejected["unbounded_index"].contains("hint"));
  for (const auto& program : rejected) {
    const std::string& name = program.first;
    const json& report = program.second;
    CAPTURE(name);
    CHECK(report["insn"]["disasm"].get<std::string>().starts_with("("));
    // 5.10 tells the state where it speaks of it.
    if (running_release() > Release{5, 10} || name == "unbounded_index") CHECK(report["registers"].contains("R10"));
    bool failing = false;
    for (const json& line : report["source"]["lines"]) failing |= line.value("failing", false);
    CHECK(failing);
  }
  CHECK(std::filesystem::exists(bpffs.directory.path() + "/all/accepted_too"));
}

TEST_CASE("one rejected program stops all without --keep-going, with the report and its log in a file") {
  NEED_ROOT();
  Bpffs bpffs;
  const ScratchDirectory scratch;
  const Outcome outcome = bpffs("prog loadall OBJ/rejected_in_three.bpf.o BPF/all --log " + scratch.path() + "/log");
  CHECK(outcome.code == 6);
  CHECK(outcome.err.find("  hint: compare the pointer with NULL") != std::string::npos);
  CHECK(outcome.err.find("return (int)*value;") != std::string::npos);
  if (running_release() >= Release{6, 9})
    CHECK(outcome.err.find("  in rejected_in_three.bpf.c:\n") != std::string::npos);
  std::ifstream log(scratch.path() + "/log");
  const std::string text(std::istreambuf_iterator<char>(log), {});
  CHECK(text.find("processed ") != std::string::npos);
  CHECK(bpffs.entries() == 0);
}

TEST_CASE("--dry-run has the kernel verify, and leaves nothing") {
  NEED_ROOT();
  Bpffs bpffs;
  const Outcome good = bpffs("-j prog loadall OBJ/variables.bpf.o --dry-run");
  CHECK(good.code == 0);
  const auto id = json::parse(good.out)["programs"][0]["id"].get<std::uint32_t>();
  CHECK_FALSE(bpffs.system.kernel().programs.find({id}));
  CHECK(bpffs("prog loadall OBJ/rejected.bpf.o BPF/all --dry-run").code == 6);
  CHECK(bpffs.entries() == 0);
}

TEST_CASE("--attach pins the link of what it attaches, by each type's target") {
  NEED_ROOT();
  if (running_release() < Release{5, 15}) {
    MESSAGE("SKIP: links to tracepoints and uprobes can be pinned since Linux 5.15");
    return;
  }
  Bpffs bpffs;
  bpffs.mounts.mount("tracefs", "/sys/kernel/tracing");
  CHECK(bpffs("prog load OBJ/many_types.bpf.o BPF/tp --only on_switch --attach sched:sched_process_exit").code == 0);
  CHECK(bpffs("prog load OBJ/many_types.bpf.o BPF/raw --only on_enter --attach sys_exit").code == 0);
  CHECK(bpffs("prog load OBJ/many_types.bpf.o BPF/xdp --only pass --attach lo").code == 0);
  const Outcome taken = bpffs("prog load OBJ/many_types.bpf.o BPF/xdp2 --only pass --attach lo");
  CHECK(taken.code == 3);
  CHECK(taken.err.find("another program is attached there already") != std::string::npos);
  const Outcome uprobe = bpffs("-j prog load OBJ/many_types.bpf.o BPF/up --only on_probe --attach /bin/bash:readline");
  CHECK(uprobe.code == 0);
  CHECK(json::parse(uprobe.out)["links"][0]["target"] == "/bin/bash:readline");
  CHECK(bpffs("prog load OBJ/many_types.bpf.o BPF/no --only pass --attach nosuchnic")
            .err.find("there is no network interface of that name") != std::string::npos);
  CHECK(bpffs("prog load OBJ/many_types.bpf.o BPF/no --only egress --attach /dev/null").code == 3);
  CHECK(bpffs("prog load OBJ/many_types.bpf.o BPF/no --only on_switch --attach nosuch:nosuch").code == 3);
  CHECK_FALSE(std::filesystem::exists(bpffs.directory.path() + "/no"));
  CHECK(bpffs.entries() == 4);
  for (const char* name : {"tp", "raw", "xdp", "up"}) CHECK(bpffs(std::string("pin remove BPF/") + name).code == 0);
}

TEST_CASE("--replace swaps the program of a pinned link") {
  NEED_ROOT();
  Bpffs bpffs;
  REQUIRE(bpffs("prog load OBJ/variables.bpf.o BPF/link --only other --attach lo").code == 0);
  const Outcome outcome = bpffs("-j prog load OBJ/variables.bpf.o BPF/link --only total --replace");
  CHECK(outcome.code == 0);
  const json document = json::parse(outcome.out);
  const auto program = document["programs"][0]["id"].get<std::uint32_t>();
  CHECK(bpffs.system.kernel().programs.find({program}));
  CHECK(document["links"][0]["prog_id"] == program);
  const Outcome wrong = bpffs("prog load OBJ/many_types.bpf.o BPF/link --only classify --replace");
  CHECK(wrong.code == 3);
  CHECK(bpffs("pin remove BPF/link").code == 0);
}

TEST_CASE("--log-level shows what the verifier says of programs that it accepts") {
  NEED_ROOT();
  Bpffs bpffs;
  const Outcome outcome = bpffs("prog loadall OBJ/variables.bpf.o BPF/v --log-level 1");
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("program total:\n") != std::string::npos);
  CHECK(outcome.err.find("processed ") != std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
