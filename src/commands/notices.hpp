// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What had to be done to an object before libbpf would load it, a line each on standard error.
#pragma once

#include <ostream>
#include <string>

#include "commands/context.hpp"
#include "kernel/loader.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {

inline void say_notices(const kernel::LoadedObject& object, Context& context) {
  for (const std::string& notice : object.notices())
    context.err << "bpflens: " << render::printable(notice) << std::endl;
}

}  // namespace bpflens::commands
