// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a run of a program gave, in bpftool's words and JSON.
#pragma once

#include <string>

#include "model/test_run.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// What of a result is shown, and how the run is to be described.
struct TestRunForm {
  bool data = false;
  bool context = false;
  bool repeated = false;
  std::string note;  // what the reader should know about the return value; may be empty
};

// {"data_out"?: [bytes], "ctx_out"?: [bytes], "retval", "duration"}, bytes as numbers.
Json to_json(const model::TestResult& result, const TestRunForm& form);

// Dumps of the bytes, and "Return value: 2, duration: 31ns".
std::string text_of(const model::TestResult& result, const TestRunForm& form);

}  // namespace bpflens::render
