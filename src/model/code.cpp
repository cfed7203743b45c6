// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/code.hpp"

#include <string_view>

namespace bpflens::model {

std::string symbol_of(const Function& function) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "bpf_prog_";
  for (const std::uint8_t byte : function.tag) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return function.name.empty() ? text : text + "_" + function.name;
}

}  // namespace bpflens::model
