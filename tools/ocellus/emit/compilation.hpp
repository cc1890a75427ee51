// A model compiled for a board: everything that the emitted files and the report say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/board.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/plan.hpp"
#include "tools/ocellus/plan/program.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct Compilation {
  std::string name;    // of the namespace and the files
  std::string source;  // the .tflite file's name without its folder
  const platform::Board* board = nullptr;
  std::size_t operators = 0;  // in the graph; some of them need no step
  std::uint64_t macs = 0;
  Program program;
  std::vector<PackedProgram> packed;       // one per ISA of the board, in the board's order
  std::vector<std::size_t> scratch_bytes;  // by step, of one thread, enough for every ISA
  Plan plan;

  int threads() const { return board->threads; }
};

// Fails when an operator cannot be lowered, or when the model does not fit the board. `path` is
// the file that the graph comes from.
Result<Compilation> compile(const Graph& graph, const platform::Board& board, std::string name,
                            const std::string& path);

// Whether `name` can be a namespace and part of a file name: lower-case letters, digits and single
// underscores, a letter first, no word of the language.
bool valid_model_name(std::string_view name);

// A valid name made from a file's: "dir/SSD-v2.int8.tflite" gives "ssd_v2".
std::string model_name_of(std::string_view path);

// "3 (CONV_2D), 1x300x300x3 -> 1x150x150x32": the operator that a step comes from.
std::string describe(const Step& step);

}  // namespace ocellus::tools
