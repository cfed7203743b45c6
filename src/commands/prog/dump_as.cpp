// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Both forms hold helpers by number again; the kernel itself keeps addresses of functions in calls.
#include "commands/prog/dump_as.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

#include "commands/files.hpp"
#include "insn/loadable.hpp"
#include "insn/macro.hpp"
#include "model/helper_symbols.hpp"
#include "model/helpers.hpp"
#include "render/macro_listing.hpp"
#include "render/program.hpp"

namespace bpflens::commands {
namespace {

using Names = std::map<std::uint32_t, std::string>;

insn::Loadable loadable(const model::ProgramCode& code) {
  return insn::loadable(insn::decode(code.translated), [&code](std::size_t slot) {
    const auto found = code.calls.find(slot);
    return found == code.calls.end() ? std::nullopt : model::helper_of_symbol(found->second);
  });
}

void warn_of_lost_calls(const Dumped& one, const insn::Loadable& code, Context& context) {
  for (const std::size_t slot : code.lost) {
    const auto found = one.code.calls.find(slot);
    const std::string name =
        found == one.code.calls.end() || found->second.empty() ? "a function without a known name" : found->second;
    context.err << "bpflens: program " << one.program.id.value << ", instruction " << slot << " calls " << name
                << ", which is no helper (the verifier put it there): it can't be loaded again as it is" << std::endl;
  }
}

// Maps of the same name are told apart by their ids.
Names descriptors(const Names& maps) {
  Names names;
  for (const auto& [id, name] : maps) {
    const auto same = [&wanted = name](const auto& other) { return other.second == wanted; };
    const bool unique = !name.empty() && std::count_if(maps.begin(), maps.end(), same) == 1;
    names[id] = render::descriptor_name(unique ? name : name + "_" + std::to_string(id));
  }
  return names;
}

insn::MacroNames macro_names(const Names& fds) {
  insn::MacroNames names;
  names.map = [&fds](std::size_t, const insn::Instruction& i) {
    const auto id = static_cast<std::uint32_t>(i.imm);
    return fds.contains(id) ? fds.at(id) : "map_" + std::to_string(id) + "_fd";
  };
  names.helper = [](std::size_t, const insn::Instruction& i) {
    const model::HelperFact* fact = model::helper_fact(static_cast<std::uint32_t>(i.imm));
    return fact == nullptr ? "" : "BPF_FUNC_" + std::string(fact->name.substr(4));
  };
  return names;
}

std::string head(const Dumped& one, const Names& maps, const Names& fds) {
  std::string text =
      render::c_comment(fmt::format("{}: {}  {}", one.program.id.value, one.program.type_name, one.program.name)) +
      "\n";
  for (const auto& [id, fd] : fds)
    text += render::c_comment(fmt::format("{}: descriptor of map {} {}", fd, id, maps.at(id))) + "\n";
  return text;
}

}  // namespace

Names map_names(kernel::Maps& maps, const model::Program& program) {
  Names names;
  for (const model::MapId id : program.map_ids)
    if (const auto map = maps.find(id)) names[id.value] = map->name;
  return names;
}

std::vector<insn::Line> lines_of(std::span<const insn::Instruction> instructions, const model::ProgramCode& code,
                                 const Names& maps) {
  insn::Symbols symbols;
  symbols.call = [&code](std::size_t slot, const insn::Instruction&) {
    const auto found = code.calls.find(slot);
    return found == code.calls.end() ? std::string() : found->second;
  };
  symbols.remark = [&maps](std::size_t, const insn::Instruction& i) {
    const bool of_map = is_wide(i) && (i.src == insn::kPseudoMapFd || i.src == insn::kPseudoMapValue);
    const auto found = maps.find(static_cast<std::uint32_t>(i.imm));
    return of_map && found != maps.end() && !found->second.empty() ? "map " + found->second : "";
  };
  return insn::disassemble(instructions, symbols);
}

int dump_macros(std::span<const Dumped> all, Context& context) {
  render::Json several = render::Json::array();
  for (const Dumped& one : all) {
    const insn::Loadable code = loadable(one.code);
    warn_of_lost_calls(one, code, context);
    const Names maps = map_names(context.kernel.maps, one.program);
    const Names fds = descriptors(maps);
    const auto lines = lines_of(code.instructions, one.code, maps);
    if (!context.globals.json) {
      context.out << head(one, maps, fds) << render::macro_listing(lines, one.code, macro_names(fds));
      continue;
    }
    several.push_back(render::head_json(one.program));
    several.back()["insns"] = render::macro_listing_json(lines, one.code, macro_names(fds));
  }
  if (context.globals.json) print_json(context, all.size() == 1 ? several[0]["insns"] : several);
  return kDone;
}

int dump_raw(const Dumped& one, const std::string& file, Context& context) {
  const insn::Loadable code = loadable(one.code);
  warn_of_lost_calls(one, code, context);
  const std::vector<std::byte> bytes = insn::encode(code.instructions);
  if (context.globals.json && file.empty()) {
    print_json(context, render::raw_json(bytes));
    return kDone;
  }
  const std::string error = write_file(file.empty() ? "-" : file, bytes, context);
  if (!error.empty()) return report_error(context, error, kRefused);
  if (context.globals.json && file != "-") print_json(context, nullptr);
  return kDone;
}

}  // namespace bpflens::commands
