// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/private_mounts.hpp"

namespace bpflens::test {
namespace {

struct Runs : FakeKernel {
  ScratchDirectory scratch;

  Runs() {
    model::Program program;
    program.id = {12};
    program.type = 6;
    program.type_name = "xdp";
    program.name = "filter";
    programs.all = {program};
    programs.result = {.return_value = 2, .duration = std::chrono::nanoseconds(31), .data = {}, .context = {}};
  }

  std::string file(const std::string& name, const std::string& content) const {
    const std::string path = scratch.path() + "/" + name;
    std::ofstream(path) << content;
    return path;
  }
};

std::vector<std::byte> bytes(const std::string& text) {
  std::vector<std::byte> all;
  for (const char c : text) all.push_back(static_cast<std::byte>(c));
  return all;
}

TEST_CASE("prog run prints bpftool's line and JSON") {
  Runs fake;
  const std::string packet = fake.file("packet", "ABCDEFGHIJKLMNOPQRST");
  CHECK(run("prog run 12 --data-in " + packet, fake.kernel).out == "Return value: 2, duration: 31ns\n");
  CHECK(run("prog run id 12 data_in " + packet + " repeat 7", fake.kernel).out ==
        "Return value: 2, duration (average): 31ns\n");
  CHECK(run("-j prog run id 12 data_in " + packet, fake.kernel).out == "{\"retval\":2,\"duration\":31}\n");
  REQUIRE(fake.programs.runs.size() == 3);
  CHECK(fake.programs.runs[1].data == bytes("ABCDEFGHIJKLMNOPQRST"));
  CHECK(fake.programs.runs[1].repeat == 7);
  CHECK_FALSE(fake.programs.runs[1].data_room);
  CHECK_FALSE(fake.programs.runs[1].context);
}

TEST_CASE("prog run shows what comes out, or writes it to files") {
  Runs fake;
  fake.programs.result.data = bytes("0123456789abcdefXYZ\n");
  fake.programs.result.context = bytes("c");
  const std::string packet = fake.file("packet", "ABCDEFGHIJKLMNOPQRST");
  CHECK(run("-j prog run id 12 data_in " + packet + " data_out - ctx_in " + packet + " ctx_out -", fake.kernel).out ==
        "{\"data_out\":[48,49,50,51,52,53,54,55,56,57,97,98,99,100,101,102,88,89,90,10],\"ctx_out\":[99],"
        "\"retval\":2,\"duration\":31}\n");
  CHECK(run("prog run id 12 data_in " + packet + " data_out - data_size_out 99", fake.kernel).out ==
        "0000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
        "0000010  58 59 5a 0a                                       |XYZ.|\n"
        "Return value: 2, duration: 31ns\n");
  CHECK(fake.programs.runs[1].data_room == 99);
  const std::string out = fake.scratch.path() + "/out";
  CHECK(run("prog run id 12 data_in " + packet + " data_out " + out, fake.kernel).code == 0);
  std::ifstream written(out);
  CHECK(std::string(std::istreambuf_iterator<char>(written), {}) == "0123456789abcdefXYZ\n");
}

TEST_CASE("prog run says that the zero may come from a packet load out of bounds") {
  Runs fake;
  fake.programs.result.return_value = 0;
  fake.programs.codes[12].calls[3] = "bpf_skb_load_helper_8_no_cache";
  const Outcome outcome = run("-j prog run 12", fake.kernel);
  CHECK(outcome.out.find("\"note\":\"this program loads packet bytes with LD_ABS") != std::string::npos);
  fake.programs.result.return_value = 1;
  CHECK(run("prog run 12", fake.kernel).out == "Return value: 1, duration: 31ns\n");
}

TEST_CASE("input that makes no sense is refused before anything runs") {
  Runs fake;
  const std::string empty = fake.file("empty", "");
  const std::string huge = fake.file("huge", std::string((2 << 20) + 1, 'x'));
  CHECK(run("prog run 12 --data-in " + empty, fake.kernel).err ==
        "bpflens: " + empty + " is empty: there is nothing to run on\n");
  CHECK(run("prog run 12 --data-in " + huge, fake.kernel).err ==
        "bpflens: " + huge + " is too large: 2097152 bytes are the most that make sense here\n");
  const Outcome missing = run("-j prog run 12 --data-in /nonexistent/file", fake.kernel);
  CHECK(missing.code == 3);
  CHECK(missing.out == "{\"error\":\"cannot open /nonexistent/file: ENOENT (No such file or directory)\"}\n");
  CHECK(run("prog run 12 --repeat 0", fake.kernel).code == 2);
  CHECK(run("prog run 12 --data-in - --ctx-in -", fake.kernel).code == 2);
  CHECK(run("prog run 13", fake.kernel).code == 1);
  CHECK(run("prog run 12 --data-out -", fake.kernel).code == 0);
  CHECK(fake.programs.runs.size() == 1);
}

TEST_CASE("prog run where several programs match asks for an id") {
  Runs fake;
  fake.programs.all.push_back(fake.programs.all[0]);
  fake.programs.all[1].id = {13};
  const Outcome outcome = run("prog run name filter", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: 2 programs match 'filter': give the id of one (12,13)\n");
}

}  // namespace
}  // namespace bpflens::test
