// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature check": does a kernel have what is needed? Named one by one, or read off a compiled object; asked of
// the running kernel, or of one that "feature save" wrote down.
#include <memory>
#include <optional>

#include "commands/feature/answers.hpp"
#include "commands/feature/feature.hpp"
#include "commands/feature/saved_file.hpp"
#include "commands/files.hpp"
#include "commands/verb.hpp"
#include "kernel/saved/saved_kernel.hpp"
#include "object/contents.hpp"
#include "object/needs.hpp"
#include "render/findings.hpp"
#include "render/groups.hpp"

namespace bpflens::commands {
namespace {

using model::Finding;
using model::KernelFindings;
using model::ObjectFile;
using model::Requirement;
using model::Subject;

constexpr std::size_t kLargestObject = 256U << 20;

struct CheckOptions {
  std::vector<std::string> requirements;
  std::vector<std::string> objects;
  std::vector<std::string> against;
};

void declare(CLI::App& app, CheckOptions& options) {
  app.add_option("REQUIREMENT", options.requirements, "what is needed: prog:xdp, helper:xdp/bpf_redirect, kernel:>=5.8")
      ->type_name("REQUIREMENT");
  app.add_option("--object", options.objects, "what this compiled object needs; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--against", options.against, "ask this saved kernel instead of the running one; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

std::vector<Requirement> parse(const std::vector<std::string>& words) {
  std::vector<Requirement> requirements;
  for (const std::string& word : words) {
    auto read = model::parse_requirement(word);
    if (auto* problem = std::get_if<std::string>(&read)) throw UsageError(*problem);
    requirements.push_back(std::move(std::get<Requirement>(read)));
  }
  return requirements;
}

struct NamedObject {
  std::string path;
  ObjectFile contents;
};

// What is wrong with a file comes back as a sentence.
std::optional<std::string> read_object(const std::string& path, std::vector<NamedObject>& objects) {
  const FileBytes file = read_file(path, kLargestObject);
  if (!file.error.empty()) return file.error;
  const auto said = [&](const object::Problem& problem) {
    return "cannot check " + path + ": " + problem.cause + (problem.next_step.empty() ? "" : "; " + problem.next_step);
  };
  const auto image = object::Image::read(file.bytes);
  if (const auto* problem = std::get_if<object::Problem>(&image)) return said(*problem);
  auto contents = object::read_contents(std::get<object::Image>(image));
  if (const auto* problem = std::get_if<object::Problem>(&contents)) return said(*problem);
  objects.push_back({path, std::move(std::get<ObjectFile>(contents))});
  return std::nullopt;
}

// A kernel to ask, with what it is made of.
struct Asked {
  std::string file;
  std::unique_ptr<kernel::SavedSystem> saved;
  std::unique_ptr<Answers> answers;
};

// What one kernel says, in the order of the command line.
KernelFindings ask(Asked& kernel, const std::vector<Requirement>& requirements,
                   const std::vector<NamedObject>& objects) {
  KernelFindings result{.file = kernel.file, .release = kernel.answers->release(), .findings = {}};
  for (const Requirement& requirement : requirements) result.findings.push_back({.requirement = requirement});
  for (const NamedObject& object : objects)
    for (Finding& finding : object::needs_of(object.contents, kernel.answers->view())) {
      if (objects.size() > 1)
        for (model::Place& place : finding.places) place.object = object.path;
      result.findings.push_back(std::move(finding));
    }
  kernel.answers->fill(result.findings);
  return result;
}

bool is_looked_up(Subject subject) { return subject <= Subject::helper || subject == Subject::ability; }

// A name that no kernel asked knows is a slip of the pen.
void refuse_unknown_names(const std::vector<Requirement>& requirements, std::vector<Asked>& kernels) {
  for (const Requirement& requirement : requirements) {
    const auto known = [&](Subject subject, const std::string& name) {
      if (subject == Subject::ability) return model::ability_named(name).has_value();
      for (Asked& kernel : kernels)
        if (kernel.answers->value(subject, name)) return true;
      return false;
    };
    const std::string& type = requirement.program_type;
    if (!type.empty() && !known(Subject::program_type, type))
      throw UsageError("no kernel asked has a program type '" + type +
                       "' (see bpflens feature list_builtins prog_types)");
    if (is_looked_up(requirement.subject) && !known(requirement.subject, requirement.name))
      throw UsageError("no kernel asked has a name like that: " + text(requirement) +
                       kernels.front().answers->near_names(requirement));
  }
}

ExitCode exit_code(const std::vector<KernelFindings>& kernels) {
  ExitCode code = kDone;
  for (const KernelFindings& kernel : kernels) {
    const model::Answer answer = verdict(kernel.findings);
    if (answer == model::Answer::no) return kNo;
    if (answer == model::Answer::unknown) code = kUndetermined;
  }
  return code;
}

int run(const CheckOptions& options, Context& context) {
  const std::vector<Requirement> requirements = parse(options.requirements);
  if (requirements.empty() && options.objects.empty())
    throw UsageError("nothing to check: name requirements (prog:xdp) or an object (--object FILE)");
  std::vector<NamedObject> objects;
  for (const std::string& path : options.objects)
    if (const auto problem = read_object(path, objects)) return report_error(context, *problem, kRefused);
  std::vector<Asked> kernels;
  for (const std::string& path : options.against) {
    auto read = read_saved_kernel(path);
    if (auto* problem = std::get_if<std::string>(&read)) return report_error(context, *problem, kRefused);
    auto saved = std::make_unique<kernel::SavedSystem>(std::move(std::get<model::SavedKernel>(read)));
    auto answers = std::make_unique<Answers>(AnsweringKernel{saved->prober, saved->kfuncs, saved->types, saved->host});
    kernels.push_back({path, std::move(saved), std::move(answers)});
  }
  kernel::Kernel& here = context.kernel;
  if (kernels.empty())
    kernels.push_back(
        {"", nullptr, std::make_unique<Answers>(AnsweringKernel{here.prober, here.kfuncs, here.types, here.host})});
  refuse_unknown_names(requirements, kernels);
  std::vector<KernelFindings> findings;
  for (Asked& kernel : kernels) findings.push_back(ask(kernel, requirements, objects));
  if (context.globals.json) {
    print_json(context, render::to_json(findings));
  } else {
    if (findings.size() == 1) findings.front().file.clear();  // every line would begin with it
    for (const KernelFindings& kernel : findings) context.out << render::text(kernel, context.look.colour);
  }
  return exit_code(findings);
}

}  // namespace

void add_feature_check(CLI::App& feature, Invocation& chosen) {
  add_verb<CheckOptions>(
      feature, chosen,
      {.name = "check",
       .alias = "",
       .description = "Does the kernel have what is needed? Status 0: yes, 1: no, 5: unknown",
       .examples = "  bpflens feature check prog:xdp map:ringbuf helper:xdp/bpf_redirect 'kernel:>=5.8'\n"
                   "  bpflens feature check kfunc:bpf_task_from_pid btf:task_struct.nsproxy isa:v4\n"
                   "  bpflens feature check --object filter.o\n"
                   "  bpflens feature check --object filter.o --against 5.10.json --against 6.1.json",
       .declare = declare,
       .run = run,
       .listing = [](const CheckOptions&) {
         return Listing{"check", "requirement", false, render::rows_of_checks};
       }});
}

}  // namespace bpflens::commands
