// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "support/fixtures.hpp"

#include <cstdlib>

namespace bpflens::test {

std::string fixture_directory() {
  const char* elsewhere = std::getenv("BPFLENS_TEST_OBJECTS");
  return elsewhere != nullptr ? elsewhere : BPFLENS_TEST_OBJECTS;
}

std::string fixture_path(const std::string& name) { return fixture_directory() + "/" + name + ".bpf.o"; }

}  // namespace bpflens::test
