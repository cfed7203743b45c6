// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What libbpf before 1.4 takes for granted of BTF, and falls over or follows for ever where it isn't so.
#pragma once

#include <cstddef>
#include <string>

#include "object/btf_records.hpp"

namespace bpflens::object {

// What is wrong with types, of id 1 and up, and that many bytes of strings: a reference to what isn't there, or a
// type that contains itself through anything but a pointer. Empty when nothing is.
std::string unsoundness(const BtfRecords& types, std::size_t strings);

}  // namespace bpflens::object
