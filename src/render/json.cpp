// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/json.hpp"

namespace bpflens::render {

std::string text_of(const Json& document, bool pretty) {
  return document.dump(pretty ? 4 : -1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bpflens::render
