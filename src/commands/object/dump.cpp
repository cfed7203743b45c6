// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object dump": the instructions as they were compiled, with what the loader makes of them; or as they are
// handed to the kernel, in C or in bytes.
#include <fmt/core.h>

#include <algorithm>

#include "btf/prototype.hpp"
#include "commands/files.hpp"
#include "commands/object/object.hpp"
#include "commands/object/opened.hpp"
#include "commands/verb.hpp"
#include "insn/disassemble.hpp"
#include "insn/macro.hpp"
#include "model/helpers.hpp"
#include "object/linking.hpp"
#include "render/listing.hpp"
#include "render/macro_listing.hpp"
#include "render/object_words.hpp"

namespace bpflens::commands {
namespace {

struct DumpOptions {
  std::string file;
  std::string program;
  std::string as = "text";
  std::string output;
  bool opcodes = false;
  bool linum = false;
};

void declare(CLI::App& app, DumpOptions& options) {
  app.add_option("FILE", options.file, "the compiled object; - for standard input")->required()->type_name("FILE");
  app.add_option("FUNCTION", options.program, "a function or section; all programs and subprograms if left out")
      ->type_name("NAME");
  CLI::Option* as = app.add_option("--as", options.as,
                                   "text: as compiled, with relocations; macros: C, by the kernel's instruction "
                                   "macros; raw: bytes that prog load --raw takes")
                        ->check(CLI::IsMember({"text", "macros", "raw"}))
                        ->type_name("FORM");
  app.add_option("--file", options.output, "write the bytes of --as raw to a file")->type_name("FILE")->needs(as);
  app.add_flag("--opcodes", options.opcodes, "show the bytes of each instruction")->excludes(as);
  app.add_flag("--linum", options.linum, "show file, line and column of source lines")->excludes(as);
}

std::string helper_name(const insn::Instruction& i) {
  const bool helper = is_call(i) && i.src == insn::kHelper;
  const model::HelperFact* fact = helper ? model::helper_fact(static_cast<std::uint32_t>(i.imm)) : nullptr;
  return fact == nullptr ? "" : std::string(fact->name);
}

std::string prototype(const OpenedObject& object, const model::ObjectFunction& function) {
  const std::string text = object.types ? btf::prototype(*object.types, function.type) : "";
  return text.empty() ? function.name : text;
}

std::vector<model::SourceLine> trimmed(std::vector<model::SourceLine> lines) {
  for (model::SourceLine& line : lines)
    line.text.erase(0, std::min(line.text.find_first_not_of(" \t"), line.text.size()));
  return lines;
}

std::string head(const model::ObjectFunction& function) {
  const std::string type = function.is_program ? render::kind_text(function.kind) : "subprogram";
  return fmt::format("{}: {}, section {}", function.name, type, function.section);
}

// A function as it was compiled.
struct Compiled {
  model::ProgramCode code;
  std::vector<insn::Line> lines;
};

// The notes are in the order of their slots.
std::string remark(const std::vector<object::RelocationNote>& notes, std::size_t slot) {
  std::string text;
  auto note = std::lower_bound(notes.begin(), notes.end(), slot,
                               [](const object::RelocationNote& one, std::size_t wanted) { return one.slot < wanted; });
  for (; note != notes.end() && note->slot == slot; ++note)
    text += (text.empty() ? "" : "; ") + (note->relocation.empty() ? "" : note->relocation + ": ") + note->made;
  return text;
}

Compiled compiled(const OpenedObject& object, std::size_t index, const std::vector<object::RelocationNote>& notes) {
  const model::ObjectFunction& function = object.file.functions[index];
  insn::Symbols symbols;
  symbols.call = [](std::size_t, const insn::Instruction& i) { return helper_name(i); };
  symbols.remark = [&notes](std::size_t slot, const insn::Instruction&) { return remark(notes, slot); };
  Compiled one;
  one.code.translated = function.code;
  one.code.functions = {{.slot = 0, .name = function.name, .prototype = prototype(object, function)}};
  one.code.lines = trimmed(function.lines);
  one.lines = insn::disassemble(insn::decode(function.code), symbols);
  return one;
}

// A program and the subprograms it calls, as the loader hands it to the kernel.
struct Ready {
  std::vector<insn::Instruction> instructions;
  model::ProgramCode code;
};

void warn_of_what_is_left(const model::ObjectFunction& function, const object::Linked& linked, Context& context) {
  for (const std::string& name : linked.left)
    context.err << "bpflens: " << function.name << " needs " << name
                << " of the kernel that loads it: only a loader can put it in" << std::endl;
  if (!function.core_relocations.empty())
    context.err << "bpflens: " << function.name << " has CO-RE relocations: numbers are those it was compiled with"
                << std::endl;
}

Ready ready(const OpenedObject& object, std::size_t index, Context& context) {
  object::Linked linked = object::link(object.file, index);
  warn_of_what_is_left(object.file.functions[index], linked, context);
  Ready program;
  for (const object::Linked::Part& part : linked.parts) {
    const model::ObjectFunction& function = object.file.functions[part.function];
    program.code.functions.push_back(
        {.slot = part.slot, .name = function.name, .prototype = prototype(object, function)});
    for (model::SourceLine& line : trimmed(function.lines)) {
      line.slot += part.slot;
      program.code.lines.push_back(std::move(line));
    }
  }
  program.code.translated = insn::encode(linked.instructions);
  program.instructions = std::move(linked.instructions);
  return program;
}

// In C a map is known by its descriptor, which is a variable.
std::vector<insn::Line> macro_lines(std::vector<insn::Instruction> instructions) {
  for (std::size_t slot = 0; slot < instructions.size(); ++slot) {
    insn::Instruction& i = instructions[slot];
    if (!is_wide(i)) continue;
    if (i.src == insn::kPseudoMapIndex) i.src = insn::kPseudoMapFd;
    if (i.src == insn::kPseudoMapIndexValue) i.src = insn::kPseudoMapValue;
    ++slot;
  }
  insn::Symbols symbols;
  symbols.call = [](std::size_t, const insn::Instruction& i) { return helper_name(i); };
  return insn::disassemble(instructions, symbols);
}

insn::MacroNames macro_names(const model::ObjectFile& file) {
  insn::MacroNames names;
  names.map = [&file](std::size_t, const insn::Instruction& i) {
    const auto index = static_cast<std::size_t>(i.imm);
    return index < file.maps.size() ? render::descriptor_name(file.maps[index].name) : "";
  };
  names.helper = [](std::size_t, const insn::Instruction& i) {
    const std::string name = helper_name(i);
    return name.empty() ? "" : "BPF_FUNC_" + name.substr(4);
  };
  return names;
}

int dump_macros(const OpenedObject& object, const std::vector<std::size_t>& chosen, Context& context) {
  render::Json all = render::Json::array();
  for (const std::size_t index : chosen) {
    const model::ObjectFunction& function = object.file.functions[index];
    const Ready program = ready(object, index, context);
    const auto lines = macro_lines(program.instructions);
    const insn::MacroNames names = macro_names(object.file);
    if (!context.globals.json)
      context.out << render::c_comment(head(function)) << "\n" << render::macro_listing(lines, program.code, names);
    else
      all.push_back({{"name", function.name},
                     {"section", function.section},
                     {"insns", render::macro_listing_json(lines, program.code, names)}});
  }
  if (context.globals.json) print_json(context, all);
  return kDone;
}

int dump_raw(const DumpOptions& options, const OpenedObject& object, const std::vector<std::size_t>& chosen,
             Context& context) {
  if (chosen.size() != 1)
    throw UsageError(options.file + " has " + std::to_string(chosen.size()) + " such functions: name one");
  const Ready program = ready(object, chosen[0], context);
  if (context.globals.json && options.output.empty()) {
    print_json(context, render::raw_json(program.code.translated));
    return kDone;
  }
  const std::string error = write_file(options.output.empty() ? "-" : options.output, program.code.translated, context);
  if (!error.empty()) return report_error(context, error, kRefused);
  if (context.globals.json && options.output != "-") print_json(context, nullptr);
  return kDone;
}

int dump_text(const DumpOptions& options, const OpenedObject& object, const std::vector<std::size_t>& chosen,
              Context& context) {
  const auto notes = object::relocation_notes(object.image, object.file);
  const render::ListingForm form{options.opcodes, options.linum};
  render::Json all = render::Json::array();
  for (const std::size_t index : chosen) {
    const model::ObjectFunction& function = object.file.functions[index];
    const Compiled one = compiled(object, index, notes[index]);
    if (!context.globals.json)
      context.out << (index == chosen[0] ? "" : "\n") << render::source_text({.text = head(function)}, false)
                  << render::listing(one.lines, one.code, form);
    else
      all.push_back({{"name", function.name},
                     {"section", function.section},
                     {"type", function.is_program ? render::kind_text(function.kind) : "subprogram"},
                     {"insns", render::listing_json(one.lines, one.code, form)}});
  }
  if (context.globals.json) print_json(context, all);
  return kDone;
}

int run(const DumpOptions& options, Context& context) {
  if (!options.output.empty() && options.as != "raw") throw UsageError("--file is for the bytes of --as raw");
  int code = kDone;
  const auto object = open_object(options.file, context, code);
  if (!object) return code;
  auto chosen = functions_named(*object, options.program);
  if (options.as == "text" && options.program.empty()) {  // subprograms too, each once
    chosen.resize(object->file.functions.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
  }
  if (chosen.empty() && options.as != "raw" && !context.globals.json)
    context.out << render::c_comment("there are no functions in " + options.file) << "\n";
  if (options.as == "macros") return dump_macros(*object, chosen, context);
  if (options.as == "raw") return dump_raw(options, *object, chosen, context);
  return dump_text(options, *object, chosen, context);
}

}  // namespace

void add_object_dump(CLI::App& object, Invocation& chosen) {
  add_verb<DumpOptions>(object, chosen,
                        {.name = "dump",
                         .alias = "",
                         .description = "Show the instructions in an object",
                         .examples = "  bpflens object dump filter.o\n"
                                     "  bpflens object dump filter.o my_prog --as macros > my_prog.h\n"
                                     "  bpflens object dump filter.o my_prog --as raw --file my_prog.raw",
                         .declare = declare,
                         .run = run,
                         .paged = true});
}

}  // namespace bpflens::commands
