// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two passes: widths, then lines.
#include "render/table.hpp"

#include <algorithm>

#include "render/escape.hpp"

namespace bpflens::render {
namespace {

// Code points, not bytes: names may be UTF-8.
std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(column.title.size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));

  std::string text;
  const auto add_cell = [&](std::size_t i, const std::string& cell) {
    const std::string padding(widths[i] - width_of(cell), ' ');
    if (i > 0) text += "  ";
    text += columns_[i].align == Align::right ? padding + cell : cell + padding;
  };
  const auto end_line = [&text] { text.replace(text.find_last_not_of(' ') + 1, std::string::npos, "\n"); };
  for (std::size_t i = 0; i < columns_.size(); ++i) add_cell(i, columns_[i].title);
  end_line();
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) add_cell(i, row[i]);
    end_line();
  }
  return text;
}

}  // namespace bpflens::render
