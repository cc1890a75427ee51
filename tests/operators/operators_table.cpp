// operators_table [README.md | --renew README.md]: which operators give the textbook's bits on
// which instruction sets, as a Markdown table.
//
// Without a file the table of what can run here is printed. With one, the table between the file's
// two marks is checked: every cell of an instruction set that runs here must say what was found,
// and cells of others stay as they are. --renew writes what was found.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/operators/judge.hpp"
#include "tests/operators/markdown_table.hpp"
#include "tests/operators/random/random_model.hpp"

namespace {

using ocellus::operators::Table;

constexpr std::string_view kBegin = "<!-- operators: written by operators_table -->\n";
constexpr std::string_view kEnd = "<!-- operators: end -->\n";
constexpr std::uint64_t kSeeds = 4;  // the tests try more; here a row is told from its neighbours

Table found() {
  Table table;
  for (std::size_t i = 0; i < ocellus::random::operator_names().size(); ++i) {
    const std::string name(ocellus::random::operator_names()[i]);
    for (const ocellus::Isa isa : ocellus::kEveryIsa)
      table.cell(name, std::string(ocellus::name(isa)));
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      for (const auto& verdict :
           ocellus::operators::judge(ocellus::random::random_model(i, seed))) {
        std::string& cell = table.cell(name, std::string(ocellus::name(verdict.isa)));
        const char* const now = verdict.equal     ? "bit-exact"
                                : verdict.refused ? "refused"
                                                  : "differs";
        if (cell.empty() || cell == "bit-exact") cell = now;
      }
    }
  }
  return table;
}

int misused() {
  std::fputs("usage: operators_table [[--renew] README.md]\n", stderr);
  return 2;
}

}  // namespace

int main(int count, char** words) {
  const bool renew = count > 1 && std::string_view(words[1]) == "--renew";
  if (count > 3 || (renew && count != 3) || (!renew && count > 2)) return misused();
  if (count == 1) {
    std::fputs(found().markdown().c_str(), stdout);
    return 0;
  }
  const std::string path = words[count - 1];
  std::ifstream file(path, std::ios::binary);
  std::stringstream read;
  read << file.rdbuf();
  const std::string text = read.str();
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == text.npos || end == text.npos || end < begin) {
    std::fprintf(stderr, "%s: has no table between %.*s and %.*s\n", path.c_str(),
                 static_cast<int>(kBegin.size() - 1), kBegin.data(),
                 static_cast<int>(kEnd.size() - 1), kEnd.data());
    return 1;
  }
  const std::size_t first = begin + kBegin.size();
  Table table = Table::read(text.substr(first, end - first));
  table.overwrite(found());
  const std::string now = "\n" + table.markdown() + "\n";
  if (text.substr(first, end - first) == now) return 0;
  if (!renew) {
    std::fprintf(
        stderr,
        "%s: the table of operators is not what was found; renew it with\n  %s --renew %s\n",
        path.c_str(), words[0], path.c_str());
    return 1;
  }
  std::ofstream(path, std::ios::binary) << text.substr(0, first) + now + text.substr(end);
  return 0;
}
