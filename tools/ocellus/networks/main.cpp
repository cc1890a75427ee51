// `ocellus networks`: writes the benchmark's networks that have noise for weights as .tflite files.
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/progress.hpp"
#include "tools/ocellus/networks/networks.hpp"
#include "tools/ocellus/tflite/export.hpp"

namespace ocellus::tools {
namespace {

constexpr Usage kUsage = {
    .command = "ocellus networks",
    .summary =
        "write well-known networks with random weights, NAME.int8.tflite, into a folder: "
        "mobilenet_v1_224, mobilenet_v2_224, resnet50_224, efficientnet_lite0_224, "
        "ds_cnn_kws (default: all)",
    .operands = "DIR [NAME...]",
    .least_operands = 1,
    .most_operands = 1 + kNetworks.size(),
    .example = "ocellus networks build/models/bench mobilenet_v2_224",
};

const Network* network_named(std::string_view name) {
  for (const Network& network : kNetworks) {
    if (network.name == name) return &network;
  }
  return nullptr;
}

int networks_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  std::vector<const Network*> wanted;
  for (const std::string_view name : arguments.operands().subspan(1)) {
    wanted.push_back(network_named(name));
    if (wanted.back() == nullptr) {
      return misuse(kUsage, "there is no network '" + std::string(name) + "'");
    }
  }
  if (wanted.empty()) {
    for (const Network& network : kNetworks) wanted.push_back(&network);
  }

  const std::filesystem::path folder(arguments.operands()[0]);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return report({folder.string(), "cannot be made: " + error.message(), "choose another folder"});
  }
  Progress progress("writing networks", wanted.size());
  for (const Network* network : wanted) {
    const std::filesystem::path file = folder / (std::string(network->name) + ".int8.tflite");
    const auto written =
        export_tflite(network->make(), file.string(),
                      std::string(network->description) + ", random weights, by ocellus");
    if (!written.ok()) return report(written.failure());
    progress.advance();
  }
  return kExitDone;
}

}  // namespace
}  // namespace ocellus::tools

int main(int argc, char** argv) {
  return ocellus::tools::networks_command(
      std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
}
