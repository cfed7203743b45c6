// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Disassembled programs as text, as bpftool's JSON and as a graph.
#pragma once

#include <span>
#include <string>

#include "insn/disassemble.hpp"
#include "model/code.hpp"
#include "render/json.hpp"

namespace bpflens::render {

struct ListingForm {
  bool opcodes = false;       // show the bytes of each instruction
  bool line_numbers = false;  // show file, line and column with each source line
};

// Hands out what belongs to a slot, as long as slots are asked for in rising order.
template <class Item>
class InOrder {
 public:
  explicit InOrder(const std::vector<Item>& items) : items_(items) {}

  const Item* at(std::size_t slot) {
    const Item* found = nullptr;
    for (; next_ < items_.size() && items_[next_].slot <= slot; ++next_)
      if (items_[next_].slot == slot) found = &items_[next_];
    return found;
  }

 private:
  const std::vector<Item>& items_;
  std::size_t next_ = 0;
};

// An instruction a line, with prototypes of functions and source lines where the program has them.
std::string listing(std::span<const insn::Line> lines, const model::ProgramCode& code, const ListingForm& form);

// bpftool's array: "proto" and "src" before the instruction that they belong to; "remark" is our own.
Json listing_json(std::span<const insn::Line> lines, const model::ProgramCode& code, const ListingForm& form);

// A source line as listings show it: "; return 0;", with its place where numbers are asked for.
std::string source_text(const model::SourceLine& source, bool numbers);

// Adds "src" and, where numbers are asked for, "file", "line_num" and "line_col".
void add_source(const model::SourceLine& source, bool numbers, Json& json);

// ["0x61", "0x11"]
Json hex_array(std::span<const std::byte> bytes);

// The control flow in Graphviz's language: a cluster a function, a node a basic block.
std::string graph(std::span<const insn::Line> lines, const model::ProgramCode& code);

}  // namespace bpflens::render
