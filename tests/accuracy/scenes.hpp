// The pictures and video frames that accuracy is judged on, as the model's input levels.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "runtime/vision/preprocess.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tests {

struct Scene {
  std::string name;                  // a file name without folder; "frame_0040" for video
  PixelSize size;                    // of the whole picture
  Box view;                          // what of it the model sees, in its pixels
  std::vector<std::uint8_t> levels;  // R, G, B at the model's size
};

// Of each source, every picture of a folder, or every kFrameStep-th frame of an AVI file. Any that
// cannot be read is a failure: figures must not depend on what happened to be readable.
inline constexpr std::uint64_t kFrameStep = 20;
tools::Result<std::vector<Scene>> load_scenes(std::span<const char* const> sources,
                                              PixelSize target, Fit fit);

// One file per scene, FOLDER/NAME.levels, and what an oracle wrote beside it:
// FOLDER/NAME.N.f32, the raw floats of output N.
tools::Result<tools::Done> write_levels(const std::vector<Scene>& scenes,
                                        const std::string& folder);
tools::Result<std::vector<float>> read_oracle(const std::string& folder, const std::string& name,
                                              std::size_t output, std::size_t size);

}  // namespace ocellus::tests
