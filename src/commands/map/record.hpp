// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Entries as JSON lines, out and in: {"key":7,"value":{"pid":1}}, per-CPU maps with "values". Where no type tells of
// a key or value, or its fields don't hold all of its bytes, it is "key_bytes", "value_bytes" or "values_bytes",
// strings of hex digits.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/buffer.hpp"
#include "btf/lossless.hpp"
#include "btf/plan.hpp"
#include "btf/shape.hpp"

namespace bpflens::commands {

struct RecordForm {
  std::size_t key_size = 0;
  std::size_t value_size = 0;  // of one CPU
  std::size_t cpus = 0;        // per-CPU maps; else 0
  const btf::Shape* key = nullptr;
  const btf::Shape* value = nullptr;

  std::size_t value_stride() const { return cpus == 0 ? value_size : (value_size + 7) / 8 * 8; }
  std::size_t whole_value() const { return cpus == 0 ? value_size : cpus * value_stride(); }
};

class RecordWriter {
 public:
  explicit RecordWriter(const RecordForm& form);

  // Appends a line. The value is every CPU's on per-CPU maps.
  void write(std::span<const std::byte> key, std::span<const std::byte> value, btf::Buffer& out) const;

 private:
  struct Side {
    std::optional<btf::Plan> plan;
    std::optional<btf::Lossless> lossless;
    bool typed(std::span<const std::byte> bytes) const { return plan && lossless->holds_for(bytes); }
  };
  static Side side(const btf::Shape* shape, std::size_t size);

  RecordForm form_;
  Side key_;
  Side value_;
};

// Reads a line into a key and a whole value, which are zeroes before. Returns what is wrong with it, else nothing.
std::string read_record(const RecordForm& form, const std::string& line, std::span<std::byte> key,
                        std::span<std::byte> value);

}  // namespace bpflens::commands
