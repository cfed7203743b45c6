// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "cli/batch_command.hpp"
#include "render/json.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

// "1: prog|show|id|12", a line a command; a problem in the place of words.
std::string read(const std::string& text) {
  std::istringstream in(text);
  std::size_t lines_read = 0;
  std::string all;
  while (const auto command = cli::next_command(in, lines_read)) {
    std::string words = command->problem;
    for (const std::string& word : command->words) words += (words.empty() ? "" : "|") + word;
    all += std::to_string(command->line) + ": " + words + "\n";
  }
  return all;
}

Outcome batch(const std::string& options, const std::string& text, kernel::Kernel& kernel) {
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/batch";
  std::ofstream(path) << text;
  Outcome outcome = run(options + " batch " + path, kernel);
  for (std::size_t at = 0; (at = outcome.err.find(path)) != std::string::npos;)
    outcome.err.replace(at, path.size(), "FILE");
  return outcome;
}

TEST_CASE("a batch file has a command a line, as for bpftool") {
  CHECK(read("") == "");
  CHECK(read("prog list") == "1: prog|list\n");
  CHECK(read("# nothing\n\n  \t\nprog\tlist  # all of them\nmap list\r\n") == "4: prog|list\n5: map|list\n");
  CHECK(read("prog \\\n show \\\n id 12\nmap list\n") == "1: prog|show|id|12\n4: map|list\n");
  CHECK(read("x 'a b' \"c'd\" '' e'f 'g\n") == "1: x|a b|c'd||ef g\n");
  CHECK(read("x '#1' # 'y\n") == "1: x|#1\n");
  CHECK(read("x 'y\nz\n") == "1: the quoted string has no end\n2: z\n");
  CHECK(read("x \\\n") == "1: the line that should go on is the last one\n");
}

TEST_CASE("commands of a batch run one after the other, in bpftool's JSON") {
  FakeKernel fake;
  const Outcome text = batch("", "version\n\nhelp version\n", fake.kernel);
  CHECK(text.code == 0);
  CHECK(text.out.starts_with("bpflens " BPFLENS_VERSION "\nlibbpf 1.1\nPrint the versions"));
  CHECK(text.out.ends_with("processed 2 commands\n"));
  const Outcome json = batch("-j", "prog list\nmap list\n", fake.kernel);
  CHECK(json.out ==
        "[{\"command\":[\"prog\",\"list\"],\"output\":[],\"line\":1,\"status\":0},"
        "{\"command\":[\"map\",\"list\"],\"output\":[],\"line\":2,\"status\":0}]\n");
  CHECK(render::Json::parse(batch("-p", "prog list\nmap list\n", fake.kernel).out) == render::Json::parse(json.out));
}

TEST_CASE("a batch ends with the first command that fails, unless told to keep going") {
  FakeKernel fake;
  const std::string three = "version\nprog show 7\n\nmap show 8\n";
  const Outcome stopped = batch("", three, fake.kernel);
  CHECK(stopped.code == 1);
  CHECK(stopped.out == "bpflens " BPFLENS_VERSION "\nlibbpf 1.1\n");
  CHECK(stopped.err ==
        "bpflens: FILE:2: no program with id 7\n"
        "bpflens: FILE:2: the batch ended here, with status 1 (--keep-going goes on)\n");
  const Outcome json = batch("-j", three, fake.kernel);
  CHECK(render::Json::parse(json.out)[1] ==
        render::Json::parse(R"({"command":["prog","show","7"],"output":{"error":"no program with id 7"},)"
                            R"("line":2,"status":1})"));
  const ScratchDirectory scratch;
  std::ofstream(scratch.path() + "/b") << three << "prog lisst\nx 'y\n";
  const Outcome all = run("-j batch --keep-going " + scratch.path() + "/b", fake.kernel);
  CHECK(all.code == 1);
  std::string statuses;
  for (const render::Json& each : render::Json::parse(all.out)) statuses += each["status"].dump();
  CHECK(statuses == "01122");
  CHECK(run("batch --keep-going " + scratch.path() + "/b", fake.kernel)
            .out.ends_with("processed 5 commands, 4 failed\n"));
}

TEST_CASE("global options before batch hold for its commands, and theirs for themselves alone") {
  FakeKernel fake;
  const Outcome outcome = batch("", "-j prog list\nversion\n", fake.kernel);
  CHECK(outcome.out == "[]\nbpflens " BPFLENS_VERSION "\nlibbpf 1.1\nprocessed 2 commands\n");
  CHECK(batch("", "batch x\n", fake.kernel).err.starts_with("bpflens: FILE:1: a batch starts no other batch\n"));
  CHECK(run("batch /nowhere/batch", fake.kernel).code == 1);
  CHECK(run("batch file /nowhere/batch", fake.kernel).err ==
        "bpflens: cannot read /nowhere/batch: ENOENT (No such file or directory)\n");
}

}  // namespace
}  // namespace bpflens::test
