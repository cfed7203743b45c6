// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program of every type: what the kernel has is loaded, shown and dumped, what it lacks or forbids is refused with a
// reason. "feature check" says which is which.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "support/bpffs.hpp"
#include "support/fixtures.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"

namespace bpflens::test {
namespace {

// Its programs are named a_TYPE.
std::vector<std::string> types_in(const char* fixture) {
  const Object object(bpf_object__open_file(fixture_path(fixture).c_str(), nullptr));
  std::vector<std::string> types;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object.get())
      types.push_back(std::string(bpf_program__name(program)).substr(2));
  return types;
}

void check_loaded(Bpffs& bpffs, const std::string& type) {
  const auto shown = nlohmann::json::parse(bpffs("-j prog show pinned BPF/" + type).out);
  CHECK(shown["type"] == type);
  CHECK(shown["name"] == "a_" + type);
  const auto code = nlohmann::json::parse(bpffs("-j prog dump xlated pinned BPF/" + type).out);
  REQUIRE_FALSE(code.empty());
  CHECK(code.back()["disasm"] == "(95) exit");
  CHECK(bpffs("prog unload BPF/" + type).code == 0);
}

TEST_CASE("a program of every type is loaded, or refused as feature check says") {
  NEED_ROOT();
  Bpffs bpffs;
  const std::vector<std::string> types = types_in("every_type");
  REQUIRE(types.size() == 29);
  int loaded = 0;
  for (const std::string& type : types) {
    CAPTURE(type);
    const bool known = bpffs("feature check prog:" + type).code == 0;
    const Outcome outcome = bpffs("prog load OBJ/every_type.bpf.o BPF/" + type + " --only a_" + type);
    CAPTURE(outcome.err);
    CHECK((outcome.code == 0) == known);
    if (outcome.code == 0) {
      ++loaded;
      check_loaded(bpffs, type);
    } else {
      CHECK(outcome.err.find("cannot load") != std::string::npos);
    }
  }
  CHECK(loaded >= 25);
  CHECK(bpffs.pinned().empty());
}

}  // namespace
}  // namespace bpflens::test
