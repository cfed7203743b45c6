// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Capstone's text is split into operands at the commas outside brackets.
#include "insn/machine.hpp"

#include <fmt/core.h>

#include <charconv>
#include <memory>
#include <new>
#include <string_view>

#include "insn/capstone.hpp"

namespace bpflens::insn {
namespace {

class Engine {
 public:
  explicit Engine(Machine machine) {
    const bool x86 = machine == Machine::x86_64;
    if (capstone().open(x86 ? CS_ARCH_X86 : CS_ARCH_ARM64, x86 ? CS_MODE_64 : CS_MODE_LITTLE_ENDIAN, &handle_) !=
        CS_ERR_OK)
      throw std::bad_alloc();
    if (x86) capstone().option(handle_, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
    capstone().option(handle_, CS_OPT_SKIPDATA, CS_OPT_ON);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() { capstone().close(&handle_); }

  csh get() const { return handle_; }

 private:
  csh handle_ = 0;
};

std::vector<std::string> split_operands(std::string_view text) {
  std::vector<std::string> operands;
  std::string current;
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c == ',' && depth == 0) {
      operands.push_back(std::move(current));
      current.clear();
    } else if (c != ' ' || !current.empty()) {
      current += c;
    }
  }
  if (!current.empty()) operands.push_back(std::move(current));
  return operands;
}

// The address that an operand such as "0xffffffff81000000" or "#0x1000" is.
std::optional<std::uint64_t> address_in(std::string_view operand) {
  if (operand.starts_with('#')) operand.remove_prefix(1);
  if (!operand.starts_with("0x")) return std::nullopt;
  std::uint64_t address = 0;
  const char* end = operand.data() + operand.size();
  if (std::from_chars(operand.data() + 2, end, address, 16).ptr != end) return std::nullopt;
  return address;
}

// Where a call or jump goes: a symbol, or the offset of a line of the same function.
std::string destination(const std::vector<std::string>& operands, std::uint64_t start, std::size_t size,
                        const std::map<std::uint64_t, std::string>& symbols) {
  const auto address = operands.empty() ? std::nullopt : address_in(operands.back());
  if (!address) return "";
  const auto found = symbols.find(*address);
  if (found != symbols.end()) return found->second;
  return *address - start < size ? fmt::format("to {:x}", *address - start) : "";
}

}  // namespace

std::string why_no_machine_code() {
  if (!own_machine()) return "this build can't disassemble this machine's code";
  if (!capstone().problem.empty())
    return "the library that disassembles it can't be loaded (" + capstone().problem + ")";
  return "";
}

std::optional<Machine> own_machine() {
#if defined(__x86_64__)
  return Machine::x86_64;
#elif defined(__aarch64__)
  return Machine::arm64;
#else
  return std::nullopt;
#endif
}

std::vector<MachineLine> disassemble_machine(Machine machine, std::span<const std::byte> code, std::uint64_t address,
                                             const std::map<std::uint64_t, std::string>& symbols) {
  const Engine engine(machine);
  const auto free_one = [](cs_insn* i) { capstone().free(i, 1); };
  const std::unique_ptr<cs_insn, decltype(free_one)> instruction(capstone().allocate(engine.get()), free_one);
  const auto* next = reinterpret_cast<const std::uint8_t*>(code.data());
  std::size_t left = code.size();
  std::uint64_t at = address;
  std::vector<MachineLine> lines;
  while (capstone().disassemble_next(engine.get(), &next, &left, &at, instruction.get())) {
    const std::uint64_t offset = instruction->address - address;
    MachineLine line{.offset = offset,
                     .bytes = code.subspan(offset, instruction->size),
                     .operation = instruction->mnemonic,
                     .operands = split_operands(instruction->op_str),
                     .remark = ""};
    line.remark = destination(line.operands, address, code.size(), symbols);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace bpflens::insn
