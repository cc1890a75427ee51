// make_random_model FILE.tflite: a random int8 network with every operator that can be compiled.
#include <cstdio>

#include "tools/ocellus/plan/random_graph.hpp"
#include "tools/ocellus/tflite/export.hpp"

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("usage: make_random_model FILE.tflite\n", stderr);
    return 2;
  }
  const ocellus::tools::Result<ocellus::tools::Done> written = ocellus::tools::export_tflite(
      ocellus::tools::random_graph(2026, 45), words[1], "made by make_random_model");
  if (written.ok()) return 0;
  std::fprintf(stderr, "%s\n", written.failure().line().c_str());
  return 1;
}
