// What of ONNX Runtime's C interface the bench calls.
//
// Its library comes without a header. The interface is a table of functions whose order never
// changes once published (new ones go to the end), so a place in the table stands for a function.
// The places are those of version 1, the oldest; the types are opaque.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ocellus::tools::onnxruntime {

struct Env;
struct Status;
struct SessionOptions;
struct Session;
struct RunOptions;
struct Value;
struct MemoryInfo;
struct TypeInfo;
struct TensorInfo;
struct Allocator;

// Index in the table and type of each function. All but the last few return nullptr or a Status.
template <std::size_t kIndexInTable, typename Type>
struct Function {
  static constexpr std::size_t kIndex = kIndexInTable;
  using Pointer = Type;
};

using GetErrorMessage = Function<2, const char* (*)(const Status*)>;
using CreateEnv = Function<3, Status* (*)(int log_level, const char* name, Env**)>;
using CreateSessionFromArray = Function<8, Status* (*)(const Env*, const void* bytes, std::size_t,
                                                       const SessionOptions*, Session**)>;
using Run = Function<9, Status* (*)(Session*, const RunOptions*, const char* const* input_names,
                                    const Value* const* inputs, std::size_t input_count,
                                    const char* const* output_names, std::size_t output_count,
                                    Value** outputs)>;
using CreateSessionOptions = Function<10, Status* (*)(SessionOptions**)>;
using SetSessionExecutionMode = Function<13, Status* (*)(SessionOptions*, int mode)>;
using SetSessionGraphOptimizationLevel = Function<23, Status* (*)(SessionOptions*, int level)>;
using SetIntraOpNumThreads = Function<24, Status* (*)(SessionOptions*, int threads)>;
using SetInterOpNumThreads = Function<25, Status* (*)(SessionOptions*, int threads)>;
using SessionGetInputCount = Function<30, Status* (*)(const Session*, std::size_t*)>;
using SessionGetOutputCount = Function<31, Status* (*)(const Session*, std::size_t*)>;
using SessionGetInputTypeInfo = Function<33, Status* (*)(const Session*, std::size_t, TypeInfo**)>;
using SessionGetOutputTypeInfo = Function<34, Status* (*)(const Session*, std::size_t, TypeInfo**)>;
using SessionGetInputName =
    Function<36, Status* (*)(const Session*, std::size_t, Allocator*, char**)>;
using SessionGetOutputName =
    Function<37, Status* (*)(const Session*, std::size_t, Allocator*, char**)>;
using CreateTensorWithDataAsOrtValue =
    Function<49, Status* (*)(const MemoryInfo*, void* data, std::size_t bytes,
                             const std::int64_t* shape, std::size_t rank, int type, Value**)>;
using CastTypeInfoToTensorInfo = Function<55, Status* (*)(const TypeInfo*, const TensorInfo**)>;
using GetTensorElementType = Function<60, Status* (*)(const TensorInfo*, int*)>;
using GetDimensionsCount = Function<61, Status* (*)(const TensorInfo*, std::size_t*)>;
using GetDimensions = Function<62, Status* (*)(const TensorInfo*, std::int64_t*, std::size_t)>;
using CreateCpuMemoryInfo = Function<69, Status* (*)(int allocator, int memory, MemoryInfo**)>;
using GetAllocatorWithDefaultOptions = Function<78, Status* (*)(Allocator**)>;
using ReleaseEnv = Function<92, void (*)(Env*)>;
using ReleaseStatus = Function<93, void (*)(Status*)>;
using ReleaseMemoryInfo = Function<94, void (*)(MemoryInfo*)>;
using ReleaseSession = Function<95, void (*)(Session*)>;
using ReleaseValue = Function<96, void (*)(Value*)>;
using ReleaseTypeInfo = Function<98, void (*)(TypeInfo*)>;
using ReleaseSessionOptions = Function<100, void (*)(SessionOptions*)>;

inline constexpr std::uint32_t kApiVersion = 1;
inline constexpr int kLogErrors = 3;
inline constexpr int kSequential = 0;
inline constexpr int kEveryOptimization = 99;
inline constexpr int kArenaAllocator = 1;
inline constexpr int kDefaultMemory = 0;
inline constexpr int kFloat = 1;  // element types, as ONNX numbers them
inline constexpr int kUint8 = 2;
inline constexpr int kInt8 = 3;

// What the library's one exported function, OrtGetApiBase, returns.
struct ApiBase {
  const void* const* (*get_api)(std::uint32_t version);
  const char* (*get_version)();
};

class Api {
 public:
  explicit Api(const void* const* table = nullptr) : table_(table) {}

  template <typename F, typename... Values>
  auto call(Values... values) const {
    return reinterpret_cast<typename F::Pointer>(const_cast<void*>(table_[F::kIndex]))(values...);
  }

 private:
  const void* const* table_;
};

}  // namespace ocellus::tools::onnxruntime
