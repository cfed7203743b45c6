// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog dump": a program's instructions as the verifier left them, or its machine code.
#include "btf/prototype.hpp"

#include <cstdint>
#include "commands/files.hpp"
#include "commands/prog/dump_as.hpp"
#include "commands/prog/prog.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "insn/disassemble.hpp"
#include "insn/machine.hpp"
#include "render/listing.hpp"
#include "render/machine_listing.hpp"
#include "render/program.hpp"

namespace bpflens::commands {
namespace {

struct DumpOptions {
  std::string what;
  std::string object;
  std::string file;
  std::string as = "text";
  bool opcodes = false;
  bool linum = false;
  bool visual = false;
};

void declare(CLI::App& app, DumpOptions& options) {
  app.add_option("FORM", options.what, "xlated: BPF instructions; jited: machine code")
      ->required()
      ->check(CLI::IsMember({"xlated", "jited"}));
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin")->required();
  CLI::Option* file = app.add_option("--file", options.file, "write the raw bytes to a file")->type_name("FILE");
  CLI::Option* opcodes = app.add_flag("--opcodes", options.opcodes, "show the bytes of each instruction");
  CLI::Option* linum = app.add_flag("--linum", options.linum, "show file, line and column of source lines");
  CLI::Option* visual = app.add_flag("--visual", options.visual, "write the control flow as a Graphviz graph");
  CLI::Option* as = app.add_option("--as", options.as,
                                   "text: as the verifier writes them; macros: C, by the kernel's instruction macros; "
                                   "raw: bytes that prog load --raw takes")
                        ->check(CLI::IsMember({"text", "macros", "raw"}))
                        ->type_name("FORM");
  for (CLI::Option* other : {opcodes, linum, visual}) file->excludes(other);
  for (CLI::Option* other : {opcodes, linum}) visual->excludes(other);
  for (CLI::Option* other : {opcodes, linum, visual}) as->excludes(other);
}

void add_prototypes(kernel::Types& kernel_types, const model::Program& program, model::ProgramCode& code) {
  if (!program.btf_id) return;
  const auto blob = kernel_types.blob(*program.btf_id);
  const auto types = blob ? btf::Types::parse(*blob) : std::nullopt;
  if (!types) return;
  for (model::Function& function : code.functions) function.prototype = btf::prototype(*types, function.btf_type);
}

std::vector<insn::Line> named_lines(kernel::Maps& maps, const Dumped& one) {
  return lines_of(insn::decode(one.code.translated), one.code, map_names(maps, one.program));
}

std::vector<render::MachineFunction> machine_functions(const Dumped& one) {
  std::vector<render::MachineFunction> functions;
  std::span<const std::byte> rest = one.code.machine;
  for (const model::Function& function : one.code.functions) {
    const auto code = rest.first(std::min<std::size_t>(function.machine_bytes, rest.size()));
    rest = rest.subspan(code.size());
    functions.push_back(
        {.function = function,
         .symbol = symbol_of(function),
         .lines = insn::disassemble_machine(*insn::own_machine(), code, function.address, one.code.symbols)});
  }
  return functions;
}

render::ListingForm form_of(const DumpOptions& options) { return {options.opcodes, options.linum}; }

std::string text_of(const DumpOptions& options, const Dumped& one, kernel::Maps& maps) {
  if (options.what == "jited") return render::machine_listing(machine_functions(one), one.code, form_of(options));
  return render::listing(named_lines(maps, one), one.code, form_of(options));
}

render::Json json_of(const DumpOptions& options, const Dumped& one, kernel::Maps& maps) {
  if (options.what == "jited") return render::machine_listing_json(machine_functions(one), one.code, form_of(options));
  return render::listing_json(named_lines(maps, one), one.code, form_of(options));
}

void write_text(const DumpOptions& options, const std::vector<Dumped>& all, Context& context) {
  for (const Dumped& one : all) {
    if (all.size() > 1)
      context.out << one.program.id.value << ": " << one.program.type_name << "  " << one.program.name << "\n";
    context.out << text_of(options, one, context.kernel.maps);
  }
}

// bpftool's shapes: the instructions of one program alone, or an object for each of several.
void write_json(const DumpOptions& options, const std::vector<Dumped>& all, Context& context) {
  render::Json several = render::Json::array();
  for (const Dumped& one : all) {
    render::Json listing = json_of(options, one, context.kernel.maps);
    if (all.size() == 1) return print_json(context, listing);
    render::Json json = render::head_json(one.program);
    json["insns"] = std::move(listing);
    several.push_back(std::move(json));
  }
  print_json(context, several);
}

// Nothing to show, and why.
int report_missing(const DumpOptions& options, const Dumped& one, Context& context) {
  const std::string what = (options.what == "jited" ? "the machine code of program " : "the code of program ") +
                           std::to_string(one.program.id.value);
  if (!one.code.hidden.empty())
    return report_error(context, "cannot read " + what + ": " + one.code.hidden, kPermission);
  return report_error(context,
                      "program " + std::to_string(one.program.id.value) +
                          " has no machine code: the kernel interprets it (net.core.bpf_jit_enable is 0)",
                      kNo);
}

int write_bytes(const DumpOptions& options, const Dumped& one, Context& context) {
  const auto& bytes = options.what == "jited" ? one.code.machine : one.code.translated;
  const std::string error = write_file(options.file, bytes, context);
  if (!error.empty()) return report_error(context, error, kRefused);
  if (context.globals.json && options.file != "-") print_json(context, nullptr);
  return kDone;
}

std::vector<Dumped> dumped(kernel::Kernel& kernel, const model::Selector& wanted) {
  std::vector<Dumped> all;
  for (model::Program& program : select_programs(kernel, wanted))
    if (auto code = kernel.programs.code(program.id))
      all.push_back({.program = std::move(program), .code = std::move(*code)});
  return all;
}

void check(const DumpOptions& options, const std::vector<Dumped>& all) {
  if (all.size() > 1 && (options.visual || options.as == "raw" || !options.file.empty()))
    throw UsageError(std::to_string(all.size()) + " programs match '" + selector(options.object).text +
                     "': give the id of one");
  const bool machine = options.what == "jited";
  if (machine && options.visual) throw UsageError("--visual draws BPF instructions: use it with xlated");
  if (machine && options.as != "text")
    throw UsageError("--as " + options.as + " is a form of BPF instructions: use it with xlated");
  if (options.as == "macros" && !options.file.empty()) throw UsageError("--file is for bytes, and macros are text");
}

int run(const DumpOptions& options, Context& context) {
  const model::Selector wanted = selector(options.object);
  std::vector<Dumped> all = dumped(context.kernel, wanted);
  if (all.empty()) return report_error(context, not_found("program", wanted), kNo);
  check(options, all);
  const bool machine = options.what == "jited";
  const std::string why = machine && options.file.empty() ? insn::why_no_machine_code() : "";
  if (!why.empty()) return report_error(context, why + ": write it to a file with --file", kRefused);
  for (Dumped& one : all) {
    if ((machine ? one.code.machine : one.code.translated).empty()) return report_missing(options, one, context);
    add_prototypes(context.kernel.types, one.program, one.code);
  }
  if (options.as == "macros") return dump_macros(all, context);
  if (options.as == "raw") return dump_raw(all[0], options.file, context);
  if (!options.file.empty()) return write_bytes(options, all[0], context);
  if (options.visual)
    context.out << render::graph(named_lines(context.kernel.maps, all[0]), all[0].code);
  else if (context.globals.json)
    write_json(options, all, context);
  else
    write_text(options, all, context);
  return kDone;
}

}  // namespace

void add_prog_dump(CLI::App& prog, Invocation& chosen) {
  add_verb<DumpOptions>(prog, chosen,
                        {.name = "dump",
                         .alias = "",
                         .description = "Show a program's instructions or machine code",
                         .examples = "  bpflens prog dump xlated 12\n"
                                     "  bpflens prog dump xlated name filter --linum\n"
                                     "  bpflens prog dump xlated 12 --as macros > filter.h\n"
                                     "  bpflens prog dump xlated 12 --visual | dot -Tsvg > filter.svg",
                         .declare = declare,
                         .run = run,
                         .paged = true});
}

}  // namespace bpflens::commands
