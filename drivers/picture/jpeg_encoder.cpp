#include "drivers/picture/jpeg_library.hpp"
#include "drivers/picture/picture.hpp"

// after jpeglib.h
#include <jerror.h>

namespace ocellus::picture {
namespace {

struct Job {
  jpeg_compress_struct object = {};
  jpeg_destination_mgr destination = {};
  const MutableImage& picture;
  const int quality;
  const std::span<std::uint8_t> file;
  JpegSession session;

  Job(Region& region, const MutableImage& rgb, int jpeg_quality, std::span<std::uint8_t> bytes)
      : picture(rgb), quality(jpeg_quality), file(bytes), session(region) {}

  void run();
};

void Job::run() {
  jpeg_create_compress(&object);
  destination.next_output_byte = file.data();
  destination.free_in_buffer = file.size();
  destination.init_destination = [](j_compress_ptr) {};
  destination.empty_output_buffer = [](j_compress_ptr compress) -> boolean {
    JpegSession::of(reinterpret_cast<j_common_ptr>(compress)).fail(JERR_BUFFER_SIZE);
  };
  destination.term_destination = [](j_compress_ptr) {};
  object.dest = &destination;

  object.image_width = static_cast<JDIMENSION>(picture.width);
  object.image_height = static_cast<JDIMENSION>(picture.height);
  object.input_components = 3;
  object.in_color_space = JCS_RGB;
  jpeg_set_defaults(&object);
  jpeg_set_quality(&object, quality, TRUE);
  object.dct_method = JDCT_ISLOW;

  jpeg_start_compress(&object, TRUE);
  while (object.next_scanline < object.image_height) {
    JSAMPROW row = picture.pixels + std::ptrdiff_t{picture.stride} * object.next_scanline;
    jpeg_write_scanlines(&object, &row, 1);
  }
  jpeg_finish_compress(&object);
}

}  // namespace

Encoder::Encoder(std::span<std::byte> region) : region_(region) { warm_up_jpeg(region_); }

Status Encoder::encode(const MutableImage& picture, int quality, std::span<std::uint8_t> file,
                       std::size_t& size) {
  size = 0;
  if (picture.width < 1 || picture.height < 1 || picture.stride / 3 < picture.width) {
    return Status::failure(Code::kUnsupported, "JPEG: there is no picture to encode");
  }
  region_.clear();
  Job job(region_, picture, quality, file);
  const bool done = job.session.attempt(
      reinterpret_cast<jpeg_common_struct&>(job.object),
      [](void* state) { static_cast<Job*>(state)->run(); }, &job);
  if (done) {
    size = file.size() - job.destination.free_in_buffer;
    return Status::success();
  }
  switch (job.session.error()) {
    case JERR_BUFFER_SIZE:
      return Status::failure(Code::kTooLarge, "JPEG: the output buffer is too small", file.size());
    case JERR_IMAGE_TOO_BIG:
      return Status::failure(Code::kTooLarge, "JPEG: the picture exceeds 65500 pixels a side");
    default:
      return Status::failure(Code::kTooLarge, "JPEG: encoding needs more memory than set aside");
  }
}

}  // namespace ocellus::picture
