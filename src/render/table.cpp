// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two passes: widths, then lines.
#include "render/table.hpp"

#include <algorithm>

#include "render/escape.hpp"

namespace bpflens::render {
namespace {

constexpr std::size_t kNarrow = 12;  // columns that are never cut

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

// Code points, not bytes: names may be UTF-8.
std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), begins_character));
}

std::string cut(const std::string& cell, std::size_t width) {
  if (width_of(cell) <= width) return cell;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < cell.size(); ++end)
    if (begins_character(cell[end]) && seen++ == width - 1) break;
  return cell.substr(0, end) + "\u2026";
}

std::string in_colour(const char* code, const std::string& text) { return code + text + "\x1b[0m"; }

}  // namespace

std::string coloured_verdict(const std::string& word) {
  if (word == "yes" || word == "good") return in_colour("\x1b[32m", word);
  if (word == "no" || word == "hindrance") return in_colour("\x1b[31m", word);
  return word == "unknown" ? in_colour("\x1b[33m", word) : word;
}

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(const Look& look) const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(column.title.size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::size_t all = 2 * (widths.size() - 1);
  for (const std::size_t width : widths) all += width;
  for (; look.width && all > *look.width; --all) {  // a character at a time off the widest
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (columns_[i].align == Align::left && widths[i] > std::max(kNarrow, columns_[i].title.size()) &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) break;
    --widths[widest];
  }
  return widths;
}

std::string Table::text(const Look& look) const {
  if (rows_.empty() && !end_.empty()) return end_;
  const std::vector<std::size_t> room = widths(look);
  std::string text;
  const auto add_cell = [&](std::size_t i, const std::string& whole, bool verdict) {
    const std::string cell = cut(whole, room[i]);
    const std::string padding(room[i] - width_of(cell), ' ');
    const std::string shown = verdict ? coloured_verdict(cell) : cell;
    if (i > 0) text += "  ";
    text += columns_[i].align == Align::right ? padding + shown : shown + padding;
  };
  const auto end_line = [&text](std::size_t from) {
    const std::size_t last = text.find_last_not_of(' ');
    text.replace(std::max(from, last + 1), std::string::npos, "\n");
  };
  if (look.headings) {
    for (std::size_t i = 0; i < columns_.size(); ++i) add_cell(i, columns_[i].title, false);
    end_line(0);
    if (look.colour) text = in_colour("\x1b[1m", text.substr(0, text.size() - 1)) + "\n";
  }
  for (const auto& row : rows_) {
    const std::size_t from = text.size();
    for (std::size_t i = 0; i < row.size(); ++i) add_cell(i, row[i], look.colour && columns_[i].verdict);
    end_line(from);
  }
  return text + end_;
}

}  // namespace bpflens::render
