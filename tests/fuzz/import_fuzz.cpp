// Any bytes as a .tflite file: imported, simplified, and written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"

using ocellus::tools::Graph;
using ocellus::tools::import_tflite;
using ocellus::tools::Result;
using ocellus::tools::simplify;
using ocellus::tools::tflite_bytes;

// What was accepted once must be accepted again after each step.
static void require(bool holds) {
  if (!holds) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  Result<Graph> graph = import_tflite(bytes, "input");
  if (!graph.ok()) {
    require(!graph.failure().line().empty());
    return 0;
  }
  require(import_tflite(tflite_bytes(graph.value(), "as read"), "as read").ok());
  const std::uint64_t macs = graph.value().macs();
  simplify(graph.value());
  require(graph.value().macs() <= macs);
  Result<Graph> again = import_tflite(tflite_bytes(graph.value(), "simple"), "simple");
  require(again.ok());
  simplify(again.value());
  require(again.value().macs() == graph.value().macs());
  return 0;
}
