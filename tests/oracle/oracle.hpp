// TensorFlow Lite's own interpreter, run on files: a process that works off a list of models.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tests {

using Bytes = std::vector<std::byte>;

// Where tools/fetch oracle puts it.
bool oracle_is_there();
std::string oracle_is_missing();  // what to say then

class Oracle {
 public:
  // A temporary folder of its own, gone with it.
  static tools::Result<Oracle> open();
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

 private:
  explicit Oracle(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
  std::vector<std::string> words_;  // model, input, output, ...
};

}  // namespace ocellus::tests
