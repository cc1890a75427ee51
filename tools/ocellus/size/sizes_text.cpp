#include <algorithm>
#include <cinttypes>

#include "tools/ocellus/format.hpp"
#include "tools/ocellus/size/sizes.hpp"

namespace ocellus::tools {
namespace {

std::string line(std::uint64_t bytes, const std::string& what) {
  return format("  %10" PRIu64 "  %s\n", bytes, what.c_str());
}

std::string name_of(const CodeBytes& entry) {
  return entry.name + (entry.isa.empty() ? "" : " " + entry.isa);
}

std::string table(const std::vector<CodeBytes>& entries) {
  std::string text = "       bytes  functions\n";
  for (const CodeBytes& entry : entries) {
    text +=
        format("  %10" PRIu64 " %10zu  %s\n", entry.bytes, entry.functions, name_of(entry).c_str());
  }
  return text;
}

}  // namespace

std::string text_of(const Sizes& sizes, const std::string& path) {
  std::string text = path + ", " + sizes.machine + "\n";
  text += line(sizes.code, format("code, %.1f KiB", static_cast<double>(sizes.code) / 1024));
  text += line(sizes.constants, "constants, without weights");
  text += line(sizes.unwinding, "unwinding tables");
  text += line(sizes.data, "data with initial values");
  text += line(sizes.zeroed, "memory that starts as zeros");
  text += line(sizes.weights, "weights, packed");
  for (const Weights& model : sizes.models) {
    text += format("  %10" PRIu64 "    of %s for %s\n", model.bytes, model.model.c_str(),
                   model.isa.c_str());
  }
  text += "\ncode by room and library\n" + table(sizes.rooms);
  text += "\nof that, kernels\n" + table(sizes.kernels);
  if (sizes.alone.size() > 1) {
    text += "\ncode, were there one instruction set only\n";
    for (const CodeBytes& isa : sizes.alone) text += line(isa.bytes, isa.name);
  }
  return text;
}

}  // namespace ocellus::tools
