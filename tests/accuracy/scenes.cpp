#include "tests/accuracy/scenes.hpp"

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>

#include "drivers/capture/avi_source.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/quantize/pictures.hpp"

namespace ocellus::tests {
namespace {

using tools::Done;
using tools::Failure;
using tools::Result;
using tools::quantize::PictureReader;

Result<Done> append_frames(const std::string& video, PictureReader& reader,
                           std::vector<Scene>& scenes) {
  std::vector<std::uint8_t> memory(std::size_t{8} << 20);
  capture::AviSource source(memory);
  const Status opened = source.open(video.c_str());
  if (!opened.ok()) return Failure{video, opened.what, "run tools/fetch video"};
  capture::Frame frame;
  for (;;) {
    const Status status = source.next(frame);
    if (status.code == Code::kEndOfStream) return Done{};
    if (!status.ok()) {
      return Failure{video + ": byte " + std::to_string(status.at), status.what,
                     "run tools/fetch video"};
    }
    if (frame.index % kFrameStep != 0) continue;
    char name[32];
    std::snprintf(name, sizeof name, "frame_%04d", static_cast<int>(frame.index));
    auto levels = reader.decode(frame.bytes, video + ": " + name);
    if (!levels.ok()) return levels.failure();
    scenes.push_back({name, reader.full_size(), reader.view(), std::move(levels.value())});
  }
}

Result<Done> append_pictures(const std::string& folder, PictureReader& reader,
                             std::vector<Scene>& scenes) {
  const auto paths = tools::quantize::pictures_in(folder);
  if (!paths.ok()) return paths.failure();
  for (const std::string& path : paths.value()) {
    auto levels = reader.read(path);
    if (!levels.ok()) return levels.failure();
    scenes.push_back({std::filesystem::path(path).filename().string(), reader.full_size(),
                      reader.view(), std::move(levels.value())});
  }
  return Done{};
}

}  // namespace

Result<std::vector<Scene>> load_scenes(std::span<const char* const> sources, PixelSize target,
                                       Fit fit) {
  PictureReader reader(target, fit);
  std::vector<Scene> scenes;
  for (const std::string source : sources) {
    const auto added = source.ends_with(".avi") ? append_frames(source, reader, scenes)
                                                : append_pictures(source, reader, scenes);
    if (!added.ok()) return added.failure();
  }
  return scenes;
}

Result<Done> write_levels(const std::vector<Scene>& scenes, const std::string& folder) {
  for (const Scene& scene : scenes) {
    const auto written = tools::write_file(folder + "/" + scene.name + ".levels",
                                           std::as_bytes(std::span(scene.levels)));
    if (!written.ok()) return written.failure();
  }
  return Done{};
}

Result<std::vector<float>> read_oracle(const std::string& folder, const std::string& name,
                                       std::size_t output, std::size_t size) {
  const std::string path = folder + "/" + name + "." + std::to_string(output) + ".f32";
  const auto bytes = tools::read_file(path, size * sizeof(float));
  if (!bytes.ok()) return bytes.failure();
  if (bytes.value().size() != size * sizeof(float)) {
    return Failure{path, "has not the model's output size", "remove build/accuracy"};
  }
  std::vector<float> values(size);
  std::memcpy(values.data(), bytes.value().data(), bytes.value().size());
  return values;
}

}  // namespace ocellus::tests
