// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object compile": clang with what BPF objects need, so that no kernel tree is needed beside it.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "btf/c_header.hpp"
#include "commands/files.hpp"
#include "commands/installed_clang.hpp"
#include "commands/object/object.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

namespace fs = std::filesystem;

struct CompileOptions {
  std::string source;
  std::string output;
  std::string clang;
  std::vector<std::string> more;
  bool vmlinux = false;
};

void declare(CLI::App& app, CompileOptions& options) {
  app.add_option("SOURCE", options.source, "BPF C")->required()->type_name("FILE");
  app.add_option("ARGUMENTS", options.more, "for clang, after --: they come last, and so win");
  app.add_option("-o,--output", options.output, "the object; the source's name with .o for .c if left out")
      ->type_name("FILE");
  app.add_flag("--vmlinux", options.vmlinux, "let it include a vmlinux.h with the running kernel's types");
  app.add_option("--clang", options.clang, "the compiler; the first clang in PATH if left out")->type_name("PROGRAM");
}

// An empty directory under the one for temporary files, gone with this object.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = fs::temp_directory_path() / "bpflens-XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
      problem_ = "cannot make a directory for vmlinux.h in " + fs::temp_directory_path().string() + ": " +
                 std::strerror(errno);
    else
      path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  const std::string& problem() const { return problem_; }

 private:
  std::string path_;
  std::string problem_;
};

// What a program calls its registers by (bpf_tracing.h), and where the machine's own headers are.
struct Target {
  const char* architecture;
  const char* headers;
};
constexpr Target kTarget =
#if defined(__x86_64__)
    {"x86", "/usr/include/x86_64-linux-gnu"};
#elif defined(__aarch64__)
    {"arm64", "/usr/include/aarch64-linux-gnu"};
#elif defined(__s390x__)
    {"s390", "/usr/include/s390x-linux-gnu"};
#elif defined(__powerpc64__)
    {"powerpc", "/usr/include/powerpc64le-linux-gnu"};
#elif defined(__riscv)
    {"riscv", "/usr/include/riscv64-linux-gnu"};
#elif defined(__loongarch__)
    {"loongarch", "/usr/include/loongarch64-linux-gnu"};
#else
    {"", ""};
#endif

std::string output_of(const CompileOptions& options) {
  if (!options.output.empty()) return options.output;
  return fs::path(options.source).replace_extension(".o").string();
}

std::vector<std::string> command_of(const CompileOptions& options, const std::string& clang,
                                    const std::string& vmlinux_directory) {
  std::vector<std::string> command = {clang, "-target", "bpf", "-mcpu=v3", "-O2", "-g", "-Wall"};
  if (*kTarget.architecture != '\0') command.push_back(std::string("-D__TARGET_ARCH_") + kTarget.architecture);
  if (!vmlinux_directory.empty()) command.insert(command.end(), {"-I", vmlinux_directory});
  if (*kTarget.headers != '\0') command.insert(command.end(), {"-idirafter", kTarget.headers});
  command.insert(command.end(), options.more.begin(), options.more.end());
  command.insert(command.end(), {"-c", options.source, "-o", output_of(options)});
  return command;
}

// Writes vmlinux.h into the directory. Returns what went wrong, or an empty text.
std::string write_vmlinux(const std::string& directory, Context& context) {
  const auto blob = context.kernel.types.vmlinux();
  const auto types = blob ? btf::Types::parse(*blob) : std::nullopt;
  if (!types) return "there is no vmlinux.h to be had: this kernel was built without CONFIG_DEBUG_INFO_BTF";
  const btf::CHeader header = btf::c_header(*types, {});
  if (!header.problem.empty()) return header.problem;
  return write_file(directory + "/vmlinux.h", std::as_bytes(std::span(header.text)), context);
}

// What the source may have been missing, for one that didn't compile.
std::string hint(const CompileOptions& options) {
  constexpr std::size_t kLargest = 16 << 20;
  const FileBytes read = read_file(options.source, kLargest);
  const std::string_view text(reinterpret_cast<const char*>(read.bytes.data()), read.bytes.size());
  const auto includes = [text](std::string_view name) { return text.find(name) != std::string_view::npos; };
  std::error_code ignored;
  if (includes("vmlinux.h") && !options.vmlinux) return "--vmlinux makes a vmlinux.h of the running kernel's types";
  if (includes("bpf/bpf_helpers.h") && !fs::exists("/usr/include/bpf/bpf_helpers.h", ignored))
    return "bpf/bpf_helpers.h is in Debian's package libbpf-dev";
  return "";
}

int report(const CompileOptions& options, int status, Context& context) {
  if (status == 0) {
    if (context.globals.json) print_json(context, {{"file", output_of(options)}});
    return kDone;
  }
  const std::string next = hint(options);
  return report_error(context,
                      "clang did not compile " + options.source + " (status " + std::to_string(status) + ")" +
                          (next.empty() ? "" : ": " + next),
                      kRefused);
}

int run(const CompileOptions& options, Context& context) {
  std::error_code ignored;
  if (!fs::exists(options.source, ignored)) return report_error(context, "there is no file " + options.source, kNo);
  if (output_of(options) == options.source) throw UsageError("the object would replace its source: give -o OUT.o");
  const std::string clang = options.clang.empty() ? installed_clang() : options.clang;
  if (clang.empty())
    return report_error(context,
                        "no clang is in PATH, and it takes one to compile for BPF: install it (apt-get install "
                        "clang), or name one with --clang",
                        kRefused);
  const auto stop = context.kernel.processes.catch_stop();  // nothing temporary stays behind
  std::optional<ScratchDirectory> scratch;
  if (options.vmlinux) {
    scratch.emplace();
    const std::string problem = scratch->path().empty() ? scratch->problem() : write_vmlinux(scratch->path(), context);
    if (!problem.empty()) return report_error(context, problem, kRefused);
  }
  const auto child =
      context.kernel.processes.start(command_of(options, clang, scratch ? scratch->path() : ""), context.globals.json);
  return report(options, child->wait(), context);
}

}  // namespace

void add_object_compile(CLI::App& object, Invocation& chosen) {
  add_verb<CompileOptions>(object, chosen,
                           {.name = "compile",
                            .alias = "",
                            .description = "Compile BPF C with clang; no kernel tree is needed",
                            .examples = "  bpflens object compile filter.bpf.c\n"
                                        "  bpflens object compile tracer.bpf.c -o tracer.o --vmlinux\n"
                                        "  bpflens object compile filter.bpf.c -- -DLIMIT=100 -mcpu=v4",
                            .declare = declare,
                            .run = run});
}

}  // namespace bpflens::commands
