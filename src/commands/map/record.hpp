// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Entries as JSON lines, out and in: {"key":7,"value":{"pid":1}}, per-CPU maps with "values". Where no type tells of
// a key or value, or its fields don't hold all of its bytes, it is "key_bytes", "value_bytes" or "values_bytes",
// strings of hex digits.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "btf/buffer.hpp"
#include "btf/lossless.hpp"
#include "btf/plan.hpp"
#include "btf/quick_read.hpp"
#include "btf/shape.hpp"

namespace bpflens::commands {

struct RecordForm {
  std::size_t key_size = 0;
  std::size_t value_size = 0;  // of one CPU
  std::size_t cpus = 0;        // per-CPU maps; else 0
  const btf::Shape* key = nullptr;
  const btf::Shape* value = nullptr;
  bool string_integers = false;

  std::size_t value_stride() const { return cpus == 0 ? value_size : (value_size + 7) / 8 * 8; }
  std::size_t whole_value() const { return cpus == 0 ? value_size : cpus * value_stride(); }
};

class RecordWriter {
 public:
  explicit RecordWriter(const RecordForm& form);

  // Appends a line. The value is every CPU's on per-CPU maps.
  void write(std::span<const std::byte> key, std::span<const std::byte> value, btf::Buffer& out) const;

  // Append a field, "key":7 or "key_bytes":"07000000"; the value is one CPU's.
  void write_key(std::string_view name, std::span<const std::byte> key, btf::Buffer& out) const;
  void write_value(std::string_view name, std::span<const std::byte> value, btf::Buffer& out) const;

 private:
  struct Side {
    std::optional<btf::Plan> plan;
    std::optional<btf::Lossless> lossless;
    bool typed(std::span<const std::byte> bytes) const { return plan && lossless->holds_for(bytes); }
  };
  Side side(const btf::Shape* shape, std::size_t size) const;
  static void append(const Side& side, std::span<const std::byte> bytes, bool typed, btf::Buffer& out);
  static void field(const Side& side, std::string_view name, std::span<const std::byte> bytes, btf::Buffer& out);

  RecordForm form_;
  Side key_;
  Side value_;
};

class RecordReader {
 public:
  // The form's shapes must outlive this.
  explicit RecordReader(const RecordForm& form);

  // Reads a line into a key and a whole value. Returns what is wrong with it, else nothing.
  std::string read(const std::string& line, std::span<std::byte> key, std::span<std::byte> value) const;

 private:
  bool read_quickly(std::string_view line, std::span<std::byte> key, std::span<std::byte> value) const;
  bool read_values(std::string_view& rest, std::span<std::byte> value) const;

  RecordForm form_;
  std::optional<btf::QuickReader> quick_key_;
  std::optional<btf::QuickReader> quick_value_;
};

}  // namespace bpflens::commands
