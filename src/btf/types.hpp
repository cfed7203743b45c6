// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A BTF blob, parsed.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

struct btf;

namespace bpflens::btf {

class Types {
 public:
  // Parses a blob in either byte order; nothing when it is malformed. The blob is copied.
  static std::optional<Types> parse(std::span<const std::byte> blob);

  const ::btf* get() const { return types_.get(); }

 private:
  struct Free {
    void operator()(::btf* types) const;
  };
  explicit Types(::btf* types) : types_(types) {}
  std::unique_ptr<::btf, Free> types_;
};

}  // namespace bpflens::btf
