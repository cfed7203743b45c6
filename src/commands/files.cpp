// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// C streams, since they keep errno.
#include "commands/files.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

#include "kernel/error.hpp"

namespace bpflens::commands {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string failed(const std::string& operation, const std::string& path, int error) {
  return kernel::message({.operation = operation, .subject = path, .error = error});
}

FileBytes read_stream(std::FILE* stream, const std::string& path, std::size_t limit) {
  FileBytes read;
  constexpr std::size_t kPiece = 64 * 1024;
  for (std::size_t got = 1; got > 0 && read.bytes.size() <= limit;) {
    const std::size_t had = read.bytes.size();
    read.bytes.resize(had + kPiece);
    got = std::fread(read.bytes.data() + had, 1, kPiece, stream);
    if (got == 0 && std::ferror(stream) != 0) read.error = failed("read", path, errno);
    read.bytes.resize(had + got);
  }
  if (read.error.empty() && read.bytes.size() > limit)
    read.error = path + " is too large: " + std::to_string(limit) + " bytes are the most that make sense here";
  return read;
}

}  // namespace

FileBytes read_file(const std::string& path, std::size_t limit) {
  if (path == "-") return read_stream(stdin, "standard input", limit);
  const File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return {.bytes = {}, .error = failed("open", path, errno)};
  return read_stream(file.get(), path, limit);
}

std::string write_file(const std::string& path, std::span<const std::byte> bytes, Context& context) {
  if (path == "-") {
    context.out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return "";
  }
  File file(std::fopen(path.c_str(), "wbxe"));
  const bool is_new = file != nullptr;
  if (!is_new) file.reset(std::fopen(path.c_str(), "wbe"));
  if (!file) return failed("open", path, errno);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  const int write_error = written ? 0 : errno;
  const bool closed = std::fclose(file.release()) == 0;
  const int error = !written ? write_error : closed ? 0 : errno;
  if (error == 0) return "";
  if (is_new) std::remove(path.c_str());
  return failed("write", path, error);
}

}  // namespace bpflens::commands
