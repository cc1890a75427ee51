#include "tools/count/count.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <variant>

#include "platform/generic-aarch64/board.hpp"
#include "tools/count/toolchain.hpp"
#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/emit.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/process.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCompiler = "aarch64-linux-gnu-g++";
constexpr std::string_view kEmulator = "qemu-aarch64";  // the static one loads no plug-ins
constexpr std::size_t kMostLogBytes = std::size_t{64} << 20;

std::string kind_of(const Step& step) {
  return std::visit(
      [&](const auto& call) {
        using Type = std::decay_t<decltype(call)>;
        if constexpr (std::is_same_v<Type, Convolution<kernels::Conv2d>> ||
                      std::is_same_v<Type, Convolution<kernels::DepthwiseConv2d>>) {
          const kernels::Window& window = call.op.window;
          std::string kind =
              format("%s %dx%d", step.operator_name.c_str(), window.height, window.width);
          return window.stride_x == 1 ? kind : kind + format(" stride %d", window.stride_x);
        } else {
          return step.operator_name;
        }
      },
      step.call);
}

Result<Compilation> compile_for(const std::string& path, const platform::Board& board) {
  Result<Graph> graph = import_tflite(path);
  if (!graph.ok()) return graph.failure();
  simplify(graph.value());
  return compile(graph.value(), board, model_name_of(path), path);
}

// The program from the emitted files, in `folder`.
Result<Done> build(const Compilation& c, Isa isa, const fs::path& folder,
                   const std::string& program) {
  for (const EmittedFile& file : emit(c, StepTable::kEmitted)) {
    const Result<Done> written = write_file((folder / file.name).string(), file.bytes);
    if (!written.ok()) return written.failure();
  }
  const auto symbol = [&](std::string_view stem) {
    const std::array<std::string_view, 3> namespaces = {"ocellus", "models", c.name};
    return mangled_variable(namespaces, isa_name(stem, name(isa)));
  };
  const std::string emitted = (folder / isa_name(c.name, name(isa))).string();
  std::vector<std::string> words = {std::string(kCompiler), "-std=c++20", "-static"};
  add_words(words, kEmittedFlags);
  add_words(words, kCompilerFlags);
  add_words(words, isa == Isa::kNeon ? kNeonFlags : kNeonDotFlags);
  for (const std::string_view room : {"runtime", "tools"}) {
    words.push_back("-I" + std::string(kIncludeFolder) + "/" + std::string(room));
  }
  words.push_back("-I" + folder.string());
  words.push_back(std::string(kSourceFolder) + "/tools/count/counted.cpp");
  words.push_back(emitted + ".cpp");
  words.push_back(emitted + ".S");
  words.push_back("-Wl,--defsym=counted_model=" + symbol("kModel"));
  words.push_back("-Wl,--defsym=counted_steps=" + symbol("kSteps"));
  words.emplace_back("-o");
  words.push_back(program);
  const std::string log = (folder / "compiler.log").string();
  std::fprintf(stderr, "compiling %s for %s\n", c.name.c_str(), std::string(name(isa)).c_str());
  return execute(words, log, log);
}

struct Log {
  std::vector<std::uint64_t> marks;
  std::vector<ExecutedBlock> blocks;
};

Result<Log> read_log(const std::string& path) {
  const Result<std::string> text = read_text(path, kMostLogBytes);
  if (!text.ok()) return text.failure();
  std::istringstream stream(text.value());
  Log log;
  for (std::string word; stream >> word;) {
    if (word == "mark") {
      stream >> log.marks.emplace_back();
    } else if (word == "block") {
      ExecutedBlock& block = log.blocks.emplace_back();
      stream >> std::hex >> block.address >> std::dec >> block.instructions >> block.times;
    }
  }
  return log;
}

}  // namespace

Result<Count> count_instructions(const std::string& path, Isa isa) {
  platform::Board board = platform::kGenericAarch64;
  board.isas = {&isa, 1};
  const Result<Compilation> compilation = compile_for(path, board);
  if (!compilation.ok()) return compilation.failure();
  const Compilation& c = compilation.value();

  const fs::path folder = fs::path(kWorkFolder) / isa_name(c.name, name(isa));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Failure{folder.string(), "cannot be made a folder: " + error.message()};
  Count result{.name = c.name,
               .processor = isa == Isa::kNeon ? "cortex-a53" : "cortex-a76",
               .program = (folder / "counted").string(),
               .macs = c.macs};
  if (const Result<Done> built = build(c, isa, folder, result.program); !built.ok()) {
    return built.failure();
  }

  const std::string log_path = (folder / "counts.log").string();
  const std::vector<std::string> words = {std::string(kEmulator),
                                          "-cpu",
                                          result.processor,
                                          "-plugin",
                                          std::string(kPlugin),
                                          "-d",
                                          "plugin",
                                          "-D",
                                          log_path,
                                          result.program,
                                          std::to_string(c.plan.order.size())};
  const std::string errors = (folder / "emulator.log").string();
  if (const Result<Done> ran = execute(words, errors, errors); !ran.ok()) return ran.failure();
  const Result<Log> log = read_log(log_path);
  if (!log.ok()) return log.failure();
  const std::vector<std::uint64_t>& marks = log.value().marks;
  constexpr std::size_t kMarksBefore = 2;  // the run's end comes next, then that of each step
  if (marks.size() != kMarksBefore + 1 + c.plan.order.size()) {
    return Failure{log_path, "lacks counts", "see " + errors};
  }
  const std::uint64_t of_a_mark = marks[1] - marks[0];
  const auto between = [&](std::size_t mark) { return marks[mark] - marks[mark - 1] - of_a_mark; };
  result.instructions = between(kMarksBefore);
  for (std::size_t i = 0; i < c.plan.order.size(); ++i) {
    const Step& step = c.program.steps[c.plan.order[i]];
    result.layers.push_back({.kind = kind_of(step),
                             .label = describe(step),
                             .macs = step.macs,
                             .instructions = between(kMarksBefore + 1 + i)});
  }
  result.blocks = log.value().blocks;
  return result;
}

}  // namespace ocellus::tools
