// The pictures and video frames that accuracy is judged on, as the model's input levels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/vision/preprocess.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tests {

struct Scene {
  std::string name;                  // a file name without folder; "frame_0040" for video
  PixelSize size;                    // of the whole picture
  std::vector<std::uint8_t> levels;  // R, G, B at the model's size
};

// Every picture of the folder, and every kFrameStep-th frame of the AVI file. Any that cannot be
// read is a failure: figures must not depend on what happened to be readable.
inline constexpr std::uint64_t kFrameStep = 20;
tools::Result<std::vector<Scene>> load_scenes(const std::string& folder, const std::string& video,
                                              PixelSize target);

// One file per scene, FOLDER/NAME.levels, and what an oracle wrote beside it:
// FOLDER/NAME.N.f32, the raw floats of output N.
tools::Result<tools::Done> write_levels(const std::vector<Scene>& scenes,
                                        const std::string& folder);
tools::Result<std::vector<float>> read_oracle(const std::string& folder, const std::string& name,
                                              std::size_t output, std::size_t size);

}  // namespace ocellus::tests
