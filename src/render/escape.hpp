// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Text from outside (names, comms, paths, data) made safe for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace bpflens::render {

// The text with control characters (C0, DEL, C1) and bytes that are no valid UTF-8 written as \xNN,
// and a backslash doubled.
std::string printable(std::string_view text);

}  // namespace bpflens::render
