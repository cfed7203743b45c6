// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs in C, by the kernel's instruction macros.
#pragma once

#include <span>
#include <string>

#include "insn/macro.hpp"
#include "model/code.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// The elements of an array of struct bpf_insn, a line each; prototypes, source lines and remarks are comments.
std::string macro_listing(std::span<const insn::Line> lines, const model::ProgramCode& code,
                          const insn::MacroNames& names);

// The listing as JSON, with "macro" in each instruction.
Json macro_listing_json(std::span<const insn::Line> lines, const model::ProgramCode& code,
                        const insn::MacroNames& names);

// A comment of C that the text can't end.
std::string c_comment(const std::string& text);

// A name of C for a map's descriptor: "counts_fd".
std::string descriptor_name(const std::string& map);

// {"instructions": 2, "raw": "b7000000..."}
Json raw_json(std::span<const std::byte> bytes);

}  // namespace bpflens::render
