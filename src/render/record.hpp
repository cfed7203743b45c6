// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Typed records: how an event's data are written, whole or member by member.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/buffer.hpp"
#include "btf/plan.hpp"

namespace bpflens::render {

class Record {
 public:
  struct Member {
    std::string name;
    std::size_t offset = 0;
    bool is_number = false;
    btf::Plan plan;
  };

  struct Compiled;

  // The type's name is the one shown. With fields named, only these members are written, in that order;
  // a problem when there is no such member.
  static Compiled compile(std::string name, const btf::Shape& shape, std::span<const std::string> fields);

  const std::string& name() const { return name_; }

  // Whether data of that length can be of this type: its size, and what the kernel adds as padding (perf
  // samples grow to the next multiple of 8, with 4 bytes of their own counted in), or beyond for types that
  // end in a flexible array.
  bool fits(std::size_t length) const;

  // As a JSON object. The data must fit.
  void write(std::span<const std::byte> data, btf::Buffer& out) const;

  // The members as columns; empty when the type can't be divided into them (bitfields, nameless members).
  std::span<const Member> columns() const { return columns_; }

 private:
  Record(std::string name, btf::Plan whole) : name_(std::move(name)), whole_(std::move(whole)) {}

  std::string name_;
  btf::Plan whole_;
  std::vector<Member> columns_;
  bool only_columns_ = false;
  bool flexible_ = false;
};

struct Record::Compiled {
  std::optional<Record> record;
  std::string problem;
};

}  // namespace bpflens::render
