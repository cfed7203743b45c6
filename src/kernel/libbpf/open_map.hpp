// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::OpenMap over a descriptor, and what errno means for single entries.
#pragma once

#include "kernel/error.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/maps.hpp"

namespace bpflens::kernel {

// "map 12 (counts)".
std::string subject(const model::Map& map);

// Why bpf_map_create refused, by the rules of the map's type.
Failure creation_failure(const MapRequest& request, const std::string& type_name, int error);

class LibbpfOpenMap : public OpenMap {
 public:
  LibbpfOpenMap(model::Map map, Descriptor fd) : map_(std::move(map)), fd_(std::move(fd)) {}

  bool lookup(std::span<const std::byte> key, std::span<std::byte> value) override;
  bool take(std::span<const std::byte> key, std::span<std::byte> value) override;
  bool next_key(std::span<const std::byte> key, std::span<std::byte> next) override;
  void update(std::span<const std::byte> key, std::span<const std::byte> value, UpdateMode mode) override;
  std::size_t update_many(std::span<const std::byte> keys, std::span<const std::byte> values,
                          std::size_t count) override;
  void update(std::span<const std::byte> key, const model::ObjectRef& value, UpdateMode mode) override;
  bool remove(std::span<const std::byte> key) override;
  void freeze() override;

 private:
  [[noreturn]] void refused(const std::string& operation, int error) const;

  model::Map map_;
  Descriptor fd_;
};

}  // namespace bpflens::kernel
