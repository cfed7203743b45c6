// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs run by hand on the real kernel.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>

#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/command.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/private_mounts.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

struct Runs {
  ScratchDirectory scratch;
  kernel::System system;

  std::string file(const std::string& name, const std::string& content) const {
    const std::string path = scratch.path() + "/" + name;
    std::ofstream(path) << content;
    return path;
  }
  std::string file(const std::string& name, std::size_t size, char filler = 'x') const {
    return file(name, std::string(size, filler));
  }
  // "prog run ID ARGUMENTS"; in the arguments nothing is replaced.
  Outcome operator()(std::uint32_t id, const std::string& arguments) {
    return run("-j prog run id " + std::to_string(id) + " " + arguments, system.kernel());
  }
};

std::uint32_t id_of_descriptor(int fd) {
  auto info = kernel::zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
  return info.id;
}

std::uint32_t id_in(const Object& object, const char* name) {
  return id_of(bpf_object__find_program_by_name(object.get(), name));
}

TEST_CASE("every type of program that takes a packet runs on one") {
  NEED_ROOT();
  Runs runs;
  const Object object = load_fixture("many_types");
  const std::string packet = runs.file("packet", 64);
  const int dissected = running_release() < Release{6, 0} ? 1 : 0;  // until then whether it ended with BPF_OK
  const std::vector<std::pair<const char*, int>> expected = {{"filter_with_a_name_of_30_chars", 0},
                                                             {"pass", 2},
                                                             {"classify", 0},
                                                             {"egress", 1},
                                                             {"dissect", dissected},
                                                             {"lightweight", 0}};
  for (const auto& wanted : expected) {
    CAPTURE(wanted.first);
    const Outcome outcome = runs(id_in(object, wanted.first), "data_in " + packet + " repeat 10");
    REQUIRE(outcome.code == 0);
    CHECK(nlohmann::json::parse(outcome.out)["retval"] == wanted.second);
  }
  CHECK(runs(id_in(object, "on_enter"), "").code == 0);
}

TEST_CASE("the packet and the context come out") {
  NEED_ROOT();
  if (running_release() < Release{5, 18}) {
    MESSAGE("SKIP: runs of XDP programs have a context since Linux 5.18");
    return;
  }
  Runs runs;
  const Object object = load_fixture("many_types");
  const std::string packet = runs.file("packet", 64, 'q');
  const Outcome xdp = runs(id_in(object, "pass"), "data_in " + packet + " data_out - ctx_out -");
  REQUIRE(xdp.code == 0);
  const auto json = nlohmann::json::parse(xdp.out);
  CHECK(json["data_out"] == nlohmann::json(std::vector<int>(64, 'q')));
  CHECK(json["ctx_out"][4] == 64);  // xdp_md.data_end
  const Outcome short_room = runs(id_in(object, "pass"), "data_in " + packet + " data_out - data_size_out 10");
  CHECK(short_room.code == 3);
  CHECK(short_room.err.find("larger than the room given for it; give more (--data-size-out") != std::string::npos);
}

TEST_CASE("packet loads with LD_ABS end the program with 0 beyond the packet, and prog run says so") {
  NEED_ROOT();
  Runs runs;
  const auto loads = [](int offset) {
    return load_program(
        BPF_PROG_TYPE_SOCKET_FILTER, "loads_byte",
        {instruction(BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0), instruction(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, offset),
         instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)});
  };
  const std::string packet = runs.file("packet", 34, 'A');
  const kernel::Descriptor inside = loads(19);  // the last byte behind the Ethernet header
  const Outcome value = runs(id_of_descriptor(inside.get()), "data_in " + packet);
  CHECK(nlohmann::json::parse(value.out)["retval"] == 'A');
  CHECK_FALSE(nlohmann::json::parse(value.out).contains("note"));
  const kernel::Descriptor outside = loads(20);
  const Outcome zero = runs(id_of_descriptor(outside.get()), "data_in " + packet);
  CHECK(nlohmann::json::parse(zero.out)["retval"] == 0);
  CHECK(nlohmann::json::parse(zero.out)["note"].get<std::string>().find("LD_ABS") != std::string::npos);
}

TEST_CASE("what the kernel refuses to run is told by the rule that it breaks") {
  NEED_ROOT();
  Runs runs;
  const Object object = load_fixture("many_types");
  const std::uint32_t filter = id_in(object, "filter_with_a_name_of_30_chars");
  const std::uint32_t xdp = id_in(object, "pass");
  const auto told = [&](std::uint32_t id, const std::string& arguments, const std::string& part) {
    CAPTURE(arguments);
    const Outcome outcome = runs(id, arguments);
    CHECK(outcome.code == 3);
    CAPTURE(outcome.err);
    CHECK(outcome.err.find(part) != std::string::npos);
  };
  told(filter, "data_in " + runs.file("five", 5),
       "the packet of 5 bytes is shorter than its Ethernet header (14 bytes); give a whole frame");
  // 5.10 runs XDP programs on less.
  if (running_release() > Release{5, 10})
    told(xdp, "data_in " + runs.file("thirteen", 13), "the packet of 13 bytes is shorter than its Ethernet header");
  told(filter, "data_in " + runs.file("large", 1 << 20), "the packet of 1048576 bytes is more than this kernel takes");
  told(xdp, "data_in " + runs.file("large", 1 << 20), "the packet of 1048576 bytes is more than this kernel takes");
  told(filter, "", "socket_filter programs are run on a packet; give one: --data-in FILE");
  told(xdp, "data_in " + runs.file("packet", 64) + " ctx_in " + runs.file("context", 24),
       "the context must be a struct xdp_md whose data_end is the packet's size (64)");
  std::string context(192, '\0');
  context.replace(offsetof(__sk_buff, ifindex), 4, "xxxx");
  told(filter, "data_in " + runs.file("packet", 64) + " ctx_in " + runs.file("context", context),
       "the context names a network interface (ifindex, ingress_ifindex) that is not in this namespace");
  told(id_in(object, "on_enter"), "data_in " + runs.file("packet", 64),
       "raw_tracepoint programs are run on a context alone, without a packet; leave --data-in out");
  told(id_in(object, "on_switch"), "", "the kernel has no way of running tracepoint programs by hand");
}

}  // namespace
}  // namespace bpflens::test
