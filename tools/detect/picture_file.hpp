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
  // `at_least` as for picture::Decoder. Afterwards, until the next call, the pixels are here.
  Result<Done> open(const std::string& path, picture::Size at_least) {
    const Result<std::vector<std::byte>> file = read_file(path, kLargestFile);
    if (!file.ok()) return file.failure();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.value().data());
    const Status status =
        decoder_.decode({bytes, file.value().size()}, at_least, image_, full_size_);
    if (!status.ok()) {
      return Failure{path, std::string(status.what) + " (byte " + std::to_string(status.at) + ")",
                     "give a whole JPEG or PNG picture"};
    }
    return Done{};
  }

  const MutableImage& image() const { return image_; }
  picture::Size full_size() const { return full_size_; }

 private:
  static constexpr std::size_t kLargestFile = std::size_t{256} << 20;
  static constexpr std::size_t kDecoderRegion = std::size_t{512} << 20;

  // Left uninitialised: pages that no picture needs are never touched.
  std::unique_ptr<std::byte[]> region_ =
      std::make_unique_for_overwrite<std::byte[]>(kDecoderRegion);
  picture::Decoder decoder_{{region_.get(), kDecoderRegion}};
  MutableImage image_;
  picture::Size full_size_;
};

}  // namespace ocellus::tools
