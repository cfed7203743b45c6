// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Who may call what: functions down, program types across. Compact for eyes, CSV for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bpflens::render {

enum class Cell : std::uint8_t { no, yes, only_gpl, only_sleepable, unknown };

struct MatrixRow {
  std::string name;
  std::vector<Cell> cells;  // one a column
};

struct Matrix {
  std::string corner;  // what the rows are: "helper"
  std::vector<std::string> columns;
  std::vector<MatrixRow> rows;
};

// One character a cell under upright titles; rows and columns without a yes or unknown are left out and counted
// below. Where the columns don't fit into the width, they follow in further blocks.
std::string grid(const Matrix& matrix, unsigned width);

// A title line, then a line a row: "yes", "gpl", "sleepable", "no" or "unknown" (RFC 4180).
std::string csv(const Matrix& matrix);

}  // namespace bpflens::render
