#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tools/bench/noise.hpp"
#include "tools/bench/onnxruntime_abi.hpp"
#include "tools/bench/peers.hpp"
#include "tools/bench/toolchain.hpp"
#include "tools/ocellus/onnx/export_onnx.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

using namespace onnxruntime;

#if defined(__aarch64__)
constexpr std::string_view kArchitecture = "arm64";
#else
constexpr std::string_view kArchitecture = "x64";
#endif

// The library, loaded once and kept.
struct Library {
  Api api;
  std::string version;
};

std::string fetched_library() {
  return std::string(kSourceFolder) +
         "/build/downloads/npm/onnxruntime/node_modules/onnxruntime-node/bin/napi-v6/linux/" +
         std::string(kArchitecture) + "/libonnxruntime.so.1";
}

Result<Library> load_library(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return Failure{path, "is not there", "run tools/fetch peer"};
  }
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const why = dlerror();
    return Failure{path, why == nullptr ? "cannot be loaded" : why};
  }
  const auto base = reinterpret_cast<const ApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  const void* const* table = base == nullptr ? nullptr : base()->get_api(kApiVersion);
  if (table == nullptr) return Failure{path, "has not the interface that bench knows"};
  return Library{Api(table), base()->get_version()};
}

void add_128(std::span<std::byte> bytes) {
  for (std::byte& byte : bytes) byte ^= std::byte{0x80};
}

class OnnxRuntimePeer final : public Peer {
 public:
  explicit OnnxRuntimePeer(const Library& library) : api_(library.api), version_(library.version) {}
  OnnxRuntimePeer(const OnnxRuntimePeer&) = delete;
  OnnxRuntimePeer& operator=(const OnnxRuntimePeer&) = delete;
  ~OnnxRuntimePeer() override {
    for (Value* value : inputs_) api_.call<ReleaseValue>(value);
    for (Value* value : outputs_) api_.call<ReleaseValue>(value);
    if (memory_ != nullptr) api_.call<ReleaseMemoryInfo>(memory_);
    if (session_ != nullptr) api_.call<ReleaseSession>(session_);
    if (options_ != nullptr) api_.call<ReleaseSessionOptions>(options_);
    if (environment_ != nullptr) api_.call<ReleaseEnv>(environment_);
  }

  // Everything up to and with a first run. `path` is what failures call it.
  Result<Done> open(const OnnxExport& network, const std::string& path) {
    clips_ = network.clips.size();
    // Each as long as those before succeeded.
    check(api_.call<CreateEnv>(kLogErrors, "bench", &environment_)) &&
        check(api_.call<CreateSessionOptions>(&options_)) &&
        check(api_.call<SetIntraOpNumThreads>(options_, 1)) &&
        check(api_.call<SetInterOpNumThreads>(options_, 1)) &&
        check(api_.call<SetSessionExecutionMode>(options_, kSequential)) &&
        check(api_.call<SetSessionGraphOptimizationLevel>(options_, kEveryOptimization)) &&
        check(api_.call<CreateSessionFromArray>(environment_, network.bytes.data(),
                                                network.bytes.size(), options_, &session_)) &&
        check(api_.call<CreateCpuMemoryInfo>(kArenaAllocator, kDefaultMemory, &memory_)) &&
        check(api_.call<GetAllocatorWithDefaultOptions>(&allocator_)) && add_inputs() &&
        add_outputs() && check(try_run());
    if (!error_.empty()) return Failure{path, "ONNX Runtime refuses it: " + error_};
    return Done{};
  }

  void run() override { check(try_run()); }

  // The outputs of both for the same input: that they are close shows that it is the same work.
  void compare(EmittedModel& ours) {
    ours.fill_inputs();
    ours.run();
    run();
    const Model& model = ours.model();
    const std::size_t first = inputs_.size();  // of tensors_
    for (std::size_t i = 0; i < model.outputs.size() && first + i < tensors_.size(); ++i) {
      const Tensor& tensor = *tensors_[first + i];
      const std::span<const std::int8_t> wanted = model.output(ours.arena().data(), i);
      if (tensor.type != kUint8 || tensor.bytes.size() != wanted.size()) continue;
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        const int theirs = static_cast<int>(tensor.bytes[k]) - 128;
        const int difference = std::abs(theirs - wanted[k]);
        difference_ = std::max(difference_, difference);
        differences_ += difference;
      }
      compared_ += wanted.size();
    }
  }
  std::string about() const override {
    std::array<char, 96> differences = {};
    if (compared_ != 0) {
      std::snprintf(differences.data(), differences.size(),
                    ", whose outputs differ from ours by %.2f on average, %d at most",
                    differences_ / static_cast<double>(compared_), difference_);
    }
    return "version " + version_ + ", the whole network" + differences.data() +
           (clips_ == 0 ? std::string()
                        : ", " + std::to_string(clips_) + " activations by themselves");
  }

 private:
  struct Tensor {
    std::vector<std::int64_t> shape;
    int type = 0;
    std::vector<std::byte> bytes;
  };

  // Whether it succeeded; keeps the first error.
  bool check(Status* status) {
    if (status == nullptr) return true;
    if (error_.empty()) error_ = api_.call<GetErrorMessage>(status);
    api_.call<ReleaseStatus>(status);
    return false;
  }

  Status* try_run() {
    return api_.call<Run>(session_, static_cast<const RunOptions*>(nullptr), input_names_.data(),
                          const_cast<const Value* const*>(inputs_.data()), inputs_.size(),
                          output_names_.data(), output_names_.size(), outputs_.data());
  }

  bool add_inputs() {
    std::size_t count = 0;
    if (!check(api_.call<SessionGetInputCount>(session_, &count))) return false;
    for (std::size_t i = 0; i < count; ++i) {
      TypeInfo* type = nullptr;
      char* name = nullptr;
      if (!check(api_.call<SessionGetInputTypeInfo>(session_, i, &type)) ||
          !check(api_.call<SessionGetInputName>(session_, i, allocator_, &name)) ||
          !add_tensor(type, inputs_)) {
        return false;
      }
      input_names_.push_back(name);  // the allocator's, kept as long as the session
    }
    return true;
  }

  // Outputs have a place of their own too, so that a run allocates none for them.
  bool add_outputs() {
    std::size_t count = 0;
    if (!check(api_.call<SessionGetOutputCount>(session_, &count))) return false;
    for (std::size_t i = 0; i < count; ++i) {
      TypeInfo* type = nullptr;
      char* name = nullptr;
      if (!check(api_.call<SessionGetOutputTypeInfo>(session_, i, &type)) ||
          !check(api_.call<SessionGetOutputName>(session_, i, allocator_, &name)) ||
          !add_tensor(type, outputs_)) {
        return false;
      }
      output_names_.push_back(name);
    }
    return true;
  }

  bool add_tensor(TypeInfo* type, std::vector<Value*>& values) {
    const TensorInfo* info = nullptr;
    std::size_t rank = 0;
    auto tensor = std::make_unique<Tensor>();
    bool done =
        check(api_.call<CastTypeInfoToTensorInfo>(static_cast<const TypeInfo*>(type), &info));
    done = done && check(api_.call<GetTensorElementType>(info, &tensor->type)) &&
           check(api_.call<GetDimensionsCount>(info, &rank));
    if (done) {
      tensor->shape.resize(rank);
      done = check(api_.call<GetDimensions>(info, tensor->shape.data(), rank));
    }
    api_.call<ReleaseTypeInfo>(type);
    return done && give_memory(std::move(tensor), values);
  }

  bool give_memory(std::unique_ptr<Tensor> tensor, std::vector<Value*>& values) {
    std::size_t bytes = tensor->type == kFloat ? sizeof(float) : 1;
    if (tensor->type != kFloat && tensor->type != kUint8 && tensor->type != kInt8) {
      error_ = "one of its inputs or outputs is neither float nor a byte";
      return false;
    }
    for (std::int64_t& dimension : tensor->shape) {
      if (dimension < 1) dimension = 1;  // left open in the file: a batch of one
      bytes *= static_cast<std::size_t>(dimension);
    }
    tensor->bytes.resize(bytes);
    if (tensor->type != kFloat) {
      fill_with_noise(tensor->bytes);
      // An exported model takes and gives int8 values plus 128.
      if (tensor->type == kUint8) add_128(tensor->bytes);
    }
    Value* value = nullptr;
    if (!check(api_.call<CreateTensorWithDataAsOrtValue>(
            static_cast<const MemoryInfo*>(memory_), static_cast<void*>(tensor->bytes.data()),
            bytes, static_cast<const std::int64_t*>(tensor->shape.data()), tensor->shape.size(),
            tensor->type, &value))) {
      return false;
    }
    values.push_back(value);
    tensors_.push_back(std::move(tensor));
    return true;
  }

  Api api_;
  std::string version_;
  std::string error_;
  std::size_t clips_ = 0;
  std::size_t compared_ = 0;  // values
  int difference_ = 0;        // the largest, of int8 values
  double differences_ = 0;    // all together
  Env* environment_ = nullptr;
  SessionOptions* options_ = nullptr;
  Session* session_ = nullptr;
  MemoryInfo* memory_ = nullptr;
  Allocator* allocator_ = nullptr;
  std::vector<const char*> input_names_;
  std::vector<const char*> output_names_;
  std::vector<Value*> inputs_;
  std::vector<Value*> outputs_;
  std::vector<std::unique_ptr<Tensor>> tensors_;
};

}  // namespace

Result<std::unique_ptr<Peer>> make_onnxruntime(const std::string& path, const std::string& library,
                                               EmittedModel& ours) {
  // Loaded once: a second time gives the same.
  static const Result<Library> kLoaded =
      load_library(library.empty() ? fetched_library() : library);
  if (!kLoaded.ok()) return kLoaded.failure();
  Result<Graph> graph = import_tflite(path);
  if (!graph.ok()) return graph.failure();
  const Result<OnnxExport> network = export_onnx(std::move(graph.value()), "for bench", path);
  if (!network.ok()) return network.failure();
  auto peer = std::make_unique<OnnxRuntimePeer>(kLoaded.value());
  if (const Result<Done> opened = peer->open(network.value(), path); !opened.ok()) {
    return opened.failure();
  }
  peer->compare(ours);
  return std::unique_ptr<Peer>(std::move(peer));
}

}  // namespace ocellus::tools
