// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// C streams without a buffer, since they keep errno, and tell how much was written.
#include "commands/perf/output.hpp"

#include <cerrno>
#include <filesystem>

#include "commands/context.hpp"
#include "kernel/error.hpp"

namespace bpflens::commands {
namespace {

namespace fs = std::filesystem;

std::string not_written(const std::string& operation, const std::string& path, int error) {
  return kernel::message({.operation = operation, .subject = path, .error = error});
}

}  // namespace

Output::Output(std::ostream& standard, const OutputOptions& options) : standard_(standard), options_(options) {
  if (options_.file.empty()) {
    if (options_.rotate != 0) throw UsageError("--rotate is for --output FILE");
    return;
  }
  open();
  if (!problem_.empty()) throw UsageError(problem_);
}

void Output::open() {
  file_.reset(std::fopen(options_.file.c_str(), "abe"));
  if (!file_) {
    problem_ = not_written("open", options_.file, errno);
    return;
  }
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  std::error_code error;
  const auto size = fs::file_size(options_.file, error);
  size_ = error ? 0 : size;
}

void Output::set_header(std::string header) {
  header_ = std::move(header);
  write(header_);
}

void Output::write(std::string_view lines) {
  if (!file_) {
    if (problem_.empty()) standard_ << lines;
    return;
  }
  if (!problem_.empty() || lines.empty()) return;
  // Line by line only around the limit.
  while (options_.rotate != 0 && size_ + lines.size() > options_.rotate) {
    const std::uint64_t room = options_.rotate - std::min(size_, options_.rotate);
    const std::size_t end = room == 0 ? std::string_view::npos : lines.rfind('\n', room - 1);
    if (end != std::string_view::npos) {
      write_to_file(lines.substr(0, end + 1));
      lines.remove_prefix(end + 1);
    } else if (size_ <= header_.size()) {  // a line that is too long for any file
      const std::size_t line = std::min(lines.find('\n'), lines.size() - 1) + 1;
      write_to_file(lines.substr(0, line));
      lines.remove_prefix(line);
    }
    if (!problem_.empty() || lines.empty()) return;
    rotate();
    if (!problem_.empty()) return;
  }
  write_to_file(lines);
}

void Output::write_to_file(std::string_view text) {
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), file_.get());
  size_ += written;
  if (written < text.size()) cut_to_whole_line(text, written, errno);
}

void Output::cut_to_whole_line(std::string_view text, std::size_t written, int error) {
  problem_ = not_written("write to", options_.file, error);
  const std::size_t line = text.substr(0, written).rfind('\n');
  const std::size_t whole = line == std::string_view::npos ? 0 : line + 1;
  file_.reset();
  std::error_code ignored;  // what is no regular file can't be cut
  if (fs::is_regular_file(options_.file, ignored)) fs::resize_file(options_.file, size_ - (written - whole), ignored);
}

// FILE.1 becomes FILE.2, and so on; then FILE becomes FILE.1.
void Output::rotate() {
  file_.reset();
  const auto numbered = [&](unsigned number) { return options_.file + "." + std::to_string(number); };
  std::error_code error;
  fs::remove(numbered(options_.keep), error);
  for (unsigned number = options_.keep; number > 1; --number)
    if (fs::exists(numbered(number - 1), error)) fs::rename(numbered(number - 1), numbered(number), error);
  fs::rename(options_.file, numbered(1), error);
  if (error) problem_ = not_written("rename", options_.file, error.value());
  if (!error) open();
  if (file_) write_to_file(header_);
}

void Output::flush() {
  if (options_.file.empty()) standard_.flush();
}

}  // namespace bpflens::commands
