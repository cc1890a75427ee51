#include <png.h>

#include <cstring>

#include "drivers/picture/codecs.hpp"
#include "drivers/picture/escape.hpp"

namespace ocellus::picture {
namespace {

constexpr std::uint32_t kMaximumSide = 65500;  // as for JPEG

struct Job {
  Region& region;
  const std::span<const std::uint8_t> file;
  std::size_t position = 0;
  Escape escape = {};
  bool out_of_memory = false;
  bool truncated = false;
  Size full_size = {};
  MutableImage picture = {};

  Job(Region& memory, std::span<const std::uint8_t> bytes) : region(memory), file(bytes) {}

  void run();
  png_struct* open();
  std::uint8_t* allocate(std::size_t bytes);
  Status verdict() const;
};

void* png_allocate(png_structp png, png_alloc_size_t bytes) {
  Job& job = *static_cast<Job*>(png_get_mem_ptr(png));
  void* const block = job.region.allocate(bytes);
  if (block == nullptr) job.out_of_memory = true;
  return block;
}

void png_release(png_structp png, void* block) {
  static_cast<Job*>(png_get_mem_ptr(png))->region.release(block);
}

void png_read(png_structp png, png_bytep destination, std::size_t bytes) {
  Job& job = *static_cast<Job*>(png_get_io_ptr(png));
  if (bytes > job.file.size() - job.position) {
    job.position = job.file.size();
    job.truncated = true;
    job.escape.leave();
  }
  std::memcpy(destination, job.file.data() + job.position, bytes);
  job.position += bytes;
}

[[noreturn]] void png_fail(png_structp png, png_const_charp) {
  static_cast<Job*>(png_get_error_ptr(png))->escape.leave();
}

void png_ignore(png_structp, png_const_charp) {}

// c * alpha / 255, rounded: the colour laid over black.
constexpr std::uint8_t over_black(unsigned colour, unsigned alpha) {
  return static_cast<std::uint8_t>((colour * alpha + 127) / 255);
}

// A big-endian number of the header, which starts every file: width at byte 16, height at 20.
std::uint32_t side_at(std::span<const std::uint8_t> file, std::size_t at) {
  if (file.size() < at + 4) return 0;
  return std::uint32_t{file[at]} << 24 | std::uint32_t{file[at + 1]} << 16 |
         std::uint32_t{file[at + 2]} << 8 | file[at + 3];
}

std::uint8_t* Job::allocate(std::size_t bytes) {
  void* const block = region.allocate(bytes);
  if (block == nullptr) {
    out_of_memory = true;
    escape.leave();
  }
  return static_cast<std::uint8_t*>(block);
}

png_struct* Job::open() {
  png_struct* const png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, this, png_fail,
                                                   png_ignore, this, png_allocate, png_release);
  if (png == nullptr) {
    out_of_memory = true;
    escape.leave();
  }
  png_set_read_fn(png, this, png_read);
  png_set_user_limits(png, kMaximumSide, kMaximumSide);
  // Only tRNS matters among the optional chunks; the rest (texts, profiles, times) is skipped
  // unread, so it cannot use up the region.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  static constexpr png_byte kTransparency[] = "tRNS";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, kTransparency, 1);
  return png;
}

void Job::run() {
  png_struct* const png = open();
  png_info* const info = png_create_info_struct(png);
  if (info == nullptr) {
    out_of_memory = true;
    escape.leave();
  }
  png_read_info(png, info);
  full_size = {static_cast<std::int32_t>(png_get_image_width(png, info)),
               static_cast<std::int32_t>(png_get_image_height(png, info))};

  png_set_expand(png);    // palettes, 1/2/4 bit and tRNS to full channels
  png_set_scale_16(png);  // 16 bit to 8, rounded
  png_set_gray_to_rgb(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);

  const std::size_t channels = png_get_channels(png, info);
  const std::size_t width = png_get_image_width(png, info);
  const std::size_t height = png_get_image_height(png, info);
  const std::size_t row = width * channels;
  std::uint8_t* const pixels = allocate(row * height);
  // An interlaced file fills in a row bit by bit, so each row must stay what it was before.
  for (int pass = 0; pass < passes; ++pass) {
    for (std::size_t y = 0; y < height; ++y) png_read_row(png, pixels + y * row, nullptr);
  }
  png_read_end(png, nullptr);

  if (channels == 4) {
    for (std::size_t i = 0; i < width * height; ++i) {
      const std::uint8_t* const from = pixels + 4 * i;
      const std::uint8_t alpha = from[3];
      std::uint8_t* const to = pixels + 3 * i;
      to[0] = over_black(from[0], alpha);
      to[1] = over_black(from[1], alpha);
      to[2] = over_black(from[2], alpha);
    }
  }
  picture = {full_size.width, full_size.height, pixels, full_size.width * 3};
}

Status Job::verdict() const {
  if (picture.pixels != nullptr) return Status::success();
  if (out_of_memory) {
    return Status::failure(Code::kTooLarge, "PNG: the picture needs more memory than set aside",
                           position);
  }
  if (truncated) return Status::failure(Code::kTruncated, "PNG: the file ends too soon", position);
  return Status::failure(Code::kCorrupt, "PNG: the data are damaged", position);
}

}  // namespace

Status decode_png(Region& region, std::span<const std::uint8_t> file, MutableImage& picture,
                  Size& full_size) {
  Job job(region, file);
  if (side_at(file, 16) > kMaximumSide || side_at(file, 20) > kMaximumSide) {
    return Status::failure(Code::kTooLarge, "PNG: the picture exceeds 65500 pixels a side", 16);
  }
  job.escape.attempt([](void* state) { static_cast<Job*>(state)->run(); }, &job);
  full_size = job.full_size;
  picture = job.picture;
  return job.verdict();
}

}  // namespace ocellus::picture
