// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which pins a verb is about: here, below a directory, as a process or container sees them, or everywhere.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/place_filter.hpp"

namespace bpflens::commands {

// "--in": paths are those that a process sees.
void declare_in(CLI::App& app, std::string& in);

// The pins as the process or container sees them that is named; this process's own for an empty name.
class PinView {
 public:
  PinView(Context& context, const std::string& in);
  kernel::Pins& operator*() const { return *pins_; }
  kernel::Pins* operator->() const { return pins_; }

 private:
  std::unique_ptr<kernel::Pins> elsewhere_;
  kernel::Pins* pins_;
};

struct SeenOptions {
  std::string directory;
  std::string in;
  bool all_namespaces = false;
  PlaceFilter place;
};

void declare_seen(CLI::App& app, SeenOptions& options);

struct SeenPins {
  std::vector<model::Pin> pins;
  std::string closed;  // why the directory couldn't be opened at all; else empty
};

// By path, those of other namespaces last, with what else keeps their objects where that can be told. Says on standard
// error where the view is partial.
SeenPins seen_pins(Context& context, const SeenOptions& options);

}  // namespace bpflens::commands
