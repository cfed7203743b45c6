// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where the compiled objects of tests/bpf are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bpflens::test {

// The directory of the build, or the one that the environment names (BPFLENS_TEST_OBJECTS): tests also run on
// machines they weren't built on.
std::string fixture_directory();

// The path of one: "shapes" is tests/bpf/shapes.bpf.c, compiled.
std::string fixture_path(const std::string& name);

// Its bytes.
std::vector<std::byte> fixture_bytes(const std::string& name);

// Where <bpflens/...> is found.
std::string bpf_include_directory();

}  // namespace bpflens::test
