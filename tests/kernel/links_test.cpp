// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Links of every kind that this kernel makes, each shown whole.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

#include "kernel/libbpf/loaded_object.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/bpffs.hpp"
#include "support/cgroups.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"
#include "support/networks.hpp"
#include "support/release.hpp"

namespace bpflens::test {
namespace {

using kernel::Descriptor;
using kernel::LinkHandle;

// A process that only lives, in the namespaces of this thread.
class Sleeper {
 public:
  Sleeper() : pid_(fork()) {
    if (pid_ == 0)
      for (;;) pause();
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;
  ~Sleeper() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_;
};

struct Links {
  kernel::System system;
  Object object = load_fixture("links");

  Links() { kernel::set_debug(false); }
  bpf_program* program(const char* name) const { return bpf_object__find_program_by_name(object.get(), name); }
  int fd(const char* name) const { return bpf_program__fd(program(name)); }

  static std::uint32_t link_id(int fd) {
    auto info = kernel::zeroed<bpf_link_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
    return info.id;
  }

  // "link show -j" of it between the program's id and its holder, which is this process.
  std::string shown(int link, const char* program_name) {
    const Outcome outcome = run("-j link show " + std::to_string(link_id(link)), system.kernel());
    CHECK(outcome.err.empty());
    const std::string& out = outcome.out;
    const std::size_t start = out.find("\"prog_id\":");
    const std::size_t end = out.find(std::string(",\"prog_name\":\"") + program_name + "\"");
    CHECK(out.find("\"pids\":[{\"pid\":" + std::to_string(getpid()) + ",") != std::string::npos);
    REQUIRE(start != std::string::npos);
    REQUIRE_MESSAGE(end != std::string::npos, out);
    return out.substr(out.find(',', start) + 1, end - out.find(',', start) - 1);
  }
  std::string shown(const LinkHandle& link, const char* program_name) {
    REQUIRE(link);
    return shown(bpf_link__fd(link.get()), program_name);
  }
};

TEST_CASE("links to tracepoints show the tracepoint, resolved from BTF where they are typed") {
  NEED_ROOT();
  Links links;
  const LinkHandle raw(bpf_program__attach_raw_tracepoint(links.program("raw"), "sched_process_exit"));
  CHECK(links.shown(raw, "raw") == R"("tp_name":"sched_process_exit","cookie":0)");
  const LinkHandle typed(bpf_program__attach_trace(links.program("typed")));
  CHECK(links.shown(typed, "typed") == R"("tp_name":"sched_process_exit","cookie":0)");
}

TEST_CASE("a link to a kernel function shows the function") {
  NEED_ROOT();
  const Object object(bpf_object__open_file(fixture_path("fentry").c_str(), nullptr));
  bpf_program* program = bpf_object__next_program(object.get(), nullptr);
  if (bpf_object__load(object.get()) != 0) {
    MESSAGE("SKIP: needs a kernel that is not locked down");
    return;
  }
  const LinkHandle link(bpf_program__attach(program));
  REQUIRE(link);
  kernel::System system;
  const std::string id = std::to_string(Links::link_id(bpf_link__fd(link.get())));
  const std::string out = run("-j link show " + id, system.kernel()).out;
  const std::string function = std::string(bpf_program__section_name(program)).substr(std::string("fentry/").size());
  CHECK(out.find(R"("prog_type":"tracing","attach_type":"trace_fentry","target_obj_id":)") != std::string::npos);
  if (running_release() >= Release{5, 13}) CHECK(out.find(R"("target_func":")" + function + "\"") != std::string::npos);
}

TEST_CASE("links to perf events show tracepoint, function and event") {
  NEED_ROOT();
  if (running_release() < Release{6, 6}) {
    MESSAGE("SKIP: kernels before 6.6 don't tell of perf events");
    return;
  }
  PrivateMounts mounts;
  mounts.mount("tracefs", "/sys/kernel/tracing");
  Links links;
  const LinkHandle traced(bpf_program__attach_tracepoint(links.program("traced"), "sched", "sched_process_exit"));
  CHECK(links.shown(traced, "traced") == R"("tracepoint":"sched_process_exit","cookie":0)");
  LIBBPF_OPTS(bpf_uprobe_opts, at, .bpf_cookie = 5, .retprobe = true, .func_name = "getppid");
  Dl_info library{};  // which has its symbols where this binary is stripped
  REQUIRE(dladdr(dlsym(RTLD_DEFAULT, "getppid"), &library) != 0);
  const LinkHandle probed(bpf_program__attach_uprobe_opts(links.program("probed"), -1, library.dli_fname, 0, &at));
  const std::string shown = links.shown(probed, "probed");
  CHECK(shown.starts_with(R"("retprobe":true,"file":"/)"));
  CHECK(shown.find(R"("cookie":5,)") != std::string::npos);
  CHECK(shown.ends_with(R"(,"symbol":"getppid")"));
  auto attributes = kernel::zeroed<perf_event_attr>();
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CONTEXT_SWITCHES;  // cpu-clock has a type of its own since Linux 6.3
  attributes.sample_period = 1;
  const int event = static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
  const LinkHandle clocked(bpf_program__attach_perf_event(links.program("clocked"), event));
  CHECK(links.shown(clocked, "clocked") == R"("event_type":"software","event_config":"context-switches","cookie":0)");
}

TEST_CASE("a link to a control group shows its path, and that it is gone when it is") {
  NEED_ROOT();
  if (unified_hierarchy().empty()) {
    MESSAGE("SKIP: cgroup2 isn't mounted");
    return;
  }
  Links links;
  auto group = std::make_unique<ScratchCgroup>("bpflens-link-test");
  const LinkHandle ingress(bpf_program__attach_cgroup(links.program("ingress"), group->fd()));
  CHECK(links.shown(ingress, "ingress") == R"("cgroup_id":)" + group->id() +
                                               R"(,"attach_type":"cgroup_inet_ingress","cgroup_path":")" +
                                               group->path() + "\"");
  const std::string id = std::to_string(Links::link_id(bpf_link__fd(ingress.get())));
  CHECK(run("link detach " + id, links.system.kernel()).code == 0);
  CHECK(links.shown(ingress, "ingress") == R"("cgroup_id":0,"attach_type":"cgroup_inet_ingress")");
  CHECK(run("link show " + id, links.system.kernel()).out.find("a control group that is gone") != std::string::npos);
}

TEST_CASE("iterators show what they walk over") {
  NEED_ROOT();
  Links links;
  const LinkHandle tasks(bpf_program__attach_iter(links.program("tasks"), nullptr));
  CHECK(links.shown(tasks, "tasks") == R"("target_name":"task")");
  auto about = kernel::zeroed<bpf_iter_link_info>();
  about.map.map_fd = static_cast<std::uint32_t>(bpf_object__find_map_fd_by_name(links.object.get(), "numbers"));
  LIBBPF_OPTS(bpf_iter_attach_opts, options, .link_info = &about, .link_info_len = sizeof about);
  const LinkHandle elements(bpf_program__attach_iter(links.program("elements"), &options));
  auto map = kernel::zeroed<bpf_map_info>();
  std::uint32_t size = sizeof map;
  REQUIRE(bpf_obj_get_info_by_fd(static_cast<int>(about.map.map_fd), &map, &size) == 0);
  CHECK(links.shown(elements, "elements") == R"("target_name":"bpf_map_elem","map_id":)" + std::to_string(map.id));
}

TEST_CASE("network links show namespace and device, and devices of other namespaces by the right name") {
  NEED_ROOT();
  const std::string own = std::to_string(PrivateNetwork::inode());
  Links links;
  PrivateNetwork network;
  const std::string inode = std::to_string(PrivateNetwork::inode());
  const Descriptor here(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  const LinkHandle dissect(bpf_program__attach_netns(links.program("dissect"), here.get()));
  CHECK(links.shown(dissect, "dissect") == R"("netns_ino":)" + inode + R"(,"attach_type":"flow_dissector")");
  const int index = static_cast<int>(if_nametoindex("bl0"));
  const LinkHandle xdp(bpf_program__attach_xdp(links.program("pass"), index));
  const std::string device = R"("devname":"bl0","ifindex":)" + std::to_string(index);
  CHECK(links.shown(xdp, "pass") == device);
  const Descriptor tcx(bpf_link_create(links.fd("classify"), index,
                                       static_cast<bpf_attach_type>(kernel::kAttachTypeTcxIngress), nullptr));
  if (tcx) CHECK(links.shown(tcx.get(), "classify") == device + R"(,"attach_type":"tcx_ingress")");

  // Seen from outside: a process of this namespace is needed to find it, which is this thread's sleeping child.
  Sleeper sleeper;
  network.leave();
  CHECK(std::to_string(PrivateNetwork::inode()) == own);
  CHECK(links.shown(xdp, "pass") == device + R"(,"netns_ino":)" + inode);
  if (tcx) CHECK(links.shown(tcx.get(), "classify") == device + R"(,"attach_type":"tcx_ingress","netns_ino":)" + inode);
}

TEST_CASE("links of types newer than libbpf's are shown: netfilter, uprobe_multi, sockmap, struct_ops") {
  NEED_ROOT();
  Links links;
  const std::vector<bpf_insn> accept = {instruction(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1),
                                        instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)};
  const auto load = [&](unsigned type, unsigned attach_type, const char* name) {
    LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = static_cast<bpf_attach_type>(attach_type));
    return Descriptor(
        bpf_prog_load(static_cast<bpf_prog_type>(type), name, "GPL", accept.data(), accept.size(), &options));
  };
  struct Create {
    std::uint32_t program, target, attach_type, flags;
    std::uint64_t rest[8];
  };
  const auto create = [](Create attributes) {
    return Descriptor(static_cast<int>(syscall(SYS_bpf, BPF_LINK_CREATE, &attributes, sizeof attributes)));
  };
  const Descriptor filter = load(kernel::kProgTypeNetfilter, kernel::kAttachTypeNetfilter, "filter");
  if (!filter) {
    MESSAGE("SKIP: netfilter programs came with Linux 6.4");
    return;
  }
  PrivateNetwork network;
  const auto number = [](int fd) { return static_cast<std::uint32_t>(fd); };
  const Descriptor netfilter =
      create({number(filter.get()), 0, kernel::kAttachTypeNetfilter, 0, {0x0000000000000002, 0x00000000ffffff80}});
  if (netfilter) CHECK(links.shown(netfilter.get(), "filter") == R"("pf":2,"hook":0,"prio":-128,"flags":0)");

  const Descriptor probe = load(BPF_PROG_TYPE_KPROBE, kernel::kAttachTypeUprobeMulti, "probe");
  const std::string file = fixture_path("links");  // any file: nobody maps it to run it
  const std::uint64_t offset = 64;
  const std::uint64_t cookie = 9;
  const auto pointer = [](const void* to) { return reinterpret_cast<std::uint64_t>(to); };
  const Descriptor uprobes = create({number(probe.get()),
                                     0,
                                     kernel::kAttachTypeUprobeMulti,
                                     0,
                                     {pointer(file.c_str()), pointer(&offset), 0, pointer(&cookie), 1, 0}});
  if (uprobes)
    CHECK(links.shown(uprobes.get(), "probe") == R"("retprobe":false,"path":")" + file +
                                                     R"(","func_cnt":1,"pid":0,"funcs":[{"offset":64,)"
                                                     R"("ref_ctr_offset":0,"cookie":9}])");
  const int sockets = bpf_object__find_map_fd_by_name(links.object.get(), "sockets");
  const Descriptor sockmap = create({number(links.fd("verdict")), number(sockets), BPF_SK_MSG_VERDICT, 0, {}});
  auto map = kernel::zeroed<bpf_map_info>();
  std::uint32_t size = sizeof map;
  REQUIRE(bpf_obj_get_info_by_fd(sockets, &map, &size) == 0);
  if (sockmap)
    CHECK(links.shown(sockmap.get(), "verdict") ==
          R"("map_id":)" + std::to_string(map.id) + R"(,"attach_type":"sk_msg_verdict","map_name":"sockets")");
}

// A pair of netkit devices in this thread's network namespace. 0 or an error number: EOPNOTSUPP where the kernel has
// none (before Linux 6.7).
int make_netkit(const char* name) {
  struct {
    nlmsghdr header;
    ifinfomsg interface;
    std::array<char, 64> attributes;
  } request{};
  std::size_t used = 0;
  const auto add = [&](std::uint16_t type, const std::string& text) {
    const rtattr attribute{.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(text.size())), .rta_type = type};
    std::memcpy(request.attributes.data() + used, &attribute, sizeof attribute);
    std::memcpy(request.attributes.data() + used + RTA_LENGTH(0), text.data(), text.size());
    used += RTA_SPACE(text.size());
  };
  add(IFLA_IFNAME, std::string(name) + '\0');
  const std::size_t nest = used;
  add(IFLA_LINKINFO, "");
  add(IFLA_INFO_KIND, "netkit");
  const rtattr info{.rta_len = static_cast<std::uint16_t>(used - nest), .rta_type = IFLA_LINKINFO};
  std::memcpy(request.attributes.data() + nest, &info, sizeof info);
  request.header.nlmsg_len = static_cast<std::uint32_t>(sizeof request.header + sizeof request.interface + used);
  request.header.nlmsg_type = RTM_NEWLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  REQUIRE(send(socket.get(), &request, request.header.nlmsg_len, 0) == static_cast<ssize_t>(request.header.nlmsg_len));
  struct {
    nlmsghdr header;
    nlmsgerr error;
    std::array<char, 512> rest;
  } answer{};
  REQUIRE(recv(socket.get(), &answer, sizeof answer, 0) > 0);
  return -answer.error.error;
}

TEST_CASE("a link to a netkit device shows the device, and net list the program") {
  NEED_ROOT();
  Links links;
  PrivateNetwork network;
  const int error = make_netkit("kit0");
  if (error == EOPNOTSUPP) {
    MESSAGE("SKIP: this kernel has no netkit devices");
    return;
  }
  REQUIRE(error == 0);
  const std::uint32_t index = if_nametoindex("kit0");
  const Descriptor link(bpf_link_create(links.fd("classify"), static_cast<int>(index),
                                        static_cast<bpf_attach_type>(kernel::kAttachTypeNetkitPrimary), nullptr));
  CHECK(links.shown(link.get(), "classify") ==
        R"("devname":"kit0","ifindex":)" + std::to_string(index) + R"(,"attach_type":"netkit_primary")");
  const std::string list = run("-j net list", links.system.kernel()).out;
  CHECK(list.find(R"("devname":"kit0")") != std::string::npos);
  CHECK(list.find(R"("kind":"netkit/primary","name":"classify")") != std::string::npos);
}

TEST_CASE("a link to many kernel functions shows each with its cookie") {
  NEED_ROOT();
  const auto accept = std::to_array(
      {instruction(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0), instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)});
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_KPROBE_MULTI);
  const Descriptor program(bpf_prog_load(BPF_PROG_TYPE_KPROBE, "many", "GPL", accept.data(), accept.size(), &options));
  std::array<const char*, 2> functions{"vfs_mkdir", "vfs_rmdir"};
  const std::array<__u64, 2> cookies{7, 8};
  LIBBPF_OPTS(bpf_link_create_opts, where);
  where.kprobe_multi.syms = functions.data();
  where.kprobe_multi.cookies = cookies.data();
  where.kprobe_multi.cnt = functions.size();
  const Descriptor link(program ? bpf_link_create(program.get(), 0, BPF_TRACE_KPROBE_MULTI, &where) : -1);
  if (!link) {
    MESSAGE("SKIP: this kernel has no links to many kprobes");
    return;
  }
  Links links;
  const std::string shown = links.shown(link.get(), "many");
  CAPTURE(shown);
  if (shown.find("func_cnt") == std::string::npos) {
    MESSAGE("SKIP: kernels before 6.6 don't tell of the functions of a link");
    return;
  }
  CHECK(shown.find(R"("retprobe":false,"func_cnt":2)") != std::string::npos);
  for (const auto& [function, cookie] : {std::pair("vfs_mkdir", "7"), std::pair("vfs_rmdir", "8")}) {
    const std::size_t place = shown.find(std::string(R"("func":")") + function + '"');
    REQUIRE(place != std::string::npos);
    const std::size_t told = shown.find(R"("cookie":)", place);
    CHECK(shown.compare(told, std::strlen(R"("cookie":7)"), std::string(R"("cookie":)") + cookie) == 0);
  }
}

TEST_CASE("a struct_ops link shows its map and the kernel's name for the operations") {
  NEED_ROOT();
  kernel::System system;
  kernel::set_debug(false);
  const Object object(bpf_object__open_file(fixture_path("congestion").c_str(), nullptr));
  bpf_map* map = bpf_object__find_map_by_name(object.get(), "bpflens_test");
  REQUIRE(map != nullptr);
  bpf_map__set_map_flags(map, kernel::kMapLink);
  if (bpf_object__load(object.get()) != 0) {
    MESSAGE("SKIP: links of struct_ops came with Linux 6.4");
    return;
  }
  const LinkHandle filled(bpf_map__attach_struct_ops(map));
  constexpr auto kStructOps = static_cast<bpf_attach_type>(kernel::kAttachTypeStructOps);
  const Descriptor made(bpf_link_create(bpf_map__fd(map), 0, kStructOps, nullptr));
  REQUIRE((made || filled));
  const int link = made ? made.get() : bpf_link__fd(filled.get());  // newer libbpf (1.5) has made the link itself
  auto info = kernel::zeroed<bpf_map_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size) == 0);
  const std::string id = std::to_string(Links::link_id(link));
  const std::string out = run("-j link show " + id, system.kernel()).out;
  CHECK(out.starts_with(R"({"id":)" + id + R"(,"type":"struct_ops","prog_id":0,"map_id":)" + std::to_string(info.id) +
                        R"(,"map_name":"bpflens_test","struct_ops":"tcp_congestion_ops","target":)"));
}

TEST_CASE("link update replaces the program, with --old only the one that is named") {
  NEED_ROOT();
  Links links;
  PrivateNetwork network;
  const LinkHandle xdp(bpf_program__attach_xdp(links.program("pass"), static_cast<int>(if_nametoindex("bl0"))));
  REQUIRE(xdp);
  const std::string id = std::to_string(Links::link_id(bpf_link__fd(xdp.get())));
  const std::string first = std::to_string(id_of(links.program("pass")));
  const std::string second = std::to_string(id_of(links.program("pass_too")));
  const std::string other = std::to_string(id_of(links.program("classify")));
  kernel::Kernel& kernel = links.system.kernel();
  const Outcome refused = run("link update " + id + " " + second + " --old " + second, kernel);
  CHECK(refused.code == 3);
  CHECK(refused.err.find("it doesn't attach program " + second) != std::string::npos);
  CHECK(run("link update " + id + " " + second + " --old " + first, kernel).code == 0);
  CHECK(run("-j link show " + id, kernel).out.find("\"prog_id\":" + second + ",") != std::string::npos);
  CHECK(run("link update " + id + " " + other, kernel).err.find("of another type") != std::string::npos);
  CHECK(run("link detach " + id, kernel).code == 0);
  CHECK(run("-j link show " + id, kernel).out.find(R"-("devname":"(detached)","ifindex":0)-") != std::string::npos);
}

}  // namespace
}  // namespace bpflens::test
