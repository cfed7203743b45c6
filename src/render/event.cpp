// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/event.hpp"

#include <ctime>

namespace bpflens::render {
namespace {

// The first digits of a number of nine, with leading zeros.
void append_fraction(btf::Buffer& out, std::uint64_t nanoseconds, std::size_t digits) {
  std::array<char, 9> all;
  for (std::size_t i = all.size(); i-- > 0; nanoseconds /= 10) all[i] = static_cast<char>('0' + nanoseconds % 10);
  out.append({all.data(), digits});
}

}  // namespace

void TimeText::append(btf::Buffer& out, std::uint64_t time) {
  const bool clock = form_ == Form::clock;
  if (time / kSecond != second_) {
    second_ = time / kSecond;
    const auto seconds = static_cast<std::time_t>(second_);
    std::tm parts{};
    clock ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts);
    std::strftime(text_.data(), text_.size(), clock ? "%H:%M:%S." : "%Y-%m-%dT%H:%M:%S.", &parts);
  }
  out.append(text_.data());
  append_fraction(out, time % kSecond, clock ? 6 : 9);
  if (!clock) out.append("Z");
}

const Record* EventSource::type_of(std::span<const std::byte> data) const {
  for (const Record& type : types)
    if (type.fits(data)) return &type;
  return nullptr;
}

std::span<const std::byte> EventSource::without_padding(std::span<const std::byte> data) const {
  const bool padded = size && data.size() > *size && data.size() - *size <= kMostPadding;
  return padded ? data.first(*size) : data;
}

}  // namespace bpflens::render
