// write_operator_models DIR COUNT [FIRST_SEED]: COUNT random models of every operator and as many
// random graphs, each in a folder DIR/NAME-SEED: model.tflite, in.bin and out.bin, which is what
// the textbook computes. Tensors of several inputs or outputs lie one after another. For comparing
// the textbook, or any other program, with TensorFlow Lite Micro.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/operators/random/random_model.hpp"
#include "tests/operators/textbook/textbook.hpp"

namespace {

using ocellus::random::RandomModel;
using ocellus::textbook::Bytes;

bool write(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

bool write_model(const std::filesystem::path& folder, const RandomModel& random) {
  std::filesystem::create_directories(folder);
  Bytes inputs;
  for (const Bytes& input : random.inputs) inputs.insert(inputs.end(), input.begin(), input.end());
  Bytes outputs;
  const auto tensors = ocellus::textbook::run(random.model, random.inputs);
  for (const std::int32_t id : random.model.subgraphs[0]->outputs) {
    const Bytes& bytes = tensors[static_cast<std::size_t>(id)].bytes;
    outputs.insert(outputs.end(), bytes.begin(), bytes.end());
  }
  return write(folder / "model.tflite", random.file()) && write(folder / "in.bin", inputs) &&
         write(folder / "out.bin", outputs);
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    std::fputs("usage: write_operator_models DIR COUNT [FIRST_SEED]\n", stderr);
    return 2;
  }
  const std::filesystem::path root = words[1];
  const std::uint64_t first = count > 3 ? std::strtoull(words[3], nullptr, 10) : 1;
  const std::uint64_t last = first + std::strtoull(words[2], nullptr, 10);
  for (std::uint64_t seed = first; seed < last; ++seed) {
    for (std::size_t i = 0; i <= ocellus::random::operator_names().size(); ++i) {
      const RandomModel random = i < ocellus::random::operator_names().size()
                                     ? ocellus::random::random_model(i, seed)
                                     : ocellus::random::random_graph(seed, 12);
      if (write_model(root / random.name, random)) continue;
      std::fprintf(stderr, "%s: cannot write %s\n", words[1], random.name.c_str());
      return 1;
    }
  }
  return 0;
}
