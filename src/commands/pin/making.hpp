// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Options of verbs that make pins.
#pragma once

#include <CLI/CLI.hpp>

#include "kernel/pins.hpp"

namespace bpflens::commands {

inline void declare_making(CLI::App& app, kernel::PinOptions& making) {
  app.add_flag("--parents", making.make_parents, "make missing directories above PATH");
  app.add_flag("--mount", making.mount,
               "mount a bpffs if PATH is not on one, on its nearest directory (must be empty)");
}

}  // namespace bpflens::commands
