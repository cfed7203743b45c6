// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verifier's words for what is wrong, and what mostly helps. The first row that fits counts.
#include <algorithm>
#include <array>

#include "render/verifier_report.hpp"

namespace bpflens::render {
namespace {

struct Row {
  std::string_view words;
  std::string_view hint;
};

constexpr auto kRows = std::to_array<Row>({
    {"_or_null'", "compare the pointer with NULL before using it: what was asked for may not be there"},
    {"possibly NULL pointer", "compare the pointer with NULL before passing it on"},
    {"invalid access to packet",
     "compare the end of what is accessed with data_end first: if ((void *)(p + 1) > data_end) return ...;"},
    {"invalid access to map value", "compare the offset with the value's size first, in an unsigned variable"},
    {"unbounded memory access",
     "give the index or length an upper bound before it is used: if (n > MAX) return ...; or n &= MAX - 1"},
    {"min value is negative", "make the index or length unsigned, or compare it with 0 first"},
    {"max value is outside", "give the index an upper bound within the array before it is used"},
    {"cannot use helper", "this program type may not call that helper here: see bpflens feature helpers NAME"},
    {"unknown func", "this kernel, or this program type, doesn't have that helper: see bpflens feature helpers NAME"},
    {"invalid func", "this kernel doesn't have that helper: see bpflens feature helpers"},
    {"calling kernel function", "this program type may not call that kernel function here"},
    {"GPL", "give the object a GPL-compatible licence: char LICENSE[] SEC(\"license\") = \"GPL\""},
    {"is too large",
     "the verifier looked at a million instructions: bound loops more tightly, use bpf_loop(), or split "
     "the program by tail calls or non-static functions"},
    {"too complex", "fewer branches in loops, bpf_loop(), or a program split by tail calls or non-static functions"},
    {"infinite loop detected", "let the loop's counter reach a bound that the verifier can see, or use bpf_loop()"},
    {"back-edge", "kernels before 5.3 take no loops: unroll it (#pragma unroll)"},
    {"!read_ok", "a variable is read that has no value on this path: initialise it, and return a value at the end"},
    {"Unreleased reference", "on every path give back what was acquired (submit or discard, release)"},
    {"stack size", "the stack has 512 bytes: keep large variables in a map"},
    {"invalid indirect read from stack", "initialise the whole variable first, with its padding (= {} or memset)"},
    {"invalid read from stack", "initialise the variable before it is read"},
    {"invalid write to stack", "the stack has 512 bytes, and an index into it must be bounded"},
    {"invalid bpf_context access", "this program type may not access that field of its context in this width or way"},
    {"dereference of modified ctx", "read fields of the context at constant offsets from the original pointer"},
    {"At program exit the register R0", "return one of the values that this program type may return"},
    {"unreachable insn", "some code can't be reached: compile with optimisation (-O2)"},
    {"misaligned", "access memory in its own alignment, or byte by byte"},
    {"missing btf", "compile with -g, and don't strip .BTF and .BTF.ext"},
    {"prohibited for !root", "loading as this user is restricted: run it with CAP_BPF and CAP_PERFMON"},
    {"leaks addr", "loading as this user is restricted: run it with CAP_BPF and CAP_PERFMON"},
    {"expected=", "the argument is of another kind than the helper wants: see its documentation"},
});

}  // namespace

std::string verifier_hint(std::string_view reason, std::string_view log) {
  const auto in = [](std::string_view text) {
    return std::find_if(kRows.begin(), kRows.end(),
                        [&](const Row& row) { return text.find(row.words) != std::string_view::npos; });
  };
  if (const auto row = in(reason); row != kRows.end()) return std::string(row->hint);
  // The verdict may come with a line behind it that says less.
  const std::string_view end = log.substr(log.size() > 600 ? log.size() - 600 : 0);
  const auto row = in(end);
  return row != kRows.end() ? std::string(row->hint) : "";
}

}  // namespace bpflens::render
