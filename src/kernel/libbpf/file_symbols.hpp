// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The functions of a program or library, by where they stand in its file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/libbpf/path_root.hpp"

namespace bpflens::kernel {

class FileSymbols {
 public:
  // None for what is no ELF file, or may not be read. The path is one of that root.
  static FileSymbols read(const PathRoot& root, const std::string& path);

  struct Found {
    std::string name;
    std::uint64_t offset = 0;  // into the function
  };
  // The function at an offset into the file.
  std::optional<Found> at(std::uint64_t offset) const;

 private:
  friend class SymbolReader;

  struct Function {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::string name;
  };
  struct Segment {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t address = 0;
  };
  std::vector<Function> functions_;  // by address
  std::vector<Segment> segments_;
};

// The function that the byte at an offset of a file belongs to: "malloc", "malloc+0x4"; empty when the file can't be
// read or has no such symbol.
std::string symbol_in_file(const std::string& path, std::uint64_t offset);

}  // namespace bpflens::kernel
