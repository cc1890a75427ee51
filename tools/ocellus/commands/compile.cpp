// `ocellus compile`: an int8 model into C++ for a board.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "platform/boards.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/emit/emit.hpp"
#include "tools/ocellus/emit/golden_run.hpp"
#include "tools/ocellus/emit/report.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--board", .value = "NAME", .help = "the board to compile for", .required = true},
    {.name = "--output",
     .short_name = "-o",
     .value = "DIR",
     .help = "the folder to write into; made if it is not there",
     .required = true},
    {.name = "--name",
     .value = "NAME",
     .help = "of the namespace and the files, instead of one made from the model's file name"},
    {.name = "--steps", .help = "also a table of its operators, for what measures them one by one"},
    {.name = "--golden",
     .help = "also what it computes of a fixed input, operator by operator, for self-tests"},
    {.name = "--json", .help = "print the report as one JSON document"},
};
constexpr Usage kUsage = {
    .command = "ocellus compile",
    .summary = "Writes NAME.hpp, and a .cpp, .S and .bin for each instruction set of the board.",
    .operands = "MODEL.tflite",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus compile build/models/ssd.int8.tflite --board host -o build/ssd",
};

std::string board_names() {
  std::string names;
  for (const platform::Board* board : platform::kBoards) {
    names += (names.empty() ? "" : ", ") + std::string(board->name);
  }
  return names;
}

// Whether the file is there already: left alone, it does not make a build compile it again.
bool unchanged(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) != bytes.size() || error) return false;
  const Result<std::vector<std::byte>> present = read_file(path.string(), bytes.size());
  return present.ok() && present.value() == bytes;
}

// All files or none: what was written is taken back when a later file cannot be.
Result<Done> write_files(const std::filesystem::path& folder, std::span<const EmittedFile> files) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Failure{folder.string(), "cannot be made a folder: " + error.message()};
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (unchanged(folder / files[i].name, files[i].bytes)) continue;
    Result<Done> written = write_file((folder / files[i].name).string(), files[i].bytes);
    if (written.ok()) continue;
    for (std::size_t k = 0; k < i; ++k) std::filesystem::remove(folder / files[k].name, error);
    return written;
  }
  return Done{};
}

}  // namespace

int compile_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string path(arguments.operands()[0]);

  const std::string_view board_name = *arguments.value("--board");
  const platform::Board* const board = platform::find_board(board_name);
  if (board == nullptr) {
    return misuse(kUsage, "no board is called '" + std::string(board_name) + "': " + board_names());
  }
  const std::string name(arguments.value_or("--name", model_name_of(path)));
  if (!valid_model_name(name)) {
    return misuse(kUsage, "'" + name +
                              "' cannot be a name in C++: lower-case letters, digits and single "
                              "underscores, a letter first");
  }

  Result<Graph> graph = import_tflite(path);
  if (!graph.ok()) return report(graph.failure());
  simplify(graph.value());
  const Result<Compilation> compilation = compile(graph.value(), *board, name, path);
  if (!compilation.ok()) return report(compilation.failure());
  Result<GoldenRun> golden = GoldenRun{};
  if (arguments.has("--golden")) golden = golden_run(graph.value(), compilation.value().plan.order);
  if (!golden.ok()) return report(golden.failure());
  const Result<Done> written = write_files(
      std::string(*arguments.value("--output")),
      emit(compilation.value(), arguments.has("--steps") ? StepTable::kEmitted : StepTable::kNone,
           arguments.has("--golden") ? &golden.value() : nullptr));
  if (!written.ok()) return report(written.failure());

  const std::string text =
      arguments.has("--json") ? json_report(compilation.value()) : text_report(compilation.value());
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    return report({"standard output", std::strerror(errno)});
  }
  return kExitDone;
}

}  // namespace ocellus::tools
