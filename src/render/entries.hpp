// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map's entries as text, in bpftool's shapes: what is the same for every entry is worked out once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
  bool prefixes = false;            // keys are a length and an address (LPM tries)
  const btf::Shape* key = nullptr;  // where BTF tells of them
  const btf::Shape* value = nullptr;
  bool keys_only = false;
  bool json = false;
  bool pretty = false;
  bool string_integers = false;
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
  // An entry is its texts, each with what comes after it.
  enum class Then : std::uint8_t { nothing, raw_key, raw_value, typed_key, typed_value, inner_map, failure, prefix };
  struct Step {
    std::uint32_t text = 0;  // where it begins in texts_
    std::uint32_t text_size = 0;
    Then then = Then::nothing;
    std::uint32_t offset = 0;  // of the value among those of all CPUs
  };
  struct Steps {
    std::vector<Step> all;
    std::size_t longest = 0;  // room for all that isn't typed without bounds
  };

  bool typed() const { return key_plan_.has_value() || value_plan_.has_value(); }
  btf::Style style(std::size_t indent) const;
  void compile_plans();

  void add_step(Steps& steps, Then then, std::size_t offset = 0);
  void compile_entry();
  void compile_raw(Steps& steps, bool failed);
  void compile_typed(Steps& steps, std::size_t depth);
  void compile_per_cpu(Steps& steps, std::size_t depth, Then then);
  void finish_entry(Steps& steps);
  std::size_t longest(const Step& step) const;

  void json_entry(std::span<const std::byte> key, std::span<const std::byte> value, int error, btf::Buffer& out) const;
  char* put(const Step& step, std::span<const std::byte> key, std::span<const std::byte> value, int error, char* to,
            btf::Buffer& out) const;
  void text_entry(std::span<const std::byte> key, std::span<const std::byte> value, int error, btf::Buffer& out) const;
  std::span<const std::byte> of_cpu(std::span<const std::byte> values, std::size_t cpu) const;
  std::string field(std::string_view name, std::size_t depth) const;
  std::string line(std::size_t depth) const;

  EntryForm form_;
  bool indented_;
  std::optional<btf::Plan> key_plan_;
  std::optional<btf::Plan> value_plan_;
  std::string pending_;  // while compiling: the text of the next step
  std::string texts_;
  Steps entry_;
  Steps failed_;  // an entry whose value can't be read
};

// "map getnext": a key (none: empty) and the one after it, with its line end.
void append_next_key(std::span<const std::byte> key, std::span<const std::byte> next, const btf::Shape* shape,
                     bool json, bool pretty, btf::Buffer& out);

// bpftool's JSON form of bytes: ["0x01","0x00"], with a space behind commas where it is pretty.
void append_hex_array(std::span<const std::byte> bytes, bool spaced, btf::Buffer& out);

// bpftool's text form of bytes: 16 a line, a double space in the middle.
void append_hex_dump(std::span<const std::byte> bytes, btf::Buffer& out);

// What bpftool calls the elements of a list at its end: "Found 2 elements\n".
std::string found_text(std::size_t entries);

}  // namespace bpflens::render
