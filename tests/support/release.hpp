// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Linux releases as numbers that can be compared.
#pragma once

#include <sys/utsname.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

namespace bpflens::test {

using Release = std::pair<int, int>;

inline Release release_of(const std::string& text) {
  Release release{0, 0};
  if (std::sscanf(text.c_str(), "%d.%d", &release.first, &release.second) != 2) throw std::runtime_error(text);
  return release;
}

inline Release running_release() {
  utsname names{};
  uname(&names);
  return release_of(names.release);
}

}  // namespace bpflens::test
