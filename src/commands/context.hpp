// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a command gets to work with, and how it reports.
#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace CLI {
class App;
}

namespace bpflens::commands {

enum ExitCode : int {
  kDone = 0,          // done; the answer is yes
  kNo = 1,            // the answer is no: not found, check says no, diff differs
  kUsage = 2,         // the command line is wrong
  kRefused = 3,       // the kernel, a file or the network said no
  kPermission = 4,    // permission is missing
  kUndetermined = 5,  // it could not be determined
  kVerifier = 6,      // the verifier rejected a program
};

// Options that every command understands.
struct Globals {
  bool json = false;
  bool pretty = false;  // implies json
  bool show_pins = false;
  bool debug = false;
  bool version = false;
  bool map_compatibility = false;  // accepted for bpftool's sake: there is nothing to switch
  bool no_mount = false;           // likewise: nothing is mounted unless --mount asks for it
  std::string color = "auto";
  std::string form;                 // of lists: "json", "jsonl", "csv" or "text"
  std::vector<std::string> fields;  // of a list's objects, to be printed alone
  bool quiet = false;               // their ids alone
  bool no_headers = false;
  bool no_pager = false;
  std::string verifier_log;  // set by commands that load: where the verifier's log goes; -: standard error
};

struct Context {
  kernel::Kernel& kernel;
  std::ostream& out;
  std::ostream& err;
  Globals globals;
  std::string origin;      // in front of messages, where a batch file has the command: "setup.txt:3: "
  render::Look look = {};  // of text on standard output
};

// The command line was understood word by word, but makes no sense. Caught in cli::run.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Says what went wrong: in words on standard error and, where JSON was asked for, as the document
// {"error": ...} on standard output. Returns the code to exit with.
int report_error(Context& context, const std::string& message, ExitCode code);

// For changes that have been made: bpftool prints null for JSON and nothing else.
int done(Context& context);

// Writes a document in the form asked for by -j or -p.
void print_json(Context& context, const render::Json& document);

// How text is to look, by the options, the terminal and the environment: NO_COLOR and TERM=dumb mean none,
// CLICOLOR_FORCE (but for 0) colour even into a pipe.
render::Look look_of(const Globals& globals, kernel::Host& host);

// Writes a table as the context has it.
void print_table(Context& context, const render::Table& table);

// What a verb lists: the name that its objects have in the schemas, and the field that -q prints.
struct Listing {
  std::string_view object;  // empty: no list
  std::string_view id;
  bool lines = false;                                   // it comes line by line, each an object
  render::Json (*rows)(const render::Json&) = nullptr;  // from a document that is no list to the objects in it
};

// What the parser chose, to be run once parsing has succeeded.
struct Invocation {
  Globals globals;
  std::function<int(Context&)> run;
  bool paged = false;  // its text may be longer than a terminal
  Listing listing = {};
  std::map<const CLI::App*, std::function<Listing()>> listings = {};  // of every verb that lists
};

}  // namespace bpflens::commands
