// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Columns of text, as wide as their widest cell.
#pragma once

#include <string>
#include <vector>

namespace bpflens::render {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

// A table's text from its second line on.
inline std::string without_headings(const std::string& table) { return table.substr(table.find('\n') + 1); }

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column; control characters are escaped here.
  void add(std::vector<std::string> cells);

  // The title row and every row, two spaces between columns, no spaces at line ends.
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace bpflens::render
