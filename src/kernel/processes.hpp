// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// This process's dealings with others: the signal that ends it, and a command it runs.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bpflens::kernel {

// While it lives, SIGINT, SIGTERM and SIGHUP no longer kill the process but make requested() true
// and the descriptor readable. Made by streams and by work that must not be left half done.
class Stop {
 public:
  virtual ~Stop() = default;
  virtual bool requested() = 0;
  virtual int descriptor() const = 0;

  // Waits that long, or until a signal comes. Returns requested().
  virtual bool wait(std::chrono::milliseconds time) = 0;
};

class Child {
 public:
  virtual ~Child() = default;  // ends the command (SIGTERM) if it still runs, and waits for it

  // Exit status of the command, 128 + signal if a signal ended it; nothing while it runs.
  virtual std::optional<int> status() = 0;
  virtual int wait() = 0;              // until it has ended, and its status
  virtual int descriptor() const = 0;  // readable once the command has ended
};

// A program that shows what this process writes to standard output, a page at a time.
class Pager {
 public:
  virtual ~Pager() = default;  // standard output is again what it was, and the reader has left
};

class Processes {
 public:
  virtual ~Processes() = default;
  virtual std::unique_ptr<Stop> catch_stop() = 0;

  // Starts a command (looked up in PATH, no shell). Its output goes to standard error when
  // divert_output is set, so that it can't mix with events on standard output.
  virtual std::unique_ptr<Child> start(const std::vector<std::string>& command, bool divert_output) = 0;

  // From here on standard output goes into this command (looked up in PATH, no shell); null when it can't be started.
  virtual std::unique_ptr<Pager> page(const std::vector<std::string>& command) = 0;

  // This process's own id, as events tell it.
  virtual int own_pid() = 0;

  // What a process calls itself, from /proc/PID/comm; empty when it has gone.
  virtual std::string comm(int pid) = 0;
};

}  // namespace bpflens::kernel
