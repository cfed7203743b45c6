// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "kernel/libbpf/system.hpp"
#include "render/json.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"

namespace bpflens::test {
namespace {

bool locked_down() { return output_of("grep -q '\\[none\\]' /sys/kernel/security/lockdown") == std::nullopt; }

TEST_CASE("the runs of a program are counted with the time they take") {
  NEED_ROOT();
  const Object object = load_fixture("two_programs");
  bpf_program* program = bpf_object__find_program_by_name(object.get(), "pass_everything");
  kernel::System system;
  const auto described = system.kernel().programs.find({id_of(program)});
  REQUIRE(described);
  const model::ProfileMetric& clock = model::profile_metrics().back();
  REQUIRE(clock.name == "cpu_clock");
  std::unique_ptr<kernel::Profile> profile;
  try {
    profile = system.kernel().programs.profile(*described, {&clock});
  } catch (const kernel::Error& error) {
    if (!locked_down()) FAIL(error.what());
    CHECK(std::string(error.what()).find("locked down") != std::string::npos);
    MESSAGE("SKIP: this kernel is locked down and attaches nothing to programs");
    return;
  }
  const std::vector<std::byte> packet(64);
  const std::size_t runs = 1000;
  system.kernel().programs.run(*described, {.data = packet, .repeat = runs});
  const model::ProfileReadings readings = profile->read();
  CHECK(readings.runs == runs);
  REQUIRE(readings.metrics.size() == 1);
  CHECK(readings.metrics[0].value > 0);
  CHECK(readings.metrics[0].running <= readings.metrics[0].enabled);
}

TEST_CASE("counters that the machine hasn't are refused by name") {
  NEED_ROOT();
  const Object object = load_fixture("two_programs");
  kernel::System system;
  const auto described = system.kernel().programs.find({id_of(bpf_object__next_program(object.get(), nullptr))});
  if (output_of("test -e /sys/bus/event_source/devices/cpu/events/cpu-cycles")) {
    MESSAGE("SKIP: this machine has hardware counters");
    return;
  }
  const std::size_t before = open_descriptors();
  CHECK_THROWS_WITH(system.kernel().programs.profile(*described, {&model::profile_metrics()[0]}),
                    doctest::Contains("cannot count cycles"));
  CHECK(open_descriptors() == before);
}

}  // namespace
}  // namespace bpflens::test
