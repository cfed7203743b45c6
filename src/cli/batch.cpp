// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Each command goes through what cli::run does with a command line, in this process. JSON is bpftool's, each object
// with line and status added; so a command's output is kept until it ends.
#include "cli/batch.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/batch_command.hpp"
#include "cli/run.hpp"
#include "commands/verb.hpp"
#include "kernel/error.hpp"
#include "render/escape.hpp"
#include "render/json_text.hpp"

namespace bpflens::cli {
namespace {

using commands::Context;

struct BatchOptions {
  std::string file;
  bool keep_going = false;
};

void declare(CLI::App& app, BatchOptions& options) {
  app.add_option("FILE", options.file, "a command a line; -: standard input")->required();
  app.add_flag("--keep-going", options.keep_going, "run the other commands when one has failed");
}

int run_command(const BatchCommand& command, Context& context) {
  if (!command.problem.empty()) return report_error(context, command.problem, commands::kUsage);
  return run_within(command.words, context);
}

// One document as it is, several (of a stream) as an array, what is no JSON as a text.
render::Json document_of(const std::string& output) {
  if (output.empty()) return nullptr;
  if (render::Json whole = render::Json::parse(output, nullptr, false); !whole.is_discarded()) return whole;
  render::Json all = render::Json::array();
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);)
    if (render::Json one = render::Json::parse(line, nullptr, false); !one.is_discarded())
      all.push_back(std::move(one));
    else
      return output;
  return all;
}

int report_unread(const std::string& path, int error, Context& context) {
  return report_error(context, kernel::message({.operation = "read", .subject = path, .error = error}),
                      error == ENOENT ? commands::kNo : commands::kRefused);
}

class Batch {
 public:
  Batch(const BatchOptions& options, Context& context) : options_(options), context_(context) {}

  int run(std::istream& in) {
    std::size_t lines_read = 0;
    if (context_.globals.json) list_.open_array();
    while (const auto command = next_command(in, lines_read)) {
      const int status = run_one(*command);
      ++count_;
      if (status == commands::kDone) continue;
      if (status_ == commands::kDone) status_ = status;
      ++failed_;
      if (options_.keep_going) continue;
      say_where_it_ended(*command, status);
      break;
    }
    const bool standard = options_.file == "-";  // whose errors only C tells
    if (!in.bad() && !(standard && std::ferror(stdin) != 0)) return finish();
    return report_unread(standard ? "standard input" : options_.file, errno, context_);
  }

 private:
  int run_one(const BatchCommand& command) {
    std::ostringstream output;
    const bool json = context_.globals.json;
    Context inner{context_.kernel,
                  json ? output : context_.out,
                  context_.err,
                  context_.globals,
                  options_.file + ":" + std::to_string(command.line) + ": ",
                  {}};
    inner.globals.pretty = false;
    const int status = run_command(command, inner);
    if (json) add(command, output.str(), status);
    context_.out.flush();  // whoever wrote the command may wait for its answer
    return status;
  }

  void add(const BatchCommand& command, const std::string& output, int status) {
    list_.open_object();
    list_.list("command", command.words);
    list_.key("output");
    write_output(output);
    list_.field("line", command.line);
    list_.field("status", status);
    list_.close_object();
    context_.out << list_.take_so_far();
  }

  // On one line a document stays as it is: dumps of maps can be large.
  void write_output(const std::string& output) {
    if (!context_.globals.pretty && render::Json::accept(output))
      list_.document(std::string_view(output).substr(0, output.find_last_not_of('\n') + 1));
    else
      list_.value(document_of(output));
  }

  void say_where_it_ended(const BatchCommand& command, int status) {
    context_.err << "bpflens: " << render::printable(options_.file) << ':' << command.line
                 << ": the batch ended here, with status " << status << " (--keep-going goes on)" << std::endl;
  }

  int finish() {
    if (context_.globals.json) {
      list_.close_array();
      context_.out << list_.take();
    } else if (status_ == commands::kDone || options_.keep_going) {
      context_.out << "processed " << count_ << " commands";
      if (failed_ != 0) context_.out << ", " << failed_ << " failed";
      context_.out << '\n';
    }
    return status_;
  }

  const BatchOptions& options_;
  Context& context_;
  render::JsonText list_{context_.globals.pretty};
  std::size_t count_ = 0;
  std::size_t failed_ = 0;
  int status_ = commands::kDone;
};

int run(const BatchOptions& options, Context& context) {
  if (!context.origin.empty()) throw commands::UsageError("a batch starts no other batch");
  if (options.file == "-") return Batch(options, context).run(std::cin);
  std::ifstream file(options.file);
  if (file) return Batch(options, context).run(file);
  return report_unread(options.file, errno, context);
}

}  // namespace

void add_batch(CLI::App& root, commands::Invocation& chosen) {
  commands::add_verb<BatchOptions>(root, chosen,
                                   {.name = "batch",
                                    .alias = "",
                                    .description = "Run the commands of a file, up to the first that fails",
                                    .examples = "  bpflens batch setup.txt\n"
                                                "  bpflens -j batch --keep-going checks.txt | jq '.[].status'\n"
                                                "  echo 'map update counts 1 0' | bpflens batch -",
                                    .declare = declare,
                                    .run = run});
}

}  // namespace bpflens::cli
