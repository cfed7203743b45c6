// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Integers of all sizes are compared as 128-bit ones; what they are compared with went through encode, so that names
// and ranges are checked once, where fields are.
#include "btf/filter.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "btf/encode.hpp"
#include "btf/format.hpp"
#include "btf/path.hpp"

namespace bpflens::btf {
namespace {

struct NoFilter : std::runtime_error {
  using std::runtime_error::runtime_error;
};

__int128 load_integer(const std::byte* at, std::uint32_t first_bit, std::uint32_t bits, bool is_signed) {
  if (bits == 0) return 0;  // a shift by all 128 bits is undefined
  unsigned __int128 number = 0;
  const std::uint32_t end = first_bit + bits;
  for (std::uint32_t byte = 0; byte * 8 < end; ++byte) {
    const unsigned __int128 part = std::to_integer<std::uint8_t>(at[byte]);
    number |= byte == 0 ? part >> first_bit : part << (byte * 8 - first_bit);
  }
  const std::uint32_t unused = 128 - bits;
  number <<= unused;
  return is_signed ? static_cast<__int128>(number) >> unused : static_cast<__int128>(number >> unused);
}

double load_floating(const std::byte* at, std::size_t size) {
  float single = 0;
  double twice = 0;
  if (size == sizeof single) {
    std::memcpy(&single, at, sizeof single);
    return single;
  }
  std::memcpy(&twice, at, sizeof twice);
  return twice;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// Cuts at a separator, but not within quotes.
std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || !text.substr(i).starts_with(separator)) continue;
    parts.push_back(trimmed(text.substr(begin, i - begin)));
    begin = i + separator.size();
    i = begin - 1;
  }
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

}  // namespace

class FilterCompiler {
 public:
  FilterCompiler(const Shape* key, const Shape* value, bool bare) : key_(key), value_(value), bare_(bare) {}

  Filter compile(const std::string& text) const {
    Filter filter;
    for (const std::string_view all : split(text, "||")) {
      auto& terms = filter.any_of_all_.emplace_back();
      for (const std::string_view one : split(all, "&&")) terms.push_back(term(one));
    }
    return filter;
  }

 private:
  using Comparison = Filter::Comparison;
  using What = Filter::What;

  struct Operator {
    std::string_view word;
    Comparison comparison;
  };

  // The longer words first.
  static constexpr std::array<Operator, 6> kOperators = {{{"==", Comparison::equal},
                                                          {"!=", Comparison::different},
                                                          {"<=", Comparison::at_most},
                                                          {">=", Comparison::at_least},
                                                          {"<", Comparison::less},
                                                          {">", Comparison::more}}};

  Filter::Term term(std::string_view text) const {
    const std::size_t at = text.find_first_of("=!<>");
    if (at != std::string_view::npos)
      for (const Operator& known : kOperators)
        if (text.substr(at).starts_with(known.word))
          return comparison(trimmed(text.substr(0, at)), known.comparison,
                            trimmed(text.substr(at + known.word.size())));
    throw NoFilter("'" + std::string(text) + "' is no comparison: FIELD, one of == != < <= > >=, and a value");
  }

  // Of a record, or of what surrounds it.
  Filter::Term record_comparison(const std::string& field, Comparison comparison, const std::string& literal) const {
    Part part = value_ != nullptr ? part_of(*value_, field) : Part{.shape = {}, .problem = ""};
    const std::string problem = part.problem;
    const bool outside = !part.shape;
    if (outside) part = part_of(*key_, field);
    if (!part.shape) throw NoFilter(problem.empty() ? part.problem : problem);
    Filter::Term term{.of_key = outside, .comparison = comparison, .offset = part.offset};
    set_literal(term, part, field, literal);
    return term;
  }

  Filter::Term comparison(std::string_view field, Comparison comparison, std::string_view literal) const {
    if (bare_) return record_comparison(std::string(field), comparison, std::string(literal));
    const bool of_key = field == "key" || field.starts_with("key.") || field.starts_with("key[");
    const bool of_value = field == "value" || field.starts_with("value.") || field.starts_with("value[");
    if (!of_key && !of_value) throw NoFilter("'" + std::string(field) + "' begins with neither key nor value");
    const Shape* shape = of_key ? key_ : value_;
    const std::string side = of_key ? "key" : "value";
    if (shape == nullptr) throw NoFilter("no BTF describes the " + side);
    const Part part = part_of(*shape, std::string(field.substr(side.size())));
    if (!part.shape) throw NoFilter(part.problem);
    Filter::Term term{.of_key = of_key, .comparison = comparison, .offset = part.offset};
    set_literal(term, part, std::string(field), std::string(literal));
    return term;
  }

  static void set_literal(Filter::Term& term, const Part& part, const std::string& field, const std::string& literal) {
    const Node& node = part.shape->top();
    if (set_formatted(term, node, field, literal)) return;
    const bool text = node.kind == Kind::array && node.is_text;
    const bool compound = node.kind == Kind::array || node.kind == Kind::composite || node.kind == Kind::section;
    if (compound && !text) throw NoFilter("'" + field + "' is no single number or text");
    std::vector<std::byte> bytes(node.size);
    const std::string problem = encode_word(*part.shape, literal, bytes, field);
    if (!problem.empty()) throw NoFilter(problem);
    term.size = node.size;
    term.what = text ? What::text : node.kind == Kind::floating ? What::floating : What::integer;
    if (text) {
      const auto* const begin = reinterpret_cast<const char*>(bytes.data());
      term.text.assign(begin, strnlen(begin, bytes.size()));
    } else if (term.what == What::floating) {
      if (node.size != sizeof(float) && node.size != sizeof(double))
        throw NoFilter("'" + field + "' can't be compared");
      term.floating = load_floating(bytes.data(), node.size);
    } else {
      const auto whole = static_cast<std::uint32_t>(node.size * 8);
      term.is_signed = node.is_signed;
      term.first_bit = part.first_bit;
      term.bits = part.bits != 0 ? part.bits : node.bits != 0 ? node.bits : whole;
      term.integer = load_integer(bytes.data(), 0, whole, node.is_signed);
    }
  }

  // Addresses are compared whole, and numbers in the network's order as numbers; whether it is one of these.
  static bool set_formatted(Filter::Term& term, const Node& node, const std::string& field,
                            const std::string& literal) {
    if (node.format == Format::natural || node.format == Format::duration || node.format == Format::symbol ||
        node.format == Format::hex_number)
      return false;
    term.size = node.size;
    if (node.format == Format::network_order) {
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(literal.data(), literal.data() + literal.size(), number);
      if (error != std::errc() || end != literal.data() + literal.size())
        throw NoFilter("'" + field + "': '" + literal + "' is no number");
      term.swapped = true;
      term.integer = number;
      return true;
    }
    const bool quoted = literal.size() > 1 && literal.front() == '"' && literal.back() == '"';
    const std::string word = quoted ? literal.substr(1, literal.size() - 2) : literal;
    term.what = What::bytes;
    term.text.resize(node.size);
    if (!read_formatted(node.format, word, reinterpret_cast<std::byte*>(term.text.data()), node.size))
      throw NoFilter("'" + field + "': '" + literal + "' is nothing that it could be");
    return true;
  }

  const Shape* key_;
  const Shape* value_;
  bool bare_;
};

Filter::Compiled Filter::compile(const std::string& text, const Shape* key, const Shape* value) {
  try {
    return {FilterCompiler(key, value, false).compile(text), ""};
  } catch (const NoFilter& problem) {
    return {std::nullopt, problem.what()};
  }
}

Filter::Compiled Filter::compile_record(const std::string& text, const Shape* record, const Shape& surroundings) {
  try {
    return {FilterCompiler(&surroundings, record, true).compile(text), ""};
  } catch (const NoFilter& problem) {
    return {std::nullopt, problem.what()};
  }
}

bool Filter::holds(const Term& term, const std::byte* at) {
  const auto compare = [comparison = term.comparison](const auto& a, const auto& b) {
    switch (comparison) {
      case Comparison::equal:
        return a == b;
      case Comparison::different:
        return a != b;
      case Comparison::less:
        return a < b;
      case Comparison::at_most:
        return a <= b;
      case Comparison::more:
        return a > b;
      default:
        return a >= b;
    }
  };
  if (term.what == What::floating) return compare(load_floating(at, term.size), term.floating);
  if (term.what == What::bytes)
    return compare(std::string_view(reinterpret_cast<const char*>(at), term.size), std::string_view(term.text));
  if (term.swapped) return compare(static_cast<__int128>(network_order(at, term.size)), term.integer);
  if (term.what == What::integer)
    return compare(load_integer(at, term.first_bit, term.bits, term.is_signed), term.integer);
  const auto* const text = reinterpret_cast<const char*>(at);
  return compare(std::string_view(text, strnlen(text, term.size)), std::string_view(term.text));
}

bool Filter::matches(std::span<const std::byte> key, std::span<const std::byte> value) const {
  return std::any_of(any_of_all_.begin(), any_of_all_.end(), [&](const std::vector<Term>& all) {
    return std::all_of(all.begin(), all.end(),
                       [&](const Term& term) { return holds(term, (term.of_key ? key : value).data() + term.offset); });
  });
}

}  // namespace bpflens::btf
