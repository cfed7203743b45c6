// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A walk over the shape and the input side by side. All numbers go through 128 bits, so that a range check is
// the same for every size.
#include "btf/encode.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>

namespace bpflens::btf {
namespace {

using Json = nlohmann::ordered_json;
using Wide = unsigned __int128;

struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A number with its sign apart, which holds every integer of up to 128 bits.
struct Integer {
  bool negative = false;
  Wide magnitude = 0;
};

std::string decimal(Integer number) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(number.magnitude % 10)));
    number.magnitude /= 10;
  } while (number.magnitude != 0);
  return number.negative ? "-" + text : text;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

// "42", "-7", "0x2a"; nothing for other text and for what needs more than 128 bits.
std::optional<Integer> parse_integer(std::string_view text) {
  Integer number;
  number.negative = text.starts_with('-');
  if (number.negative) text.remove_prefix(1);
  const unsigned base = text.starts_with("0x") || text.starts_with("0X") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    const auto value = static_cast<unsigned>(digit(c));
    if (value >= base || number.magnitude > (~Wide{0} - value) / base) return std::nullopt;
    number.magnitude = number.magnitude * base + value;
  }
  return number;
}

std::optional<Integer> as_integer(const Json& input) {
  if (input.is_number_unsigned()) return Integer{false, input.get<std::uint64_t>()};
  if (input.is_number_integer()) {
    const auto number = input.get<std::int64_t>();
    return Integer{number < 0, number < 0 ? Wide{0} - static_cast<Wide>(number) : static_cast<Wide>(number)};
  }
  if (input.is_string()) return parse_integer(input.get_ref<const std::string&>());
  return std::nullopt;
}

std::string shown(const Json& input) {
  const std::string text = input.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

void store_bits(std::byte* at, std::uint64_t bit_offset, std::uint32_t bits, Wide number) {
  for (std::uint32_t i = 0; i < bits; ++i, number >>= 1) {
    const std::uint64_t bit = bit_offset + i;
    const std::byte mask = std::byte{1} << static_cast<int>(bit % 8);
    at[bit / 8] = (number & 1) != 0 ? at[bit / 8] | mask : at[bit / 8] & ~mask;
  }
}

// Where a value goes.
struct Place {
  std::uint64_t offset = 0;  // bytes
  std::uint64_t first_bit = 0;
  std::uint32_t bits = 0;  // of a bitfield; 0: all of it
};

class Encoder {
 public:
  Encoder(const Shape& shape, std::span<std::byte> bytes) : shape_(shape), bytes_(bytes) {}

  void value(std::size_t index, const Json& input, Place place, const std::string& path) {
    const Node& node = shape_.nodes[index];
    switch (node.kind) {
      case Kind::array:
        return array(node, input, place, path);
      case Kind::composite:
        return composite(node, input, place, path);
      case Kind::section:
        return section(node, input, place, path);
      case Kind::floating:
        return floating(node, input, place, path);
      case Kind::enumeration:
        return enumeration(node, input, place, path);
      case Kind::boolean:
        return boolean(node, input, place, path);
      default:
        return number(node, input, place, path);
    }
  }

 private:
  [[noreturn]] static void refuse(const std::string& path, const std::string& why) { throw Refused(path + ": " + why); }

  void number(const Node& node, const Json& input, Place place, const std::string& path) {
    const bool text = input.is_string() && (node.is_text || node.kind == Kind::character);
    if (text && input.get_ref<const std::string&>().size() == 1)
      return store(node, {false, static_cast<unsigned char>(input.get_ref<const std::string&>()[0])}, place, path,
                   false);
    const auto number = as_integer(input);
    if (!number) refuse(path, shown(input) + " is no integer");
    const bool is_signed = node.is_signed && !(input.is_string() && is_hex(input));
    store(node, *number, place, path, is_signed);
  }

  // Hex digits tell of bits: 0xff is a good value for a signed byte.
  static bool is_hex(const Json& input) {
    const auto& text = input.get_ref<const std::string&>();
    return text.starts_with("0x") || text.starts_with("0X");
  }

  void store(const Node& node, const Integer& number, Place place, const std::string& path, bool is_signed) {
    const auto bits = place.bits != 0  ? place.bits
                      : node.bits != 0 ? node.bits
                                       : static_cast<std::uint32_t>(node.size * 8);
    const Wide most = is_signed ? (Wide{1} << (bits - 1)) - 1 : bits == 128 ? ~Wide{0} : (Wide{1} << bits) - 1;
    const Wide least = is_signed ? most + 1 : 0;  // without its sign
    if (number.negative ? number.magnitude > least : number.magnitude > most)
      refuse(path, decimal(number) + " doesn't fit into " + type_text(node, place) + " (" +
                       decimal({least != 0, least}) + " to " + decimal({false, most}) + ")");
    const Wide value = number.negative ? Wide{0} - number.magnitude : number.magnitude;
    const auto width = place.bits != 0 ? place.bits : static_cast<std::uint32_t>(node.size * 8);
    store_bits(bytes_.data() + place.offset, place.first_bit, width, value);
  }

  static std::string type_text(const Node& node, const Place& place) {
    const std::string name = node.kind == Kind::pointer ? "a pointer" : node.name.empty() ? "its type" : node.name;
    return place.bits == 0 ? name : std::to_string(place.bits) + " bits of " + name;
  }

  void boolean(const Node& node, const Json& input, Place place, const std::string& path) {
    if (input.is_boolean()) return store(node, {false, input.get<bool>() ? 1U : 0U}, place, path, false);
    const auto number = as_integer(input);
    if (!number || number->negative || number->magnitude > 1) refuse(path, shown(input) + " is neither true nor false");
    store(node, *number, place, path, false);
  }

  void enumeration(const Node& node, const Json& input, Place place, const std::string& path) {
    if (input.is_string())
      for (const Enumerator& enumerator : node.enumerators)
        if (enumerator.name == input.get_ref<const std::string&>()) {
          const bool negative = node.is_signed && static_cast<std::int64_t>(enumerator.value) < 0;
          return store(node,
                       {negative, negative ? Wide{0} - static_cast<Wide>(static_cast<std::int64_t>(enumerator.value))
                                           : Wide{enumerator.value}},
                       place, path, node.is_signed);
        }
    const auto number = as_integer(input);
    if (!number) refuse(path, shown(input) + " is not in " + node.name + ": " + names(node.enumerators));
    store(node, *number, place, path, node.is_signed && !(input.is_string() && is_hex(input)));
  }

  template <class Named>
  static std::string names(const std::vector<Named>& all) {
    std::string text;
    std::size_t count = 0;
    for (const Named& named : all) {
      if (named.name.empty()) continue;
      if (count++ == 12) return text + ", ...";
      text += (text.empty() ? "" : ", ") + named.name;
    }
    return text;
  }

  void floating(const Node& node, const Json& input, Place place, const std::string& path) {
    std::optional<long double> number;
    if (input.is_number_integer() || input.is_number_float()) number = input.get<double>();
    if (input.is_string()) {
      const auto& text = input.get_ref<const std::string&>();
      long double parsed = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
      if (error == std::errc() && end == text.data() + text.size()) number = parsed;
    }
    if (!number) refuse(path, shown(input) + " is no number");
    store_floating(node, *number, place, path);
  }

  void store_floating(const Node& node, long double number, Place place, const std::string& path) {
    std::byte* const at = bytes_.data() + place.offset;
    const auto put = [at](auto value) { std::memcpy(at, &value, sizeof value); };
    if (node.size == sizeof(float)) {
      if (std::isfinite(number) && std::abs(number) > std::numeric_limits<float>::max())
        refuse(path, "the number doesn't fit into " + node.name);
      return put(static_cast<float>(number));
    }
    if (node.size == sizeof(double)) return put(static_cast<double>(number));
    if (node.size == sizeof(long double)) return put(number);
    refuse(path, "numbers of " + std::to_string(node.size) + " bytes can't be written");
  }

  void array(const Node& node, const Json& input, Place place, const std::string& path) {
    const Node& element = shape_.nodes[node.element];
    if (input.is_string() && element.is_text && element.kind != Kind::array)
      return text(node, input.get_ref<const std::string&>(), place, path);
    if (!input.is_array()) refuse(path, shown(input) + " is no array of " + std::to_string(node.count));
    const bool flexible = node.count == 0 && element.size != 0 && place.offset <= bytes_.size();
    const std::uint64_t count = flexible ? (bytes_.size() - place.offset) / element.size : node.count;
    if (input.size() > count)
      refuse(path, std::to_string(input.size()) + " elements given, there are " + std::to_string(count));
    for (std::size_t i = 0; i < input.size(); ++i)
      value(node.element, input[i], {place.offset + i * element.size}, path + "[" + std::to_string(i) + "]");
  }

  void text(const Node& node, const std::string& text, Place place, const std::string& path) {
    if (text.size() > node.count)
      refuse(path, "text of " + std::to_string(text.size()) + " bytes given, there is room for " +
                       std::to_string(node.count));
    std::byte* const at = bytes_.data() + place.offset;
    std::memset(at, 0, node.count);
    std::memcpy(at, text.data(), text.size());
  }

  void composite(const Node& node, const Json& input, Place place, const std::string& path) {
    if (!input.is_object()) refuse(path, shown(input) + " is no object with the fields " + names(node.members));
    for (const auto& [name, of] : input.items()) {
      if (name.empty() && of.is_object()) {  // bpftool's form of anonymous members
        composite(node, of, place, path);
      } else if (!field(node, name, of, place, path)) {
        refuse(path, "there is no field '" + name + "' in " + called(node) + ": " + names(all_members(node)));
      }
    }
  }

  static std::string called(const Node& node) {
    return node.name.ends_with(' ') ? "this " + node.name.substr(0, node.name.size() - 1) : node.name;
  }

  // Also those of anonymous members.
  std::vector<Member> all_members(const Node& node) const {
    std::vector<Member> all;
    for (const Member& member : node.members) {
      const Node& of = shape_.nodes[member.node];
      if (member.name.empty() && of.kind == Kind::composite) {
        const auto inner = all_members(of);
        all.insert(all.end(), inner.begin(), inner.end());
      } else {
        all.push_back(member);
      }
    }
    return all;
  }

  bool field(const Node& node, const std::string& name, const Json& input, Place place, const std::string& path) {
    for (const Member& member : node.members) {
      const Node& of = shape_.nodes[member.node];
      const Place at = {place.offset + member.bit_offset / 8, member.bits != 0 ? member.bit_offset % 8 : 0,
                        member.bits};
      if (member.name.empty() && of.kind == Kind::composite && field(of, name, input, at, path)) return true;
      if (member.name != name || name.empty()) continue;
      std::string inner = path;
      inner += '.';
      inner += name;
      value(member.node, input, at, inner);
      return true;
    }
    return false;
  }

  // {"counter": 7} or, as it is written out, {".data": [{"counter": 7}]}.
  void section(const Node& node, const Json& input, Place place, const std::string& path) {
    if (input.is_object() && input.size() == 1 && input.begin().key() == node.name && input.begin()->is_array()) {
      for (const Json& variable : *input.begin()) composite(node, variable, place, path);
    } else {
      composite(node, input, place, path);
    }
  }

  const Shape& shape_;
  std::span<std::byte> bytes_;
};

}  // namespace

std::string encode(const Shape& shape, const Json& input, std::span<std::byte> bytes, const std::string& path) {
  if (shape.top().size > bytes.size())
    return path + ": its type is larger than its " + std::to_string(bytes.size()) + " bytes";
  try {
    Encoder(shape, bytes).value(shape.root, input, {}, path);
    return "";
  } catch (const Refused& problem) {
    return problem.what();
  }
}

std::string encode_word(const Shape& shape, const std::string& word, std::span<std::byte> bytes,
                        const std::string& path) {
  Json input = Json::parse(word, nullptr, false);
  if (input.is_number_float() && parse_integer(word)) input = word;  // beyond 64 bits
  const Node& top = shape.top();
  const bool text = top.kind == Kind::array && top.is_text && !input.is_string() && !input.is_array();
  const bool looks_like_json = word.starts_with('{') || word.starts_with('[');
  if (input.is_discarded() && looks_like_json && !text) return path + ": '" + word + "' is not valid JSON";
  return encode(shape, input.is_discarded() || text ? Json(word) : input, bytes, path);
}

}  // namespace bpflens::btf
