// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using kernel::Vocabulary;
using Json = nlohmann::ordered_json;

// A file that is gone at the end of the test.
struct SavedFile {
  explicit SavedFile(const std::string& text) : path(std::filesystem::temp_directory_path() / name()) {
    std::ofstream(path) << text;
  }
  ~SavedFile() { std::filesystem::remove(path); }
  SavedFile(const SavedFile&) = delete;
  SavedFile& operator=(const SavedFile&) = delete;
  static std::string name() {
    static int count = 0;
    return "bpflens-saved-" + std::to_string(getpid()) + "-" + std::to_string(++count) + ".json";
  }
  std::string path;
};

// Answers of all three kinds.
struct MixedKernel : FakeKernel {
  MixedKernel() {
    BtfBlob blob;
    blob.structure("task_struct", 4, {{"pid", blob.integer("int", 4, BTF_INT_SIGNED), 0}});
    types.kernel_blob = blob.bytes();
    host.config = {{{"CONFIG_HZ", "250"}}};
    host.sysctls = {{"net/core/bpf_jit_enable", 1}};
    host.around.release.value = "6.18.5";
    prober.answers[{Vocabulary::map_types, 27}] = model::no();
    prober.answers[{Vocabulary::attach_types, 37}] = model::unknown(EPERM, "lockdown");
    prober.calls[{1, 44}] = {model::no(), true, "refused"};
    kfuncs.calls[{6, "bpf_task_from_pid"}] = {model::yes(), true};
    kfuncs.calls[{1, "bpf_task_from_pid"}] = {model::no(), false};
  }
};

constexpr const char* kQuestions =
    "prog:xdp map:ringbuf map_flag:no_prealloc attach:xdp link:xdp btf_kind:float helper:xdp/bpf_xdp_adjust_head "
    "helper:socket_filter/bpf_xdp_adjust_head helper:bpf_map_lookup_elem kfunc:bpf_task_from_pid "
    "kfunc:xdp/bpf_task_from_pid kfunc:socket_filter/bpf_task_from_pid kfunc:bpf_nothing btf:task_struct.pid "
    "btf:task_struct.future config:HZ=250 isa:v3 ability:may_goto kernel:>=6.18";

TEST_CASE("a saved kernel gives the answers that the kernel itself gives") {
  MixedKernel fake;
  const SavedFile file(run("feature save", fake.kernel).out);
  const Outcome live = run(std::string("feature check ") + kQuestions, fake.kernel);
  FakeKernel nothing;
  nothing.prober.words.clear();
  const Outcome saved = run("feature check --against " + file.path + " " + kQuestions, nothing.kernel);
  CHECK(saved.out == live.out);
  CHECK(saved.code == live.code);
  CHECK(live.code == 1);
  CHECK(nothing.prober.asked.empty());
}

TEST_CASE("feature save writes a format with a version, and short answers") {
  MixedKernel fake;
  Json json = Json::parse(run("feature save", fake.kernel).out);
  CHECK(json["format"] == "bpflens-kernel");
  CHECK(json["version"] == 1);
  CHECK(json["kernel"] == "6.18.5");
  CHECK(json["map_types"].dump() == R"({"hash":{"value":1,"answer":"yes"},"ringbuf":{"value":27,"answer":"no"}})");
  CHECK(json["attach_types"]["xdp"].dump() == R"({"value":37,"answer":"unknown","errno":1,"reason":"lockdown"})");
  CHECK(json["helpers"]["bpf_xdp_adjust_head"].dump() ==
        R"({"value":44,"types":{"socket_filter":{"answer":"no","offered":true,"note":"refused"},"xdp":"yes"}})");
  CHECK(json["kfuncs"]["functions"][0].dump() ==
        R"({"name":"bpf_task_from_pid","module":"vmlinux","flags":[],)"
        R"("types":{"socket_filter":"no","xdp":{"answer":"yes","sleepable":true}}})");
  CHECK(json["settings"].dump() == R"({"net/core/bpf_jit_enable":1})");
  CHECK(json["config"].dump() == R"({"CONFIG_HZ":"250"})");
  CHECK(json["btf"]["encoding"] == "zlib+base64");
}

TEST_CASE("helpers that make the kernel log a banner are saved only in full") {
  MixedKernel fake;
  fake.prober.words[Vocabulary::helpers] = {{6, "bpf_trace_printk"}};
  const SavedFile file(run("feature save", fake.kernel).out);
  CHECK(fake.prober.asked.empty());
  const Outcome outcome = run("feature check --against " + file.path + " helper:xdp/bpf_trace_printk", fake.kernel);
  CHECK(outcome.code == 5);
  CHECK(outcome.out.find("save the kernel with --full") != std::string::npos);
  const SavedFile full(run("feature save --full", fake.kernel).out);
  CHECK(run("feature check --against " + full.path + " helper:xdp/bpf_trace_printk", fake.kernel).code == 0);
}

TEST_CASE("feature diff tells what differs in the words of requirements, and with status 1 that something does") {
  MixedKernel fake;
  const SavedFile a(run("feature save", fake.kernel).out);
  fake.prober.answers[{Vocabulary::map_types, 27}] = model::yes();
  fake.prober.calls[{6, 1}] = {model::no(), false, ""};
  fake.host.config = {{{"CONFIG_HZ", "1000"}}};
  fake.host.around.release.value = "7.0";
  const SavedFile b(run("feature save", fake.kernel).out);
  CHECK(run("feature diff " + a.path + " " + a.path, fake.kernel).out == "");
  CHECK(run("feature diff " + a.path + " " + a.path, fake.kernel).code == 0);
  const Outcome outcome = run("-j feature diff " + a.path + " " + b.path, fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(Json::parse(outcome.out)["differences"].dump() ==
        R"([{"fact":"kernel","a":"6.18.5","b":"7.0"},{"fact":"map:ringbuf","a":"no","b":"yes"},)"
        R"({"fact":"helper:xdp/bpf_map_lookup_elem","a":"yes","b":"no"},)"
        R"({"fact":"config:CONFIG_HZ","a":"250","b":"1000"}])");
  const std::string table = run("feature diff " + a.path + " " + b.path, fake.kernel).out;
  CHECK(table.find("\nmap:ringbuf ") != std::string::npos);
}

TEST_CASE("several kernels are answered one after the other, and the worst answer counts") {
  MixedKernel fake;
  const SavedFile a(run("feature save", fake.kernel).out);
  fake.prober.answers[{Vocabulary::program_types, 6}] = model::no();
  const SavedFile b(run("feature save", fake.kernel).out);
  const Outcome outcome = run("feature check --against " + a.path + " --against " + b.path + " prog:xdp", fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(outcome.out == a.path + ": yes      prog:xdp\n" + b.path +
                           ": no       prog:xdp  Linux 4.8 brought it, this kernel is without it\n");
}

TEST_CASE("a file cut off or changed anywhere is an error, not a crash") {
  MixedKernel fake;
  const std::string whole = run("feature save", fake.kernel).out;
  for (std::size_t size = 0; size + 1 < whole.size(); size += whole.size() / 60) {
    const SavedFile file(whole.substr(0, size));
    const Outcome outcome = run("feature check prog:xdp --against " + file.path, fake.kernel);
    CHECK(outcome.code == 3);
    CHECK(outcome.err.find("cannot use " + file.path + " as a saved kernel: it is ") != std::string::npos);
  }
  const Json good = Json::parse(whole);
  for (const auto& member : good.items())
    for (const Json& other :
         {Json(nullptr), Json(-1), Json("x"), Json::array({1}), Json::object({{"x", 1}}), Json(true)}) {
      Json changed = good;
      changed[member.key()] = other;
      const SavedFile file(changed.dump());
      const int code = run("feature check prog:xdp --against " + file.path, fake.kernel).code;
      CHECK_MESSAGE((code == 3 || code == 0), member.key() << " " << other.dump());
    }
}

}  // namespace
}  // namespace bpflens::test
