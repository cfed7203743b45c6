// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Typed records: how an event's data are written, whole or member by member, and which data are of the type.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/buffer.hpp"
#include "btf/filter.hpp"
#include "btf/plan.hpp"

namespace bpflens::render {

// Bytes that the kernel adds to a perf sample at most: they grow to the next multiple of 8, with 4 of their own.
inline constexpr std::size_t kMostPadding = 7;

// What is wanted of a type.
struct RecordStyle {
  std::vector<std::string> fields;  // members to write, in that order, by their paths; empty: all
  bool fields_may_miss = false;     // those that this type hasn't are left out
  bool string_integers = false;     // see btf::Style
  btf::AddressNames* names = nullptr;
};

class Record {
 public:
  struct Member {
    std::string name;
    std::string label;  // the name as a JSON key, with its colon
    std::size_t offset = 0;
    bool is_number = false;
    std::size_t width = 0;  // of most values, where their format tells
    btf::Plan plan;
  };

  struct Compiled;

  // The type's name is the one shown. With fields named, only these members are written, in that order;
  // a problem when there is no such member.
  static Compiled compile(std::string name, const btf::Shape& shape, const RecordStyle& style);

  const std::string& name() const { return name_; }

  // Only data for which this holds are of the type.
  void set_condition(btf::Filter condition) { condition_ = std::move(condition); }

  // Whether data of that length can be of this type: its size, and what the kernel adds as padding (perf
  // samples grow to the next multiple of 8, with 4 bytes of their own counted in), or beyond for types that
  // end in a flexible array.
  bool fits(std::size_t length) const;
  bool fits(std::span<const std::byte> data) const {
    return fits(data.size()) && (!condition_ || condition_->matches({}, data));
  }

  // As a JSON object. The data must fit.
  void write(std::span<const std::byte> data, btf::Buffer& out) const;

  // The members as columns; empty when the type can't be divided into them (bitfields, nameless members).
  std::span<const Member> columns() const { return columns_; }

 private:
  Record(std::string name, btf::Plan whole) : name_(std::move(name)), whole_(std::move(whole)) {}

  std::string name_;
  btf::Plan whole_;
  std::vector<Member> columns_;
  std::optional<btf::Filter> condition_;
  bool only_columns_ = false;
  bool flexible_ = false;
};

struct Record::Compiled {
  std::optional<Record> record;
  std::string problem;
};

}  // namespace bpflens::render
