// Engines that nobody here wrote, run on files: a process that works off a list of models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tests {

using Bytes = std::vector<std::byte>;

enum class Engine : std::uint8_t {
  kTensorFlowLite,  // its own interpreter; .tflite files in their own types
  kOnnxRuntime,     // .onnx files, uint8 in and out
};

// Where tools/fetch puts it.
bool oracle_is_there(Engine engine = Engine::kTensorFlowLite);
std::string oracle_is_missing(Engine engine = Engine::kTensorFlowLite);  // what to say then

class Oracle {
 public:
  // A temporary folder of its own, gone with it.
  static tools::Result<Oracle> open(Engine engine = Engine::kTensorFlowLite);
  ~Oracle();
  Oracle(Oracle&& other) noexcept;
  Oracle& operator=(Oracle&&) = delete;

  const std::filesystem::path& folder() const { return folder_; }

  // Puts a model and its inputs' bytes on the list; the index of its outputs' in what run()
  // returns.
  tools::Result<std::size_t> add(const std::string& model, const Bytes& input);

  // All of the list in one process, which ends with the list empty. Models one after another cost
  // less when they are the same.
  tools::Result<std::vector<Bytes>> run();

  // ONNX Runtime leaves there what it made of the model with that index, before it ran it.
  std::string optimized_model(std::size_t index) const { return output(index) + ".onnx"; }

 private:
  Oracle(Engine engine, std::filesystem::path folder)
      : engine_(engine), folder_(std::move(folder)) {}
  std::string output(std::size_t index) const {
    return folder_ / ("run" + std::to_string(index) + ".out");
  }

  Engine engine_;
  std::filesystem::path folder_;
  std::vector<std::string> words_;  // model, input, output, ...
};

}  // namespace ocellus::tests
