// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "support/fixtures.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace bpflens::test {

std::string fixture_directory() {
  const char* elsewhere = std::getenv("BPFLENS_TEST_OBJECTS");
  return elsewhere != nullptr ? elsewhere : BPFLENS_TEST_OBJECTS;
}

std::string fixture_path(const std::string& name) { return fixture_directory() + "/" + name + ".bpf.o"; }

std::vector<std::byte> fixture_bytes(const std::string& name) {
  std::ifstream file(fixture_path(name), std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  if (text.empty()) throw std::runtime_error("there is no fixture " + name);
  const auto* start = reinterpret_cast<const std::byte*>(text.data());
  return {start, start + text.size()};
}

std::string bpf_include_directory() { return BPFLENS_BPF_INCLUDE; }

}  // namespace bpflens::test
