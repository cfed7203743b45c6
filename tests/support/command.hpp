// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Runs a whole command line and keeps what it wrote.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "cli/run.hpp"

namespace bpflens::test {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

inline Outcome run_words(const std::vector<std::string>& words, kernel::Kernel& kernel) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = cli::run(words, kernel, out, err);
  return {code, out.str(), err.str()};
}

// The line is split at spaces.
inline Outcome run(const std::string& line, kernel::Kernel& kernel) {
  std::istringstream words(line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  return run_words(arguments, kernel);
}

}  // namespace bpflens::test
