// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Undoes in the opposite order of doing: pins, then the directories around them.
#include "kernel/libbpf/pin_set.hpp"

#include <unistd.h>

namespace bpflens::kernel {

LibbpfPinSet::~LibbpfPinSet() {
  for (auto path = made_.rbegin(); path != made_.rend(); ++path) unlink(path->c_str());
  while (!directories_.empty()) directories_.pop_back();
}

void LibbpfPinSet::prepare(const std::string& directory, const PinOptions& options) {
  directories_.push_back(std::make_unique<PreparedDirectory>("pin", "in " + directory, directory, options));
}

void LibbpfPinSet::add(const model::ObjectRef& object, const std::string& path) {
  pins_.add(object, path);
  made_.push_back(path);
}

void LibbpfPinSet::keep() {
  made_.clear();
  for (const auto& directory : directories_) directory->keep();
}

}  // namespace bpflens::kernel
