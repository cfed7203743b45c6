// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/rows.hpp"

#include <algorithm>
#include <cctype>

#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

std::string compact(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string plain(const Json& value) { return value.is_string() ? value.get<std::string>() : compact(value); }

// Programs get it as it is, terminals what is safe for them; tables escape by themselves.
std::string shown(const Json& value, const RowStyle& style) {
  return style.look.width ? printable(plain(value)) : plain(value);
}

const Json* field_of(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Json chosen(const Json& object, const std::vector<std::string>& fields) {
  if (fields.empty()) return object;
  Json part = Json::object();
  for (const std::string& name : fields)
    if (const Json* value = field_of(object, name)) part[name] = *value;
  return part;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string all = "\"";
  for (const char c : text) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + "\"";
}

std::string csv_text(const std::vector<Json>& rows, const RowStyle& style) {
  std::string text;
  const auto add_line = [&](auto cell) {
    for (std::size_t i = 0; i < style.fields.size(); ++i) text += (i == 0 ? "" : ",") + quoted(cell(style.fields[i]));
    text += '\n';
  };
  if (style.look.headings) add_line([](const std::string& name) { return name; });
  for (const Json& row : rows)
    add_line([&](const std::string& name) {
      const Json* value = field_of(row, name);
      return value == nullptr ? "" : shown(*value, style);
    });
  return text;
}

std::string title(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::string column_text(const std::vector<Json>& rows, const RowStyle& style) {
  std::vector<Column> columns;
  for (const std::string& name : style.fields) {
    const bool numbers = std::all_of(rows.begin(), rows.end(), [&](const Json& row) {
      const Json* value = field_of(row, name);
      return value == nullptr || value->is_number();
    });
    columns.push_back({title(name), numbers ? Align::right : Align::left});
  }
  Table all(std::move(columns));
  for (const Json& row : rows) {
    std::vector<std::string> cells;
    for (const std::string& name : style.fields) {
      const Json* value = field_of(row, name);
      cells.push_back(value == nullptr ? "-" : plain(*value));
    }
    all.add(std::move(cells));
  }
  return all.text(style.look);
}

std::string bare_text(const std::vector<Json>& rows, const RowStyle& style) {
  std::vector<Json> found;
  for (const Json& row : rows)
    if (const Json* value = field_of(row, style.fields[0])) found.push_back(*value);
  if (style.form == Form::json) return render::text_of(Json(found), style.pretty);
  std::string text;
  for (const Json& value : found)
    text += (style.form == Form::json_lines ? compact(value) : shown(value, style)) + "\n";
  return text;
}

}  // namespace

std::string rows_text(const Json& document, const RowStyle& style) {
  std::vector<Json> rows;
  for (const Json& row : document.is_array() ? document : Json::array({document}))
    if (row.is_object()) rows.push_back(chosen(row, style.fields));
  if (style.bare) return bare_text(rows, style);
  switch (style.form) {
    case Form::text:
      return column_text(rows, style);
    case Form::csv:
      return csv_text(rows, style);
    case Form::json:
      return render::text_of(document.is_array() ? Json(rows) : rows.at(0), style.pretty);
    case Form::json_lines:
      break;
  }
  std::string lines;
  for (const Json& row : rows) lines += compact(row) + "\n";
  return lines;
}

}  // namespace bpflens::render
