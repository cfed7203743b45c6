// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Turns a failed call into one line of text.
#include "kernel/error.hpp"

#include <cstring>

namespace bpflens::kernel {

std::string errno_name(int error) {
  const char* name = strerrorname_np(error);
  return name != nullptr ? name : "errno " + std::to_string(error);
}

std::string message(const Failure& failure) {
  std::string text = "cannot " + failure.operation;
  if (!failure.subject.empty()) text += " " + failure.subject;
  if (failure.error != 0 || !failure.cause.empty()) text += ": ";
  return text + reason(failure);
}

std::string reason(const Failure& failure) {
  std::string text;
  if (failure.error != 0) {
    const char* words = strerrordesc_np(failure.error);
    text = errno_name(failure.error);
    if (words != nullptr) text += std::string(" (") + words + ")";
  }
  if (!failure.cause.empty()) text += (text.empty() ? "" : ": ") + failure.cause;
  if (!failure.next_step.empty()) text += "; " + failure.next_step;
  return text;
}

Error::Error(Failure failure) : std::runtime_error(message(failure)), failure_(std::move(failure)) {}

}  // namespace bpflens::kernel
