// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/event.hpp"

#include <algorithm>
#include <ctime>

#include "btf/digits.hpp"

namespace bpflens::render {

void TimeText::append(btf::Buffer& out, std::uint64_t time) {
  const bool clock = form_ == Form::clock;
  if (time / kSecond != second_) {
    second_ = time / kSecond;
    const auto seconds = static_cast<std::time_t>(second_);
    std::tm parts{};
    clock ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts);
    std::strftime(text_.data(), text_.size(), clock ? "%H:%M:%S." : "%Y-%m-%dT%H:%M:%S.", &parts);
  }
  btf::put_decimal(digits_.data(), kSecond + time % kSecond);
  out.append(text_.data());
  out.append(fraction(clock ? 6 : 9));
  if (!clock) out.append("Z");
}

void TimeText::append_number(btf::Buffer& out) const {
  if (second_ != 0) out.took(btf::put_decimal(out.room(20), second_));
  std::string_view rest = fraction(9);
  if (second_ == 0) rest.remove_prefix(std::min(rest.find_first_not_of('0'), rest.size() - 1));
  out.append(rest);
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
