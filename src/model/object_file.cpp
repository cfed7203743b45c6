// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/object_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bpflens::model {
namespace {

constexpr auto kGplCompatible = std::to_array<std::string_view>(
    {"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"});

}  // namespace

bool is_gpl_compatible(const std::string& license) {
  return std::find(kGplCompatible.begin(), kGplCompatible.end(), license) != kGplCompatible.end();
}

}  // namespace bpflens::model
