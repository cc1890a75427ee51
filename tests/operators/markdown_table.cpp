#include "tests/operators/markdown_table.hpp"

#include <algorithm>
#include <sstream>

namespace ocellus::operators {
namespace {

// The words between the bars.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result;
  std::stringstream stream(line.substr(1));
  for (std::string field; std::getline(stream, field, '|');) {
    const std::size_t first = field.find_first_not_of(" `");
    const std::size_t last = field.find_last_not_of(" `");
    result.push_back(first == field.npos ? "" : field.substr(first, last - first + 1));
  }
  return result;
}

}  // namespace

Table Table::read(const std::string& markdown) {
  Table table;
  std::vector<std::string> head;
  std::stringstream stream(markdown);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with("|") || line.starts_with("|--")) continue;
    const std::vector<std::string> words = fields(line);
    if (head.empty()) {
      head = words;
      continue;
    }
    for (std::size_t i = 1; i < words.size() && i < head.size(); ++i) {
      table.cell(words[0], head[i]) = words[i];
    }
  }
  return table;
}

std::string Table::markdown() const {
  std::string text = "| operator |";
  std::string rule = "|---|";
  for (const std::string& column : columns_) {
    text += " " + column + " |";
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const std::string& row : rows_) {
    text += "| `" + row + "` |";
    for (const std::string& column : columns_) {
      const auto& cells = cells_.at(row);
      const auto cell = cells.find(column);
      text += cell == cells.end() || cell->second.empty() ? " – |" : " " + cell->second + " |";
    }
    text += "\n";
  }
  return text;
}

std::string& Table::cell(const std::string& row, const std::string& column) {
  if (std::ranges::find(columns_, column) == columns_.end()) columns_.push_back(column);
  if (std::ranges::find(rows_, row) == rows_.end()) rows_.push_back(row);
  return cells_[row][column];
}

void Table::overwrite(const Table& other) {
  for (const auto& [row, cells] : other.cells_) {
    for (const auto& [column, text] : cells) {
      if (!text.empty()) cell(row, column) = text;
    }
  }
  rows_ = other.rows_;
  columns_ = other.columns_;
}

}  // namespace ocellus::operators
