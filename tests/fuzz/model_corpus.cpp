// Writes the seeds of import_fuzz and infer_fuzz into a folder: the sample graphs as files, cut off
// and with bits flipped too. To renew them: build/fuzz/bin/model_corpus tests/fuzz/corpus/model
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"
#include "tools/ocellus/tflite/sample_operators.hpp"

using namespace ocellus::tools;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: model_corpus FOLDER\n", stderr);
    return 2;
  }
  bool failed = false;
  const auto write = [&](const std::string& file, std::span<const std::byte> bytes) {
    const Result<Done> written = write_file(std::string(argv[1]) + "/" + file, bytes);
    if (written.ok()) return;
    std::fprintf(stderr, "%s\n", written.failure().line().c_str());
    failed = true;
  };
  for (const DataType type : {DataType::kFloat32, DataType::kInt8}) {
    std::vector<SampleGraph> samples = sample_graphs(type);
    std::ranges::move(sample_operators(type), std::back_inserter(samples));
    for (const SampleGraph& sample : samples) {
      const std::string stem = sample.name + "-" + std::string(name(type));
      std::vector<std::byte> bytes = tflite_bytes(sample.graph, "seed");
      write(stem + ".tflite", bytes);
      if (sample.name != "network") continue;
      write(stem + "-cut.tflite", std::span(bytes).first(bytes.size() * 2 / 3));
      for (std::size_t i = 0; i < bytes.size(); i += 97) bytes[i] ^= std::byte{1} << (i % 8);
      write(stem + "-flipped.tflite", bytes);
    }
  }
  return failed ? 1 : 0;
}
