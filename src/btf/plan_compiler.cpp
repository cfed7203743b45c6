// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Text that comes between two values (names, brackets, commas, line ends) is gathered until an operation
// takes it along.
#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "btf/plan.hpp"

namespace bpflens::btf {
namespace {

constexpr std::size_t kMostOperations = 1 << 20;
constexpr std::size_t kMostAtOnce = 256 * 1024;  // characters of a value that room is made for at once

struct TooMuch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

class PlanCompiler {
 public:
  PlanCompiler(const Shape& shape, const Style& style) : shape_(shape), style_(style), indent_(style.indent) {}

  Plan compile() {
    plan_.size_ = shape_.top().size;
    plan_.exact_ = style_.exact;
    plan_.string_integers_ = style_.string_integers;
    plan_.address_names_ = style_.names;
    value(shape_.root, 0, true);
    if (!pending_.empty()) add({});
    std::size_t begin = 0;
    plan_.longest_ = longest(begin, 1);
    if (plan_.longest_ != 0) plan_.longest_ += Plan::kSlack;
    plan_.texts_.append(Plan::kSlack, '\0');
    return std::move(plan_);
  }

 private:
  using Code = Plan::Code;

  Plan::Operation& add(Plan::Operation operation) {
    if (plan_.operations_.size() == kMostOperations) throw TooMuch("the type has more than a million fields");
    operation.text = static_cast<std::uint32_t>(plan_.texts_.size());
    operation.text_size = static_cast<std::uint32_t>(pending_.size());
    plan_.texts_ += pending_;
    pending_.clear();
    return plan_.operations_.emplace_back(operation);
  }

  // Of the operations up to the end of the loop that they stand in, which runs so many times; 0: too much to tell.
  std::size_t longest(std::size_t& at, std::size_t times) const {
    std::size_t sum = 0;
    for (; at < plan_.operations_.size(); ++at) {
      const Plan::Operation& operation = plan_.operations_[at];
      std::size_t most = operation.text_size + Plan::kLongestNumber;
      if (operation.code == Code::formatted) most += kLongestFormatted;
      if (operation.code == Code::characters) most += std::size_t{5} * operation.count + 3;
      for (std::size_t name = 0; has_names(operation) && name < operation.count; ++name)
        most = std::max<std::size_t>(most, operation.text_size + plan_.names_[operation.first + name].text_size);
      if (operation.code == Code::repeat) {
        const std::size_t body = operation.flexible ? 0 : longest(++at, operation.count);
        if (body == 0) return 0;
        most += body;
      }
      sum += most;
      if (sum > kMostAtOnce) return 0;
      if (operation.code == Code::again) break;
    }
    return times > kMostAtOnce / std::max<std::size_t>(sum, 1) ? 0 : sum * times;
  }

  static bool has_names(const Plan::Operation& operation) {
    return operation.code == Code::enumeration || operation.code == Code::enumeration_bits;
  }

  void line() {
    if (style_.pretty) pending_ += "\n" + std::string(indent_, ' ');
  }

  // last: nothing of the value comes after it, so that an array without elements may be a flexible one.
  void value(std::size_t index, std::uint64_t offset, bool last) {
    const Node& node = shape_.nodes[index];
    if (node.format != Format::natural) {
      add({.code = Code::formatted,
           .offset = static_cast<std::uint32_t>(offset),
           .format = node.format,
           .count = static_cast<std::uint32_t>(node.size)});
      return;
    }
    switch (node.kind) {
      case Kind::array:
        return array(node, offset, last);
      case Kind::composite:
        return composite(node, offset, last);
      case Kind::section:
        return section(node, offset);
      default:
        return scalar(node, offset);
    }
  }

  void scalar(const Node& node, std::uint64_t offset) {
    Plan::Operation operation{.is_signed = node.is_signed,
                              .size = static_cast<std::uint8_t>(node.size),
                              .offset = static_cast<std::uint32_t>(offset)};
    if (node.bits != 0) {
      operation.code = node.bits > 64 ? Code::hex_bits : node.is_signed ? Code::signed_bits : Code::unsigned_bits;
      operation.bits = static_cast<std::uint8_t>(node.bits);
    } else if (node.kind == Kind::integer) {
      operation.code = node.size > 8    ? Code::wide_integer
                       : node.is_signed ? Code::signed_integer
                                        : Code::unsigned_integer;
    } else {
      operation.code = node.kind == Kind::boolean       ? Code::boolean
                       : node.kind == Kind::character   ? Code::character
                       : node.kind == Kind::floating    ? Code::floating
                       : node.kind == Kind::enumeration ? Code::enumeration
                                                        : Code::pointer;
    }
    if (operation.code == Code::enumeration) add_names(node, operation);
    add(operation);
  }

  void bitfield(const Member& member, std::uint64_t offset) {
    const Node& node = shape_.nodes[member.node];
    const std::uint64_t at = offset * 8 + member.bit_offset;
    Plan::Operation operation{.code = node.is_signed ? Code::signed_bits : Code::unsigned_bits,
                              .is_signed = node.is_signed,
                              .bits = static_cast<std::uint8_t>(member.bits),
                              .first_bit = static_cast<std::uint8_t>(at % 8),
                              .offset = static_cast<std::uint32_t>(at / 8)};
    if (node.kind == Kind::enumeration) {
      operation.code = Code::enumeration_bits;
      add_names(node, operation);
    }
    if (node.kind == Kind::boolean) operation.code = Code::boolean_bits;
    if (style_.bpftool || member.bits > 64) operation.code = Code::hex_bits;
    add(operation);
  }

  void add_names(const Node& node, Plan::Operation& operation) {
    const auto begin = static_cast<std::ptrdiff_t>(plan_.names_.size());
    for (const Enumerator& enumerator : node.enumerators) {
      const std::string text = quoted(enumerator.name);
      plan_.names_.push_back(
          {enumerator.value, static_cast<std::uint32_t>(plan_.texts_.size()), static_cast<std::uint32_t>(text.size())});
      plan_.texts_ += text;
    }
    std::stable_sort(plan_.names_.begin() + begin, plan_.names_.end(),
                     [](const auto& a, const auto& b) { return a.value < b.value; });
    operation.first = static_cast<std::uint32_t>(begin);
    operation.count = static_cast<std::uint32_t>(node.enumerators.size());
  }

  void array(const Node& node, std::uint64_t offset, bool last) {
    const Node& element = shape_.nodes[node.element];
    const bool flexible = last && node.count == 0 && element.size != 0;
    if (element.is_text && element.kind != Kind::array && !flexible && node.count != 0) {
      add({.code = Code::characters,
           .is_signed = element.is_signed,
           .offset = static_cast<std::uint32_t>(offset),
           .count = static_cast<std::uint32_t>(node.count)});
      return;
    }
    if (!flexible && node.size == 0) {  // nothing to repeat over, or nothing in the elements
      pending_ += "[]";
      return;
    }
    repeat(node, element, offset, flexible);
  }

  void repeat(const Node& node, const Node& element, std::uint64_t offset, bool flexible) {
    const bool lines = element.kind == Kind::composite || element.kind == Kind::array;
    pending_ += "[";
    const std::size_t begin = plan_.operations_.size();
    add({.code = Code::repeat,
         .flexible = flexible,
         .offset = static_cast<std::uint32_t>(offset),
         .count = static_cast<std::uint32_t>(node.count),
         .stride = static_cast<std::uint32_t>(element.size)});
    indent_ += 4;
    if (lines) line();
    value(node.element, 0, false);
    if (!pending_.empty()) add({});  // what closes the element belongs to it, not to what goes between
    pending_ += style_.pretty && !lines ? ", " : ",";
    plan_.operations_[begin].first = static_cast<std::uint32_t>(plan_.operations_.size());
    add({.code = Code::again, .stride = static_cast<std::uint32_t>(element.size)});
    indent_ -= 4;
    if (lines && !flexible) line();
    pending_ += "]";
  }

  void composite(const Node& node, std::uint64_t offset, bool last) {
    pending_ += "{";
    indent_ += 4;
    bool first = true;
    members(node, offset, last, first);
    indent_ -= 4;
    if (!first) line();
    pending_ += "}";
  }

  void members(const Node& node, std::uint64_t offset, bool last, bool& first) {
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      const Member& member = node.members[i];
      const Node& of = shape_.nodes[member.node];
      const bool at_end = last && i + 1 == node.members.size() && !node.is_union;
      const std::uint64_t at = offset + member.bit_offset / 8;
      const bool unnamed = member.name.empty();
      if (unnamed && !style_.bpftool) {
        if (of.kind == Kind::composite) members(of, at, at_end, first);
        if (of.kind == Kind::composite || member.bits != 0) continue;  // unnamed bitfields are padding
      }
      if (!first) pending_ += ",";
      first = false;
      line();
      pending_ += quoted(member.name) + (style_.pretty ? ": " : ":");
      if (member.bits != 0) {
        bitfield(member, offset);
      } else {
        value(member.node, at, at_end);
      }
    }
  }

  // {".data": [{"counter": 7}, {"limit": 3}]}
  void section(const Node& node, std::uint64_t offset) {
    pending_ += "{";
    indent_ += 4;
    line();
    pending_ += quoted(node.name) + (style_.pretty ? ": [" : ":[");
    indent_ += 4;
    for (const Member& member : node.members) {
      if (&member != &node.members.front()) pending_ += ",";
      line();
      pending_ += "{";
      indent_ += 4;
      line();
      pending_ += quoted(member.name) + (style_.pretty ? ": " : ":");
      value(member.node, offset + member.bit_offset / 8, false);
      indent_ -= 4;
      line();
      pending_ += "}";
    }
    indent_ -= 4;
    if (!node.members.empty()) line();
    pending_ += "]";
    indent_ -= 4;
    line();
    pending_ += "}";
  }

  const Shape& shape_;
  Style style_;
  std::size_t indent_;
  Plan plan_;
  std::string pending_;
};

Plan::Compiled Plan::compile(const Shape& shape, const Style& style) {
  try {
    return {PlanCompiler(shape, style).compile(), ""};
  } catch (const TooMuch& problem) {
    return {std::nullopt, problem.what()};
  }
}

}  // namespace bpflens::btf
