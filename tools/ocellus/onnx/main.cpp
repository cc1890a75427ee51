// `ocellus export`: an int8 model in another engine's format.
#include <cstdio>
#include <string>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/onnx/export_onnx.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--onnx",
     .help = "as ONNX, for ONNX Runtime: uint8 activations, QDQ; inputs and outputs keep their "
             "layout, each byte is the int8 value plus 128",
     .required = true},
    {.name = "--output",
     .short_name = "-o",
     .value = "FILE.onnx",
     .help = "the file to write",
     .required = true},
};

constexpr Usage kUsage = {
    .command = "ocellus export",
    .summary = "write an int8 model in the format of another engine, to compare with it",
    .operands = "MODEL.tflite",
    .least_operands = 1,
    .most_operands = 1,
    .options = kOptions,
    .example = "ocellus export --onnx detector_int8.tflite -o detector.onnx",
};

int export_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string model(arguments.operands()[0]);
  const std::string output(*arguments.value("--output"));
  Result<Graph> graph = import_tflite(model);
  if (!graph.ok()) return report(graph.failure());
  if (graph.value().is_float()) {
    return report({model, "is not quantized", "make it int8 with ocellus quantize"});
  }
  const auto made = export_onnx(std::move(graph.value()), "from " + model + ", by ocellus", model);
  if (!made.ok()) return report(made.failure());
  const auto written = write_file(output, made.value().bytes);
  if (!written.ok()) return report(written.failure());
  for (const std::string& op : made.value().clips) {
    std::printf("%s keeps a Clip: its activation's bounds lie inside uint8\n", op.c_str());
  }
  return kExitDone;
}

}  // namespace
}  // namespace ocellus::tools

int main(int argc, char** argv) {
  return ocellus::tools::export_command(
      std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
}
