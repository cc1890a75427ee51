#include "tools/bench/networks.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "tools/bench/end_to_end.hpp"
#include "tools/bench/toolchain.hpp"
#include "tools/ocellus/emit/compilation.hpp"

namespace ocellus::tools {
namespace {

namespace fs = std::filesystem;

// What a folder holds, by name; nothing when it is none.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    paths.push_back(entry->path());
  }
  std::ranges::sort(paths);
  return paths;
}

fs::path conformance_folder() {
  if (const char* const named = std::getenv("OCELLUS_CONFORMANCE")) return named;
  const fs::path beside = fs::path(kSourceFolder).parent_path();
  std::error_code error;
  if (fs::is_directory(beside / "conformance", error)) return beside / "conformance";
  for (const fs::path& neighbour : entries(beside)) {
    if (fs::is_directory(neighbour / "conformance", error)) return neighbour / "conformance";
  }
  return {};
}

}  // namespace

std::vector<std::string> default_networks() {
  std::vector<std::string> paths;
  const fs::path folder(kModelsFolder);
  std::error_code error;
  for (const std::string_view detector : kDetectors) {
    const fs::path path = folder / (std::string(detector) + ".int8.tflite");
    if (fs::exists(path, error)) paths.push_back(path.string());
  }
  for (const fs::path& path : entries(folder / "bench")) {
    if (path.extension() == ".tflite") paths.push_back(path.string());
  }
  for (const fs::path& golden : entries(conformance_folder())) {
    if (fs::exists(golden / "model.tflite", error)) {
      paths.push_back((golden / "model.tflite").string());
    }
  }
  return paths;
}

std::string network_name(const std::string& path) {
  const fs::path file(path);
  const fs::path folder = file.parent_path().filename();
  return file.stem() == "model" && !folder.empty() ? model_name_of(folder.string())
                                                   : model_name_of(path);
}

}  // namespace ocellus::tools
