// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Each verb with system calls that fail, one a run: it ends in time with a documented status, says what failed, writes
// JSON or nothing, and leaves nothing behind. Of many calls of a kind some are tried, always the same, fewer on slow
// machines; BPFLENS_TEST_FAULTS=N tries N of each kind, with every errno.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <sys/syscall.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "kernel/error.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/bpffs.hpp"
#include "support/injected_fault.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"

namespace bpflens::test {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

constexpr int kHalf = 0;  // no errno: half of what was asked for is transferred

// Calls, and how they fail.
struct Failing {
  int number;
  const char* name;
  std::vector<int> errors;
};

const std::vector<Failing>& failing_calls() {
  static const std::vector<Failing> rows{
      {SYS_bpf, "bpf", {EPERM, ENOMEM, EINVAL, ENOENT, EMFILE, EAGAIN, EBUSY}},
      {SYS_openat, "openat", {ENOENT, EACCES, EMFILE, EINTR, ENOMEM, EIO}},
      {SYS_openat2, "openat2", {EAGAIN, EACCES, ENOENT, EMFILE}},
      {SYS_read, "read", {EIO, EINTR, kHalf, ESRCH}},
      {SYS_write, "write", {ENOSPC, EINTR, kHalf, EIO}},
      {SYS_getdents64, "getdents64", {EIO, ENOENT}},
      {SYS_newfstatat, "newfstatat", {ENOENT, EACCES, EIO}},
      {SYS_fstat, "fstat", {EIO, ENOMEM}},
      {SYS_statx, "statx", {EIO, EACCES}},
      {SYS_fstatfs, "fstatfs", {EIO, EINTR}},
      {SYS_readlink, "readlink", {ENOENT, EACCES}},
      {SYS_readlinkat, "readlinkat", {ENOENT, EACCES}},
      {SYS_mkdirat, "mkdirat", {ENOSPC, EACCES}},
      {SYS_unlinkat, "unlinkat", {EACCES, ENOENT, EBUSY}},
      {SYS_unlink, "unlink", {EACCES, ENOENT}},
      {SYS_renameat, "renameat", {EACCES, ENOSPC}},
      {SYS_renameat2, "renameat2", {EACCES, EXDEV, EEXIST}},
      {SYS_rename, "rename", {EACCES, ENOSPC}},
      {SYS_link, "link", {EEXIST, EPERM}},
      {SYS_linkat, "linkat", {EEXIST, EPERM}},
      {SYS_mount, "mount", {EPERM, EBUSY, ENOMEM}},
      {SYS_umount2, "umount2", {EPERM, EBUSY}},
      {SYS_fsopen, "fsopen", {EPERM, ENOSYS}},
      {SYS_fsmount, "fsmount", {EPERM, EMFILE}},
      {SYS_mmap, "mmap", {ENOMEM, EPERM}},
      {SYS_perf_event_open, "perf_event_open", {EMFILE, EACCES, ENOMEM, EINVAL, EOPNOTSUPP}},
      {SYS_ioctl, "ioctl", {EINVAL, ENOMEM, ENOTTY, EEXIST}},
      {SYS_fcntl, "fcntl", {EMFILE}},
      {SYS_dup, "dup", {EMFILE}},
      {SYS_epoll_create1, "epoll_create1", {EMFILE, ENOMEM}},
      {SYS_epoll_ctl, "epoll_ctl", {ENOSPC, ENOMEM}},
      {SYS_epoll_wait, "epoll_wait", {EINTR}},
      {SYS_poll, "poll", {EINTR, ENOMEM}},
      {SYS_signalfd4, "signalfd4", {EMFILE, ENOMEM}},
      {SYS_timerfd_create, "timerfd_create", {EMFILE}},
      {SYS_pidfd_open, "pidfd_open", {EMFILE, ESRCH}},
      {SYS_clone3, "clone3", {EAGAIN, ENOMEM}},
      {SYS_clone, "clone", {EAGAIN}},
      {SYS_socket, "socket", {EMFILE, EACCES, EAFNOSUPPORT}},
      {SYS_bind, "bind", {EADDRINUSE}},
      {SYS_sendto, "sendto", {ENOBUFS, EINTR, EPERM}},
      {SYS_recvmsg, "recvmsg", {ENOBUFS, EINTR}},
      {SYS_setns, "setns", {EPERM, EINVAL}},
      {SYS_unshare, "unshare", {EPERM}},
      {SYS_prlimit64, "prlimit64", {EPERM}},
  };
  return rows;
}

std::string name_of(const Fault& fault) {
  const auto row = std::find_if(failing_calls().begin(), failing_calls().end(),
                                [&](const Failing& one) { return one.number == fault.number; });
  return std::string(row->name) + "[" + std::to_string(fault.index) + "] " +
         (fault.error == kHalf ? "half" : kernel::errno_name(fault.error));
}

// Every n-th so that there are so many, with the first and the last.
std::vector<std::size_t> sample(std::size_t count, std::size_t wanted) {
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < std::min(count, wanted); ++i)
    chosen.insert(count <= wanted ? i : i * (count - 1) / (wanted - 1));
  return {chosen.begin(), chosen.end()};
}

std::vector<Fault> faults_of(const std::vector<int>& calls) {
  constexpr std::size_t kFew = 2;
  const char* asked = std::getenv("BPFLENS_TEST_FAULTS");
  const std::size_t wanted = asked != nullptr ? std::strtoul(asked, nullptr, 10) : kFew;
  std::vector<Fault> faults;
  std::size_t turn = 0;
  for (const Failing& row : failing_calls()) {
    // The sanitizers make these calls themselves, and give up when they fail.
    if (kSanitized && (row.number == SYS_mmap || row.number == SYS_write)) continue;
    const auto count = static_cast<std::size_t>(std::count(calls.begin(), calls.end(), row.number));
    for (const std::size_t index : sample(count, std::max<std::size_t>(wanted, 2))) {
      if (asked != nullptr)
        for (const int error : row.errors) faults.push_back({row.number, index, error});
      else
        faults.push_back({row.number, index, row.errors[turn++ % row.errors.size()]});
    }
  }
  return faults;
}

// Programs, maps, links, mounts and what is pinned.
struct Surroundings {
  std::vector<std::string> lines;
  bool operator==(const Surroundings&) const = default;

  static void add_ids(const char* kind, int (*next)(std::uint32_t, std::uint32_t*), std::vector<std::string>& lines) {
    for (std::uint32_t id = 0; next(id, &id) == 0;) lines.push_back(std::string(kind) + " " + std::to_string(id));
  }
  static Surroundings seen(const std::vector<std::string>& directories) {
    Surroundings now;
    add_ids("program", bpf_prog_get_next_id, now.lines);
    add_ids("map", bpf_map_get_next_id, now.lines);
    add_ids("link", bpf_link_get_next_id, now.lines);
    std::ifstream mounts("/proc/thread-self/mountinfo");
    for (std::string line; std::getline(mounts, line);) now.lines.push_back("mount " + line);
    for (const std::string& directory : directories)
      for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
        now.lines.push_back("file " + entry.path().string());
    std::sort(now.lines.begin(), now.lines.end());
    return now;
  }
  std::string without(const Surroundings& before) const {
    std::vector<std::string> more;
    std::set_difference(lines.begin(), lines.end(), before.lines.begin(), before.lines.end(), std::back_inserter(more));
    std::string text;
    for (const std::string& line : more) text += line + "; ";
    return text;
  }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Documents of streams are a line each.
bool is_json(const std::string& text) {
  if (nlohmann::json::accept(text)) return true;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!nlohmann::json::accept(line)) return false;
  return true;
}

class Verb {
 public:
  // `prepare`: a line that is run before each run, without faults.
  Verb(std::string line, std::string prepare = "") : line_(std::move(line)), prepare_(std::move(prepare)) {}

  void run(Bpffs& bpffs, const ScratchDirectory& files) {
    bpffs_ = &bpffs;
    files_ = &files;
    const Surroundings before = settled(nullptr);
    const FaultyRun whole = once(std::nullopt);
    INFO(line_);
    REQUIRE_MESSAGE(whole.exited(), whole.err);
    REQUIRE_MESSAGE(whole.code() == 0, whole.err);
    CHECK(is_json(whole.out));
    CHECK(whole.descriptors_at_end <= whole.descriptors_at_start);
    clear(before);
    for (const Fault& fault : faults_of(whole.calls)) {
      const FaultyRun run = once(fault);
      const std::string problem = !run.failed ? "" : judge(fault, run, prepared_for_);
      CHECK_MESSAGE(problem.empty(), line_, ": ", name_of(fault), ": ", problem, " | status ", run.code(), ": ",
                    run.err.substr(0, 300));
      clear(before);
    }
  }

 private:
  std::vector<std::string> words(std::string line) const {
    const auto replace = [&line](const std::string& what, const std::string& with) {
      for (std::size_t at = 0; (at = line.find(what, at)) != std::string::npos; at += with.size())
        line.replace(at, what.size(), with);
    };
    replace("EXAMPLES/", fixture_directory() + "/../../bpf/");
    replace("OBJ/", fixture_directory() + "/");
    replace("FILES", files_->path());
    replace("BPF", bpffs_->directory.path());
    std::istringstream text(line);
    return {std::istream_iterator<std::string>(text), {}};
  }

  FaultyRun once(std::optional<Fault> fault) {
    if (!prepare_.empty()) {
      const Outcome prepared = run_words(words(prepare_), bpffs_->system.kernel());
      REQUIRE_MESSAGE(prepared.code == 0, prepared.err);
    }
    prepared_for_ = settled(nullptr);
    std::vector<int> numbers;
    for (const Failing& row : failing_calls()) numbers.push_back(row.number);
    std::vector<std::string> all = words(line_);
    all.insert(all.begin(), "-j");
    return FaultInjection(std::move(numbers), fault).run(all);
  }

  std::string judge(const Fault& fault, const FaultyRun& run, const Surroundings& before) const {
    if (run.hung) return "hangs";
    if (!run.exited()) return "killed by signal " + std::to_string(WTERMSIG(run.status));
    if (run.code() > 6) return "undocumented status";
    if (run.code() == 2) return "the command line is blamed";
    if (run.code() != 0 && run.err.empty() && run.out.empty()) return "no message";
    if (!is_json(run.out) && !has(run.err, "standard output")) return "no JSON: " + run.out.substr(0, 200);
    if (run.descriptors_at_end > run.descriptors_at_start) return "leaks a descriptor";
    // What isn't there needs no number to say so; libbpf has numbers of its own for what it can't read, and the
    // dynamic linker has words.
    const bool named = fault.error == ENOENT || fault.error == kHalf || fault.error == EINTR ||
                       fault.number == SYS_read || has(run.err, kernel::errno_name(fault.error)) ||
                       has(run.err, "shared object") || has(run.err, "libbpf says");
    if (run.code() != 0 && !run.err.empty() && !named) return "the errno isn't named";
    if (run.code() == 0 || has(run.err, "standard output")) return "";
    const std::string left = settled(&before).without(before);
    return left.empty() ? "" : "left behind: " + left;
  }

  // Links and what they hold are freed a moment after their last user, and those of others come and go.
  Surroundings settled(const Surroundings* wanted) const {
    Surroundings now;
    for (int attempt = 0; attempt < 2500; ++attempt) {
      now = Surroundings::seen({bpffs_->directory.path(), files_->path()});
      if (wanted == nullptr || now.without(*wanted).empty()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return now;
  }

  // Takes away what a run was to leave, and what it left.
  void clear(const Surroundings& before) const {
    for (const std::string& line : settled(nullptr).lines)
      if (line.starts_with("file ") && !std::binary_search(before.lines.begin(), before.lines.end(), line)) {
        std::error_code ignored;
        std::filesystem::remove_all(line.substr(5), ignored);
      }
    settled(&before);
  }

  std::string line_;
  std::string prepare_;
  Surroundings prepared_for_;
  Bpffs* bpffs_ = nullptr;
  const ScratchDirectory* files_ = nullptr;
};

// What the verbs work on.
struct FaultyPlace {
  Bpffs bpffs;
  ScratchDirectory files;

  FaultyPlace() {
    made("prog loadall OBJ/two_programs.bpf.o BPF/all pinmaps BPF/maps");
    made("map create BPF/typed --type hash --key-type u32 --value-type u64 --entries 2000");
    made("map update BPF/typed 7 9");
    std::ofstream lines(files.path() + "/lines");
    for (int i = 0; i < 1000; ++i) lines << "{\"key\":" << i << ",\"value\":" << i * 3 << "}\n";
    std::ofstream(files.path() + "/packet") << std::string(64, 'x');
  }
  void made(const std::string& line) {
    const Outcome outcome = bpffs(line);
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  }
  void check(std::vector<Verb> verbs) {
    for (Verb& verb : verbs) verb.run(bpffs, files);
  }
};

// Hundreds of runs each; what is tried is our own code, the same on every kernel.
#define NEED_SPEED()                                              \
  if (std::getenv("BPFLENS_TEST_SLOWLY") != nullptr) {            \
    MESSAGE("SKIP: an emulated machine would take half an hour"); \
    return;                                                       \
  }

TEST_CASE("failing system calls: prog") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"prog list"},
               {"prog show pinned BPF/all/pass_everything"},
               {"prog dump xlated pinned BPF/all/pass_everything"},
               {"prog dump jited pinned BPF/all/pass_everything"},
               {"prog run pinned BPF/all/pass_everything data_in FILES/packet repeat 3"}});
}

TEST_CASE("failing system calls: prog load") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"prog load OBJ/two_programs.bpf.o BPF/one"},
               {"prog loadall OBJ/two_programs.bpf.o BPF/more pinmaps BPF/more_maps"},
               {"prog loadall OBJ/legacy_maps.bpf.o BPF/more"},
               {"prog unload pinned BPF/one", "prog load OBJ/two_programs.bpf.o BPF/one"}});
}

TEST_CASE("failing system calls: map") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"map list"},
               {"map dump BPF/typed"},
               {"map lookup BPF/typed 7"},
               {"map create BPF/new --type array --key-type u32 --value-type u64 --entries 4"},
               {"map update BPF/typed 8 1"},
               {"map delete BPF/typed 8", "map update BPF/typed 8 1"}});
}

TEST_CASE("failing system calls: map import and export") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"map import BPF/typed FILES/lines"}, {"map export BPF/typed"}});
}

TEST_CASE("failing system calls: link, pin, net, cgroup") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"link list"},
               {"pin list"},
               {"pin tree"},
               {"pin add map name counts BPF/other --parents"},
               {"pin remove BPF/gone", "pin add map name counts BPF/gone"},
               {"pin move BPF/from BPF/to", "pin add map name counts BPF/from"},
               {"pin gc"},
               {"net list"},
               {"cgroup tree"}});
}

TEST_CASE("failing system calls: feature") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"feature check prog:xdp map:hash helper:xdp/bpf_redirect"}, {"feature probe kernel"}});
}

TEST_CASE("failing system calls: object, version, doctor") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"object show OBJ/two_programs.bpf.o"},
               {"object upgrade OBJ/legacy_maps.bpf.o FILES/new.o"},
               {"version"},
               {"doctor"}});
}

TEST_CASE("failing system calls: perf") {
  NEED_ROOT();
  NEED_SPEED();
  FaultyPlace place;
  place.check({{"perf list"}, {"perf run EXAMPLES/trace_output.bpf.o -- true"}, {"perf trace exec -- true"}});
}

// The last of the calls to bpf(2), by which a walk goes on, fails: what the run says.
std::string said_of_a_cut_walk(Bpffs& bpffs, const std::string& map) {
  const std::vector<std::string> words{"map", "dump", bpffs.directory.path() + "/" + map};
  const FaultyRun whole = FaultInjection({SYS_bpf}, std::nullopt).run(words);
  for (std::size_t index = whole.calls.size(); index-- > 0;) {
    const FaultyRun run = FaultInjection({SYS_bpf}, Fault{SYS_bpf, index, ENOMEM}).run(words);
    if (run.exited() && run.code() == 5) return run.err.substr(run.err.find(": after"));
  }
  return "";
}

TEST_CASE("a walk over entries that is cut short says why, and what that means") {
  NEED_ROOT();
  Bpffs bpffs;
  const auto made = [&](const std::string& line) { REQUIRE(bpffs(line).code == 0); };
  made("map create BPF/batches --type array --key-size 4 --value-size 1000 --entries 2000");
  made("map create BPF/keys --type devmap_hash --key-size 4 --value-size 4 --entries 4");
  made("map update BPF/keys key hex 07 00 00 00 value hex 01 00 00 00");
  const std::string why =
      "ENOMEM (Cannot allocate memory): there is no memory for it, in the machine or in the control group "
      "(memory.max)\n";
  CHECK(said_of_a_cut_walk(bpffs, "batches") == ": after some of its entries " + why);
  CHECK(said_of_a_cut_walk(bpffs, "keys") == ": after some of its keys " + why);
}

// Programs, maps and pins that come and go, thousands a second, until it is destroyed.
class Churn {
 public:
  explicit Churn(const std::string& bpffs) : child_(fork()) {
    if (child_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::vector<bpf_insn> nothing{instruction(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0),
                                        instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)};
    const std::string pin = bpffs + "/here_and_gone";
    for (;;) {
      const kernel::Descriptor map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "here_and_gone", 4, 4, 1, nullptr));
      const auto program = load_program(BPF_PROG_TYPE_SOCKET_FILTER, "here_and_gone", nothing);
      if (bpf_obj_pin(map.get(), pin.c_str()) == 0) unlink(pin.c_str());
    }
  }
  Churn(const Churn&) = delete;
  Churn& operator=(const Churn&) = delete;
  ~Churn() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

 private:
  pid_t child_;
};

TEST_CASE("lists are whole while objects come and go") {
  NEED_ROOT();
  FaultyPlace place;
  const std::vector<std::string> lines{"-j prog list",
                                       "-j map list",
                                       "-j pin list BPF",
                                       "-j pin tree BPF",
                                       "-j link list",
                                       "-j perf list",
                                       "-j prog show name pass_everything"};
  const auto first_id = [] {
    const kernel::Descriptor map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "mark", 4, 4, 1, nullptr));
    auto info = kernel::zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    bpf_obj_get_info_by_fd(map.get(), &info, &size);
    return info.id;
  };
  const std::uint32_t before = first_id();
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double> taken{};
  std::uint32_t after = 0;
  {
    const Churn churn(place.bpffs.directory.path());
    do {
      for (const std::string& line : lines) {
        const Outcome outcome = place.bpffs(line);
        CHECK_MESSAGE(outcome.code == 0, line, ": ", outcome.err);
        const auto document = nlohmann::json::parse(outcome.out, nullptr, false);
        REQUIRE_MESSAGE(!document.is_discarded(), line, ": ", outcome.out.substr(0, 200));
        // What stays is there each time.
        if (line == "-j prog list") CHECK(has(outcome.out, "\"pass_everything\""));
        if (line == "-j map list") CHECK(has(outcome.out, "\"counts\""));
        if (line == "-j pin list BPF") CHECK(has(outcome.out, "/all/pass_everything\""));
      }
      taken = std::chrono::steady_clock::now() - begin;
    } while (taken.count() < 3);
    after = first_id();
  }
  const double a_second = (after - before) / taken.count();
  CHECK(a_second > (std::getenv("BPFLENS_TEST_SLOWLY") != nullptr ? 50 : 500));
}

}  // namespace
}  // namespace bpflens::test
