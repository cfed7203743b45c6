// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/matrix.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "render/escape.hpp"

namespace bpflens::render {
namespace {

struct CellLook {
  char mark;
  std::string_view word;
  std::string_view meaning;
};

// In the order of enum Cell.
constexpr auto kLooks = std::to_array<CellLook>({{'.', "no", "no"},
                                                 {'x', "yes", "yes"},
                                                 {'G', "gpl", "only under a GPL-compatible license"},
                                                 {'s', "sleepable", "only from programs that may sleep"},
                                                 {'?', "unknown", "unknown"}});

const CellLook& look(Cell cell) { return kLooks[static_cast<std::size_t>(cell)]; }

bool says_something(Cell cell) { return cell != Cell::no; }

// The columns with something in them.
std::vector<std::size_t> used_columns(const Matrix& matrix) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i)
    if (std::any_of(matrix.rows.begin(), matrix.rows.end(),
                    [i](const auto& row) { return says_something(row.cells[i]); }))
      used.push_back(i);
  return used;
}

std::string line_of(std::string line) {
  line.resize(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// Titles stand on the columns, letter below letter, their ends at the same height.
std::string upright_titles(const Matrix& matrix, std::span<const std::size_t> columns, std::size_t indent) {
  std::size_t height = 0;
  for (const std::size_t i : columns) height = std::max(height, matrix.columns[i].size());
  std::string lines;
  for (std::size_t line = 0; line < height; ++line) {
    std::string text(indent, ' ');
    for (const std::size_t i : columns) {
      const std::size_t above = height - matrix.columns[i].size();
      text += std::string(line < above ? " " : matrix.columns[i].substr(line - above, 1)) + " ";
    }
    lines += line_of(text);
  }
  return lines;
}

std::string block(const Matrix& matrix, std::span<const MatrixRow* const> rows, std::span<const std::size_t> columns,
                  std::size_t name_width) {
  std::string lines = upright_titles(matrix, columns, name_width + 2);
  for (const MatrixRow* row : rows) {
    std::string text = fmt::format("{:<{}}  ", printable(row->name), name_width);
    for (const std::size_t i : columns) text += {look(row->cells[i]).mark, ' '};
    lines += line_of(text);
  }
  return lines;
}

std::string legend(const Matrix& matrix) {
  std::array<bool, kLooks.size()> seen{};
  for (const MatrixRow& row : matrix.rows)
    for (const Cell cell : row.cells) seen[static_cast<std::size_t>(cell)] = true;
  std::string text;
  for (std::size_t i = 0; i < kLooks.size(); ++i)
    if (seen[i]) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kLooks[i].mark, kLooks[i].meaning);
  return text + "\n";
}

}  // namespace

std::string grid(const Matrix& matrix, unsigned width) {
  std::vector<const MatrixRow*> rows;
  std::size_t name_width = 0;
  for (const MatrixRow& row : matrix.rows)
    if (std::any_of(row.cells.begin(), row.cells.end(), says_something)) {
      rows.push_back(&row);
      name_width = std::max(name_width, row.name.size());
    }
  const std::vector<std::size_t> columns = used_columns(matrix);
  const std::size_t room = width > name_width + 4 ? (width - name_width - 2) / 2 : 1;
  std::string text;
  for (std::size_t at = 0; at < columns.size(); at += room) {
    const auto part = std::span(columns).subspan(at, std::min(room, columns.size() - at));
    text += block(matrix, rows, part, name_width) + "\n";
  }
  text += legend(matrix);
  if (const std::size_t left = matrix.rows.size() - rows.size(); left != 0)
    text += fmt::format("{} of {} {}s callable from none of them\n", left, matrix.rows.size(), matrix.corner);
  return text;
}

std::string csv(const Matrix& matrix) {
  std::string text = matrix.corner;
  for (const std::string& column : matrix.columns) text += "," + column;
  text += "\n";
  for (const MatrixRow& row : matrix.rows) {
    text += row.name;
    for (const Cell cell : row.cells) text += fmt::format(",{}", look(cell).word);
    text += "\n";
  }
  return text;
}

}  // namespace bpflens::render
