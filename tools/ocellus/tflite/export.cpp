#include "tools/ocellus/tflite/export.hpp"

#include <variant>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/tflite/export_operators.hpp"
#include "tools/ocellus/tflite/file_writer.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {

std::vector<std::byte> tflite_bytes(const Graph& graph, std::string_view description) {
  FileWriter file(graph);
  for (const Operator& op : graph.operators) {
    std::visit([&](const auto& attributes) { write(file, op, attributes); }, op.attributes);
  }
  return file.finish(description);
}

Result<Done> export_tflite(const Graph& graph, const std::string& path,
                           std::string_view description) {
  const std::vector<std::byte> bytes = tflite_bytes(graph, description);
  if (Result<Graph> checked = import_tflite(bytes, path); !checked.ok()) return checked.failure();
  return write_file(path, bytes);
}

}  // namespace ocellus::tools
