// A picture decoded from a file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "drivers/picture/picture.hpp"
#include "tools/ocellus/file.hpp"

namespace ocellus::tools {

class PictureFile {
 public:
  // `at_least` as for picture::Decoder. Afterwards, until the next call, the pixels are here: of
  // RGB, to draw on, or as the file has them, which is what a camera shows its models.
  Result<Done> open_rgb(const std::string& path, picture::Size at_least) {
    return open(path, [&](std::span<const std::uint8_t> file) {
      return decoder_.decode(file, at_least, rgb_, full_size_);
    });
  }
  Result<Done> open_samples(const std::string& path, picture::Size at_least) {
    return open(path, [&](std::span<const std::uint8_t> file) {
      return decoder_.decode_samples(file, at_least, samples_, full_size_);
    });
  }

  const MutableImage& rgb() const { return rgb_; }
  const ImageView& samples() const { return samples_; }
  picture::Size full_size() const { return full_size_; }

 private:
  template <typename Decode>
  Result<Done> open(const std::string& path, Decode decode) {
    const Result<std::vector<std::byte>> file = read_file(path, kLargestFile);
    if (!file.ok()) return file.failure();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.value().data());
    const Status status = decode(std::span(bytes, file.value().size()));
    if (!status.ok()) {
      return Failure{path, std::string(status.what) + " (byte " + std::to_string(status.at) + ")",
                     "give a whole JPEG or PNG picture"};
    }
    return Done{};
  }

  static constexpr std::size_t kLargestFile = std::size_t{256} << 20;
  static constexpr std::size_t kDecoderRegion = std::size_t{512} << 20;

  // Left uninitialised: pages that no picture needs are never touched.
  std::unique_ptr<std::byte[]> region_ =
      std::make_unique_for_overwrite<std::byte[]>(kDecoderRegion);
  picture::Decoder decoder_{{region_.get(), kDecoderRegion}};
  MutableImage rgb_;
  ImageView samples_;
  picture::Size full_size_;
};

}  // namespace ocellus::tools
