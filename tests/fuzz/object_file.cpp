// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Compiled objects: read, inspected, upgraded, and opened by libbpf as loading would open them.
#include <bpf/libbpf.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "object/contents.hpp"
#include "object/upgrade.hpp"

namespace {

namespace object = bpflens::object;

int say_nothing(libbpf_print_level, const char*, va_list) { return 0; }

void open_with_libbpf(object::Bytes file) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "fuzz");
  bpf_object__close(bpf_object__open_mem(file.data(), file.size(), &options));
}

object::Image must_read(const std::vector<std::byte>& file) {
  auto read = object::Image::read(file);
  if (!std::holds_alternative<object::Image>(read)) std::abort();  // what was written can't be read
  return std::get<object::Image>(std::move(read));
}

void upgrade_twice(const object::Image& image) {
  const auto result = object::upgrade(image);
  const auto* upgrade = std::get_if<object::Upgrade>(&result);
  if (upgrade == nullptr) return;
  if (upgrade->file.empty()) return open_with_libbpf(image.file());
  const object::Image upgraded = must_read(upgrade->file);
  object::read_contents(upgraded);
  const auto again = object::upgrade(upgraded);
  if (const auto* second = std::get_if<object::Upgrade>(&again); second == nullptr || !second->file.empty())
    std::abort();  // upgrading twice is not upgrading once
  open_with_libbpf(upgrade->file);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  libbpf_set_print(say_nothing);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = object::Image::read({reinterpret_cast<const std::byte*>(data), size});
  if (const auto* image = std::get_if<object::Image>(&read)) {
    object::read_contents(*image);
    upgrade_twice(*image);
  }
  return 0;
}
