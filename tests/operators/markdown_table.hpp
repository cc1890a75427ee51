// A table of operators by instruction sets.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ocellus::operators {

class Table {
 public:
  // From Markdown, with a head, as markdown() writes it; lines that are no rows are passed over.
  static Table read(const std::string& markdown);
  std::string markdown() const;

  std::string& cell(const std::string& row, const std::string& column);
  // Takes over the cells of the other one that are not empty, and its rows and columns: no other
  // remain.
  void overwrite(const Table& other);

 private:
  std::vector<std::string> columns_;
  std::vector<std::string> rows_;
  std::map<std::string, std::map<std::string, std::string>> cells_;
};

}  // namespace ocellus::operators
