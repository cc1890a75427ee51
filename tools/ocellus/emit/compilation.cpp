#include "tools/ocellus/emit/compilation.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "tools/ocellus/plan/lower.hpp"
#include "tools/ocellus/plan/share.hpp"

namespace ocellus::tools {
namespace {

// Of the language's words those that valid_model_name would otherwise let through.
constexpr auto kReserved = std::to_array<std::string_view>(
    {"alignas",   "alignof",   "and",      "and_eq",   "asm",       "auto",     "bitand",
     "bitor",     "bool",      "break",    "case",     "catch",     "char",     "class",
     "co_await",  "co_return", "co_yield", "compl",    "concept",   "const",    "consteval",
     "constexpr", "constinit", "continue", "decltype", "default",   "delete",   "do",
     "double",    "else",      "enum",     "explicit", "export",    "extern",   "false",
     "float",     "for",       "friend",   "goto",     "if",        "inline",   "int",
     "kernels",   "linux",     "long",     "mutable",  "namespace", "new",      "noexcept",
     "not",       "not_eq",    "nullptr",  "operator", "or",        "or_eq",    "private",
     "protected", "public",    "register", "requires", "return",    "short",    "signed",
     "sizeof",    "static",    "std",      "struct",   "switch",    "template", "this",
     "throw",     "true",      "try",      "typedef",  "typeid",    "typename", "union",
     "unix",      "unsigned",  "using",    "virtual",  "void",      "volatile", "while",
     "xor",       "xor_eq"});

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string bytes(std::size_t count) { return std::to_string(count) + " bytes"; }

// Why the model does not fit, if it does not.
std::optional<Failure> misfit(const Compilation& c, const std::string& path) {
  const platform::Board& board = *c.board;
  const std::string peak = "operator " + describe(c.program.steps[c.plan.peak_step()]);
  if (c.plan.arena_bytes > board.arena_limit_bytes) {
    return Failure{path,
                   "its arena of " + bytes(c.plan.arena_bytes) + " is " +
                       bytes(c.plan.arena_bytes - board.arena_limit_bytes) + " more than " +
                       std::string(board.name) + " allows; most is live at " + peak,
                   "choose a smaller model or input, or another board"};
  }
  std::size_t parameters = 0;  // of every ISA, as one program carries them all
  for (const PackedProgram& packed : c.packed) parameters += packed.parameters.size();
  if (c.plan.arena_bytes + parameters > board.memory_bytes) {
    return Failure{path,
                   "its arena and weights of " + bytes(c.plan.arena_bytes + parameters) + " are " +
                       bytes(c.plan.arena_bytes + parameters - board.memory_bytes) +
                       " more than the memory of " + std::string(board.name) +
                       "; most is live at " + peak,
                   "choose a smaller model, or another board"};
  }
  return std::nullopt;
}

}  // namespace

Result<Compilation> compile(const Graph& graph, const platform::Board& board, std::string name,
                            const std::string& path) {
  Result<Program> program = lower(graph);
  if (!program.ok()) {
    Failure failure = program.failure();
    failure.where = path + ": " + failure.where;
    for (Failure& next : failure.also) next.where = path + ": " + next.where;
    return failure;
  }
  if (program.value().steps.empty()) {
    return Failure{path, "it computes nothing", "give a model with at least one operator"};
  }
  Compilation result;
  result.name = std::move(name);
  result.source = path.substr(path.find_last_of('/') + 1);
  result.board = &board;
  result.operators = graph.operators.size();
  result.program = std::move(program.value());
  for (const Step& step : result.program.steps) result.macs += step.macs;
  for (const Isa isa : board.isas) result.packed.push_back(pack(result.program, isa));
  result.scratch_bytes = largest_scratch(result.program, result.packed);
  result.plan = make_plan(result.program,
                          scratch_of_threads(result.program, result.scratch_bytes, board.threads));
  if (const auto failure = misfit(result, path)) return *failure;
  return result;
}

bool valid_model_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || !is_lower(name.front()) || name.back() == '_') {
    return false;
  }
  if (name.find("__") != std::string_view::npos) return false;
  if (!std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; })) {
    return false;
  }
  return std::ranges::find(kReserved, name) == kReserved.end();
}

std::string model_name_of(std::string_view path) {
  path.remove_prefix(std::min(path.find_last_of('/') + 1, path.size()));
  path = path.substr(0, path.find('.'));
  std::string name;
  for (char c : path) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (is_lower(c) || (is_digit(c) && !name.empty())) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && (name.back() == '_' || name.size() > 64)) name.pop_back();
  return valid_model_name(name) ? name : "model";
}

std::string describe(const Step& step) {
  return std::to_string(step.source_index) + " (" + step.operator_name + "), " + step.shapes;
}

}  // namespace ocellus::tools
