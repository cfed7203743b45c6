// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// SHA-1 (RFC 3174), by which tc named the directory of an object's pins. Not for security.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace bpflens::object {

// 40 hexadecimal digits.
std::string sha1(std::span<const std::byte> message);

}  // namespace bpflens::object
