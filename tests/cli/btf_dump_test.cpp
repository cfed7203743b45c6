// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <fstream>

#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::test {
namespace {

FakeKernel with_types() {
  FakeKernel fake;
  BtfBlob blob;
  const int number = blob.integer("int", 4, BTF_INT_SIGNED);
  blob.structure("entry", 4, {{"count", number, 0}});
  fake.types.blobs[5] = blob.bytes();
  fake.types.kernel_blob = blob.bytes();
  model::Map map;
  map.id = {3};
  map.name = "counts";
  map.btf_id = model::BtfId{5};
  map.btf_key_type = 1;
  map.btf_value_type = 2;
  fake.maps.all = {map};
  model::Program program;
  program.id = {12};
  program.name = "filter";
  program.btf_id = model::BtfId{5};
  fake.programs.all = {program};
  return fake;
}

constexpr const char* kInt = "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n";
constexpr const char* kEntry = "[2] STRUCT 'entry' size=4 vlen=1\n\t'count' type_id=1 bits_offset=0\n";

TEST_CASE("btf dump lists types of the kernel, of an id, of programs and of maps") {
  FakeKernel fake = with_types();
  const std::string all = std::string(kInt) + kEntry;
  for (const char* line : {"btf dump", "btf dump kernel", "btf dump id 5", "btf dump 5", "btf dump prog 12",
                           "btf dump prog name filter", "btf dump map 3 all", "btf dump id 5 format raw"})
    CHECK_MESSAGE(run(line, fake.kernel).out == all, line);
  CHECK(run("btf dump map name counts key", fake.kernel).out == kInt);
  CHECK(run("btf dump map counts value", fake.kernel).out == kEntry);
  CHECK(run("btf dump map id 3", fake.kernel).out == all);
}

TEST_CASE("btf dump as JSON is bpftool's document") {
  FakeKernel fake = with_types();
  const std::string expected =
      R"({"types":[{"id":1,"kind":"INT","name":"int","size":4,"bits_offset":0,"nr_bits":32,"encoding":"SIGNED"},)"
      R"({"id":2,"kind":"STRUCT","name":"entry","size":4,"vlen":1,"members":[{"name":"count","type_id":1,"bits_offset":0}]}]})"
      "\n";
  CHECK(run("-j btf dump id 5", fake.kernel).out == expected);
  CHECK(run("btf dump id 5 --format json", fake.kernel).out == expected);
}

TEST_CASE("btf dump as C is a header, of what is asked for") {
  FakeKernel fake = with_types();
  const std::string header = run("btf dump map counts value format c", fake.kernel).out;
  CHECK(header.starts_with("#ifndef __VMLINUX_H__\n"));
  CHECK(header.find("struct entry {\n\tint count;\n};\n") != std::string::npos);
  CHECK(run("-j btf dump id 5 format c", fake.kernel).out.starts_with("{\"c\":\"#ifndef"));
}

TEST_CASE("btf dump reads objects and bare BTF, and says what is wrong with others") {
  FakeKernel fake = with_types();
  const ScratchDirectory directory;
  const auto put = [&](const std::string& name, const std::vector<std::byte>& bytes) {
    std::ofstream(directory.path() + "/" + name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return directory.path() + "/" + name;
  };
  const Outcome bare = run("btf dump file " + put("bare.btf", fake.types.blobs[5]), fake.kernel);
  CHECK(bare.out == std::string(kInt) + kEntry);
  CHECK(run("btf dump file " + fixture_path("shapes"), fake.kernel).code == 0);
  CHECK(run("btf dump file " + fixture_path("legacy_maps_without_btf"), fake.kernel).err ==
        "bpflens: " + fixture_path("legacy_maps_without_btf") + " has no BTF: compile it with -g\n");
  CHECK(run("btf dump file " + put("junk", {std::byte{1}, std::byte{2}}), fake.kernel).code == 3);
  CHECK(run("btf dump file " + directory.path() + "/nothing", fake.kernel).code != 0);
}

TEST_CASE("btf dump says what there is not, and what it can't make sense of") {
  FakeKernel fake = with_types();
  CHECK(run("btf dump id 6", fake.kernel).err == "bpflens: no BTF with id 6\n");
  CHECK(run("btf dump id 6", fake.kernel).code == 1);
  CHECK(run("btf dump map nothing", fake.kernel).code == 1);
  fake.maps.all[0].btf_id.reset();
  CHECK(run("btf dump map counts", fake.kernel).err == "bpflens: map 3 has no BTF\n");
  CHECK(run("btf dump map", fake.kernel).code == 2);
  CHECK(run("btf dump nonsense", fake.kernel).code == 2);
  CHECK(run("btf dump prog 12 key", fake.kernel).code == 2);
  CHECK(run("btf dump id 5 more", fake.kernel).code == 2);
  fake.types.kernel_blob.reset();
  CHECK(run("btf dump", fake.kernel).err ==
        "bpflens: this kernel tells no types: it was built without CONFIG_DEBUG_INFO_BTF\n");
}

}  // namespace
}  // namespace bpflens::test
