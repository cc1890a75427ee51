#include "tests/oracle/oracle.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include "tools/ocellus/file.hpp"

namespace ocellus::tests {
namespace {

using tools::Failure;
using tools::Result;

constexpr std::size_t kMost = std::size_t{1} << 30;

struct Place {
  const char* name;
  const char* script;  // node SCRIPT FOLDER [MODEL INPUT OUTPUT]...
  const char* folder;
  const char* part;  // of tools/fetch
};

const Place& place(Engine engine) {
  static constexpr Place kTensorFlowLite = {"TensorFlow Lite's interpreter",
                                            OCELLUS_SCRIPTS "/interpret.mjs",
                                            OCELLUS_DOWNLOADS "/tfjs-tflite/wasm", "oracle"};
  static constexpr Place kOnnxRuntime = {"ONNX Runtime", OCELLUS_SCRIPTS "/onnxruntime.mjs",
                                         OCELLUS_DOWNLOADS "/onnxruntime", "peer"};
  return engine == Engine::kTensorFlowLite ? kTensorFlowLite : kOnnxRuntime;
}

// The first line of a file, for what a process said.
std::string first_line(const std::string& path) {
  const auto bytes = tools::read_file(path, kMost);
  if (!bytes.ok()) return {};
  const std::string text(reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size());
  return text.substr(0, text.find('\n'));
}

}  // namespace

bool oracle_is_there(Engine engine) { return std::filesystem::exists(place(engine).folder); }

std::string oracle_is_missing(Engine engine) {
  const Place& at = place(engine);
  return std::string(at.folder) + " is missing: run tools/fetch " + at.part;
}

Result<Oracle> Oracle::open(Engine engine) {
  std::string pattern = std::filesystem::temp_directory_path() / "oracle.XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    return Failure{pattern, std::string("cannot be made: ") + std::strerror(errno)};
  }
  return Oracle(engine, pattern);
}

Oracle::Oracle(Oracle&& other) noexcept
    : engine_(other.engine_),
      folder_(std::exchange(other.folder_, {})),
      words_(std::move(other.words_)) {}

Oracle::~Oracle() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<std::size_t> Oracle::add(const std::string& model, const Bytes& input) {
  const std::size_t index = words_.size() / 3;
  const std::string stem = folder_ / ("run" + std::to_string(index));
  const Result<tools::Done> written = tools::write_file(stem + ".in", input);
  if (!written.ok()) return written.failure();
  words_.insert(words_.end(), {model, stem + ".in", output(index)});
  return index;
}

Result<std::vector<Bytes>> Oracle::run() {
  const Place& at = place(engine_);
  std::vector<std::string> words = {"node", at.script, at.folder};
  words.insert(words.end(), words_.begin(), words_.end());
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string said = folder_ / "said";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, said.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "node", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    return Failure{"node", std::string("cannot be started: ") + std::strerror(failed),
                   "apt install nodejs"};
  }
  int state = -1;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  const std::size_t count = std::exchange(words_, {}).size() / 3;
  if (state != 0) {
    const std::string reason = first_line(said);
    return Failure{at.name, reason.empty() ? "failed" : reason};
  }
  std::vector<Bytes> outputs;
  for (std::size_t i = 0; i < count; ++i) {
    Result<Bytes> bytes = tools::read_file(output(i), kMost);
    if (!bytes.ok()) return bytes.failure();
    outputs.push_back(std::move(bytes.value()));
  }
  return outputs;
}

}  // namespace ocellus::tests
