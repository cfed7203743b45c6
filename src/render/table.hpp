// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Columns of text, as wide as their widest cell, or as a terminal lets them be.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bpflens::render {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
  bool verdict = false;  // its cells are yes, no or unknown: coloured
};

// How text is to look.
struct Look {
  bool headings = true;
  bool colour = false;
  std::optional<unsigned> width;  // of a terminal: longer lines are made to fit
};

// Green for what is good ("yes", "good"), red for what isn't ("no", "hindrance"), yellow for "unknown"; other words as
// they are.
std::string coloured_verdict(const std::string& word);

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column; control characters are escaped here.
  void add(std::vector<std::string> cells);

  // Lines behind the rows; without rows they stand alone.
  void end_with(std::string lines) { end_ = std::move(lines); }

  // The title row and every row, two spaces between columns, no spaces at line ends. To make lines fit, the widest
  // columns are cut, with an ellipsis; numbers and narrow columns never are.
  std::string text(const Look& look = {}) const;

 private:
  std::vector<std::size_t> widths(const Look& look) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::string end_;
};

}  // namespace bpflens::render
