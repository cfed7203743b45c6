// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Legacy maps put into ".maps", with all that refers to them: types, symbols, instructions, initial values.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "object/btf_edit.hpp"
#include "object/elf_image.hpp"
#include "object/rewriter.hpp"

namespace bpflens::object {

// A map defined anew.
struct UpgradedMap {
  std::string name;
  std::string pin;  // where old loaders pinned it, below a bpffs: "tc/globals/counts"; empty: nowhere
  bool operator==(const UpgradedMap&) const = default;
};

// The maps that were legacy. Types are the object's, if it has any, and what becomes of them.
std::variant<std::vector<UpgradedMap>, Problem> upgrade_maps(const Image& image, Rewriter& rewriter,
                                                             std::optional<BtfEdit>& types);

}  // namespace bpflens::object
