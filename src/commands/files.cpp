// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// C streams, since they keep errno.
#include "commands/files.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>

#include "kernel/error.hpp"
#include "kernel/explain.hpp"

namespace bpflens::commands {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string failed(const std::string& operation, const std::string& path, int error) {
  kernel::Failure failure{.operation = operation, .subject = path, .error = error};
  if (error == EACCES) {
    const kernel::Explanation found = kernel::explain_file(path);
    failure.cause = found.cause;
    failure.next_step = found.next_step;
  }
  return kernel::message(failure);
}

ExitCode code_of(int error) {
  if (error == ENOENT || error == ENOTDIR) return kNo;
  return error == EACCES || error == EPERM ? kPermission : kRefused;
}

namespace fs = std::filesystem;

// Where a file is written before it gets its name: beside it, so that the name can be given in one step.
fs::path place_beside(const fs::path& path) {
  std::random_device random;
  return path.parent_path() / (".bpflens-" + std::to_string(random()) + std::to_string(random()));
}

// Names a finished file, if nothing has the name. File systems without hard links (FAT) get a rename instead,
// which would replace what came into being since the last look.
std::error_code give_name(const fs::path& finished, const fs::path& name) {
  std::error_code error;
  fs::create_hard_link(finished, name, error);
  if (!error || error == std::errc::file_exists) return error;
  if (fs::exists(fs::symlink_status(name))) return std::make_error_code(std::errc::file_exists);
  fs::rename(finished, name, error);
  return error;
}

std::error_code replace(const fs::path& finished, const fs::path& old, fs::perms mode) {
  std::error_code error;
  fs::permissions(finished, mode, error);
  fs::rename(finished, old, error);
  return error;
}

FileBytes read_stream(std::FILE* stream, const std::string& path, std::size_t limit) {
  FileBytes read;
  constexpr std::size_t kPiece = 64 * 1024;
  for (std::size_t got = 1; got > 0 && read.bytes.size() <= limit;) {
    const std::size_t had = read.bytes.size();
    read.bytes.resize(had + kPiece);
    got = std::fread(read.bytes.data() + had, 1, kPiece, stream);
    const int error = errno;
    if (got == 0 && std::ferror(stream) != 0) {
      read.code = code_of(error);
      read.error = failed("read", path, error);
    }
    read.bytes.resize(had + got);
  }
  if (read.error.empty() && read.bytes.size() > limit)
    read = {
        {}, path + " is too large: " + std::to_string(limit) + " bytes are the most that make sense here", kRefused};
  return read;
}

// Writes a file that errors call by another name.
std::string write_called(const std::string& name, const std::string& path, std::span<const std::byte> bytes) {
  File file(std::fopen(path.c_str(), "wbxe"));
  const bool is_new = file != nullptr;
  if (!is_new) file.reset(std::fopen(path.c_str(), "wbe"));
  if (!file) return failed("open", name, errno);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  const int write_error = written ? 0 : errno;
  const bool closed = std::fclose(file.release()) == 0;
  const int error = !written ? write_error : closed ? 0 : errno;
  if (error == 0) return "";
  if (is_new) std::remove(path.c_str());
  return failed("write", name, error);
}

}  // namespace

FileBytes read_file(const std::string& path, std::size_t limit) {
  if (path == "-") return read_stream(stdin, "standard input", limit);
  const File file(std::fopen(path.c_str(), "rbe"));
  const int error = errno;
  if (!file) return {.bytes = {}, .error = failed("open", path, error), .code = code_of(error)};
  return read_stream(file.get(), path, limit);
}

std::string write_file(const std::string& path, std::span<const std::byte> bytes, Context& context) {
  if (path == "-") {
    context.out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return "";
  }
  return write_called(path, path, bytes);
}

std::string write_new_file(const std::string& path, std::span<const std::byte> bytes, bool replace_it,
                           Context& context) {
  if (path == "-") return write_file(path, bytes, context);
  std::error_code error;
  const fs::file_status there = fs::symlink_status(path, error);
  if (fs::exists(there) && !replace_it) return path + " is there already, and nothing is replaced without --force";
  const fs::file_status file = fs::status(path, error);
  if (fs::exists(file) && !fs::is_regular_file(file)) return path + " is no file that could be replaced";
  const fs::path name = fs::exists(file) ? fs::canonical(path, error) : fs::path(path);  // what a symbolic link means
  const fs::path beside = place_beside(name);
  if (std::string problem = write_called(path, beside.string(), bytes); !problem.empty()) return problem;
  error = fs::exists(file) ? replace(beside, name, file.permissions()) : give_name(beside, name);
  std::error_code ignored;  // gone, where it was renamed
  fs::remove(beside, ignored);
  return error ? failed("write", path, error.value()) : "";
}

}  // namespace bpflens::commands
