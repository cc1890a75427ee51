// `ocellus infer`: one inference of any int8 model, bytes in and bytes out. A program of its own,
// so that the same sources also run, cross-built, on the instruction sets of another architecture.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "runtime/isa.hpp"
#include "tools/infer/emulator.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/emulate/any_isa.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

using Bytes = std::vector<std::byte>;
using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestInput = std::size_t{1} << 30;

constexpr Option kOptions[] = {
    {.name = "--input",
     .value = "IN.bin",
     .help = "the inputs' bytes, one tensor after another",
     .required = true},
    {.name = "--output",
     .value = "OUT.bin",
     .help = "where the outputs' bytes go",
     .required = true},
    {.name = "--isa",
     .value = "NAME",
     .help =
         "kernels to run: scalar, avx2, avx512vnni, neon, neondot, rv32 (default: the best here)"},
    {.name = "--layers",
     .value = "DIR",
     .help = "also write every operator's output there, and index.json"},
};
constexpr Usage kUsage = {
    .command = "ocellus infer",
    .summary = "run an int8 model once, on raw tensor bytes",
    .operands = "MODEL.tflite",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus infer model.tflite --input in.bin --output out.bin --isa scalar",
};

std::optional<Isa> isa_named(std::string_view wanted) {
  for (const Isa isa : kEveryIsa) {
    if (name(isa) == wanted) return isa;
  }
  return std::nullopt;
}

Result<Done> fill_inputs(Interpreter& interpreter, const std::string& path) {
  Result<Bytes> bytes = read_file(path, kLargestInput);
  if (!bytes.ok()) return bytes.failure();
  std::size_t wanted = 0;
  for (std::size_t i = 0; i < interpreter.inputs(); ++i) wanted += interpreter.input(i).size();
  if (bytes.value().size() != wanted) {
    return Failure{path,
                   "has " + std::to_string(bytes.value().size()) + " bytes, the model's " +
                       (interpreter.inputs() == 1
                            ? "input takes "
                            : std::to_string(interpreter.inputs()) + " inputs together take ") +
                       std::to_string(wanted),
                   "write the tensors' raw bytes one after another, in the model's order"};
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < interpreter.inputs(); ++i) {
    const std::span<std::byte> room = interpreter.input(i);
    std::memcpy(room.data(), bytes.value().data() + at, room.size());
    at += room.size();
  }
  return Done{};
}

// DIR/007.bin, or DIR/007_1.bin for an operator's second output.
std::string layer_file(std::size_t index, std::size_t output) {
  char text[48];
  if (output == 0) {
    std::snprintf(text, sizeof text, "%03zu.bin", index);
  } else {
    std::snprintf(text, sizeof text, "%03zu_%zu.bin", index, output);
  }
  return text;
}

Result<Done> write_layers(const Graph& graph, const Interpreter& interpreter,
                          const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return Failure{folder, "cannot be made: " + error.message(), "choose another folder"};
  }
  Json index = Json::array();
  for (std::size_t i = 0; i < graph.file_operators.size(); ++i) {
    const FileOperator& op = graph.file_operators[i];
    for (std::size_t k = 0; k < op.outputs.size(); ++k) {
      const Tensor& tensor = graph.tensor(op.outputs[k]);
      const std::span<const std::byte> bytes = tensor.constant()
                                                   ? std::span<const std::byte>(tensor.data)
                                                   : interpreter.tensor(op.outputs[k]);
      const std::string file = layer_file(i, k);
      const std::string path = (std::filesystem::path(folder) / file).string();
      if (Result<Done> written = write_file(path, bytes); !written.ok()) return written.failure();
      Json entry = {{"operator", i},           {"kind", op.name},     {"output", k},
                    {"tensor", op.outputs[k]}, {"name", tensor.name}, {"type", name(tensor.type)},
                    {"shape", tensor.shape}};
      if (tensor.quantization.per_tensor()) {
        entry["scale"] = tensor.quantization.scales[0];
        entry["zero_point"] = tensor.quantization.zero_points[0];
      }
      entry["bytes"] = bytes.size();
      entry["file"] = file;
      index.push_back(std::move(entry));
    }
  }
  const std::string text = index.dump(1) + "\n";
  return write_file((std::filesystem::path(folder) / "index.json").string(),
                    std::as_bytes(std::span<const char>(text)));
}

Result<Done> infer(const Arguments& arguments, Isa isa) {
  const std::string model(arguments.operands()[0]);
  Result<Graph> graph = import_tflite(model);
  if (!graph.ok()) return graph.failure();
  Result<Interpreter> loaded = load_for(graph.value(), isa);
  if (!loaded.ok()) {
    Failure failure = loaded.failure();
    failure.where = model + ": " + failure.where;
    for (Failure& also : failure.also) also.where = model + ": " + also.where;
    return failure;
  }
  Interpreter& interpreter = loaded.value();
  if (Result<Done> filled = fill_inputs(interpreter, std::string(*arguments.value("--input")));
      !filled.ok()) {
    return filled.failure();
  }
  if (Result<Done> ran = run(interpreter); !ran.ok()) return ran.failure();
  if (const auto folder = arguments.value("--layers")) {
    Result<Done> written = write_layers(graph.value(), interpreter, std::string(*folder));
    if (!written.ok()) return written.failure();
  }
  Bytes output;
  for (std::size_t i = 0; i < interpreter.outputs(); ++i) {
    const std::span<const std::byte> bytes = interpreter.output(i);
    output.insert(output.end(), bytes.begin(), bytes.end());
  }
  return write_file(std::string(*arguments.value("--output")), output);
}

int infer_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  Isa isa = platform::best_isa();
  if (const auto wanted = arguments.value("--isa")) {
    const std::optional<Isa> found = isa_named(*wanted);
    if (!found) return misuse(kUsage, "--isa '" + std::string(*wanted) + "' is not one of them");
    isa = *found;
  }
  // Programs for Linux run as a whole under an emulator; to a bare machine only the kernels go.
  const bool bare_machine = isa == Isa::kRv32;
  if (!bare_machine && kernels::kernel_set(isa) == nullptr) {
    return report(run_emulated(words, isa));
  }
  if (!bare_machine && !platform::cpu_supports(isa)) {
    return report(Failure{"--isa " + std::string(name(isa)), "this processor cannot run it",
                          "choose another, such as scalar"});
  }
  const Result<Done> done = infer(arguments, isa);
  return done.ok() ? kExitDone : report(done.failure());
}

}  // namespace
}  // namespace ocellus::tools

int main(int argc, char** argv) {
  return ocellus::tools::infer_command(
      std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
}
