// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map's entries as text, in bpftool's shapes: what is the same for every entry is worked out once.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/buffer.hpp"
#include "btf/plan.hpp"
#include "model/map.hpp"

namespace bpflens::render {

// What the entries of a map look like, and what is wanted of them.
struct EntryForm {
  std::size_t key_size = 0;
  std::size_t value_size = 0;
  std::size_t cpus = 0;             // per-CPU maps: how many; else 0
  bool map_of_maps = false;         // values are map ids
  const btf::Shape* key = nullptr;  // where BTF tells of them
  const btf::Shape* value = nullptr;
  bool keys_only = false;
  bool json = false;
  bool pretty = false;
  std::size_t indent = 0;  // columns in front of an entry, where it is indented
};

class EntryWriter {
 public:
  explicit EntryWriter(const EntryForm& form);

  // Whether entries are JSON: they are when it is asked for, and in text too where BTF tells of the types.
  bool writes_json() const { return form_.json || typed(); }

  // Bytes of an entry's value: one value, or every CPU's.
  std::size_t entry_value_size() const;

  // Appends an entry, for text with its line end. The value of a per-CPU map holds every CPU's, each rounded up
  // to 8 bytes. An errno other than 0 stands for the value.
  void write(std::span<const std::byte> key, std::span<const std::byte> value, int error, btf::Buffer& out) const;

  // What goes in front of the first entry of a list, between entries, and at its end. Empty for text.
  void begin_list(btf::Buffer& out) const;
  void between(btf::Buffer& out) const;
  void end_list(std::size_t entries, std::size_t readable, btf::Buffer& out) const;

 private:
  bool typed() const { return key_plan_.has_value() || value_plan_.has_value(); }
  btf::Style style(std::size_t indent) const;
  void compile_plans();
  std::span<const std::byte> of_cpu(std::span<const std::byte> values, std::size_t cpu) const;

  void json_entry(std::span<const std::byte> key, std::span<const std::byte> value, int error, btf::Buffer& out) const;
  void raw_fields(std::span<const std::byte> key, std::span<const std::byte> value, int error, btf::Buffer& out) const;
  void typed_fields(std::span<const std::byte> key, std::span<const std::byte> value, std::size_t depth,
                    btf::Buffer& out) const;
  template <class One>
  void per_cpu(std::span<const std::byte> values, std::size_t depth, btf::Buffer& out, One one) const;
  void text_entry(std::span<const std::byte> key, std::span<const std::byte> value, int error, btf::Buffer& out) const;
  void field(std::string_view name, std::size_t depth, btf::Buffer& out) const;
  void line(std::size_t depth, btf::Buffer& out) const;
  void hex_array(std::span<const std::byte> bytes, btf::Buffer& out) const;

  EntryForm form_;
  bool indented_;
  std::optional<btf::Plan> key_plan_;
  std::optional<btf::Plan> value_plan_;
  std::string margin_;  // a line end and the deepest indentation
};

// "map getnext": a key (none: empty) and the one after it, with its line end.
void append_next_key(std::span<const std::byte> key, std::span<const std::byte> next, const btf::Shape* shape,
                     bool json, bool pretty, btf::Buffer& out);

// bpftool's text form of bytes: 16 a line, a double space in the middle.
void append_hex_dump(std::span<const std::byte> bytes, btf::Buffer& out);

// What bpftool calls the elements of a list at its end: "Found 2 elements\n".
std::string found_text(std::size_t entries);

}  // namespace bpflens::render
