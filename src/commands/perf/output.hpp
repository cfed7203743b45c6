// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where the lines of a stream go: standard output, or a file that is followed by the next when it is full.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

namespace bpflens::commands {

struct OutputOptions {
  std::string file;          // empty: standard output
  std::uint64_t rotate = 0;  // bytes after which the file becomes FILE.1; 0: never
  unsigned keep = 5;         // files that were rotated away; the oldest goes
};

class Output {
 public:
  // Throws UsageError when the file can't be opened. What is there already stays: lines are added behind it.
  Output(std::ostream& standard, const OutputOptions& options);

  // What stands at the head of every file. Written at once.
  void set_header(std::string header);

  // Whole lines. What can't be written is said by problem(), and what of it was written is taken back to the last
  // whole line, so that the file stays valid. Standard output throws as it does.
  void write(std::string_view lines);
  void flush();

  // Why nothing more can be written; empty while it can.
  const std::string& problem() const { return problem_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void open();
  void rotate();
  void write_to_file(std::string_view text);
  void cut_to_whole_line(std::string_view text, std::size_t written, int error);

  std::ostream& standard_;
  const OutputOptions& options_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t size_ = 0;  // of the file
  std::string header_;
  std::string problem_;
};

}  // namespace bpflens::commands
