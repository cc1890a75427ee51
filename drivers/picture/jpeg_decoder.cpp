#include <algorithm>
#include <array>
#include <optional>

#include "drivers/picture/codecs.hpp"
#include "drivers/picture/jpeg_library.hpp"

// after jpeglib.h
#include <jerror.h>

namespace ocellus::picture {
namespace {

// A progressive file may hold any number of scans over the same few bytes: refuse what no encoder
// writes, so that a small file cannot keep the decoder busy for minutes.
constexpr int kMaximumScans = 64;

// Eighths of the full size. libjpeg has all from 1 to 16, but SIMD code only for these.
constexpr std::array<unsigned, 4> kScales = {1, 2, 4, 8};

constexpr std::array<JOCTET, 2> kEndOfImage = {0xFF, JPEG_EOI};

// libjpeg's view of the file, all of it in memory. Reading past its end yields end-of-image
// markers, as libjpeg advises, and is remembered.
class MemorySource {
 public:
  explicit MemorySource(std::span<const std::uint8_t> file) : file_(file) {
    manager_.next_input_byte = file.data();
    manager_.bytes_in_buffer = file.size();
    manager_.init_source = [](j_decompress_ptr) {};
    manager_.fill_input_buffer = [](j_decompress_ptr decompress) -> boolean {
      of(decompress).run_out();
      return TRUE;
    };
    manager_.skip_input_data = [](j_decompress_ptr decompress, long bytes) {
      if (bytes > 0) of(decompress).skip(static_cast<std::size_t>(bytes));
    };
    manager_.resync_to_restart = jpeg_resync_to_restart;
    manager_.term_source = [](j_decompress_ptr) {};
  }

  void attach(jpeg_decompress_struct& object) { object.src = &manager_; }

  bool ran_out() const { return ran_out_; }

  std::size_t offset() const {
    return ran_out_ ? file_.size() : file_.size() - manager_.bytes_in_buffer;
  }

 private:
  static MemorySource& of(j_decompress_ptr object) {
    return *reinterpret_cast<MemorySource*>(object->src);
  }

  void run_out() {
    ran_out_ = true;
    manager_.next_input_byte = kEndOfImage.data();
    manager_.bytes_in_buffer = kEndOfImage.size();
  }

  void skip(std::size_t bytes) {
    if (bytes > manager_.bytes_in_buffer) {
      run_out();
    } else {
      manager_.next_input_byte += bytes;
      manager_.bytes_in_buffer -= bytes;
    }
  }

  jpeg_source_mgr manager_ = {};  // first: libjpeg knows this class by its address
  std::span<const std::uint8_t> file_;
  bool ran_out_ = false;
};

// The colours that the caller takes.
enum class Colours : std::uint8_t { kRgb, kAsInTheFile };

struct Job {
  jpeg_decompress_struct object = {};
  jpeg_progress_mgr progress = {};
  const Size at_least;
  const Colours colours;
  JpegSession session;
  MemorySource source;
  Size full_size;
  MutableImage picture;  // of RGB, what came out
  ImageView samples;     // and of any colours
  bool several_scans = false;

  Job(Region& region, std::span<const std::uint8_t> bytes, Size wanted, Colours taken)
      : at_least(wanted), colours(taken), session(region), source(bytes) {}

  void choose_scale();
  std::optional<PixelFormat> format_of_samples() const;
  std::uint8_t* allocate(std::size_t bytes);
  void read_rgb();
  void read_samples(PixelFormat format);
  void run();
  Status verdict() const;
  Status decode() {
    session.attempt(
        reinterpret_cast<jpeg_common_struct&>(object),
        [](void* state) { static_cast<Job*>(state)->run(); }, this);
    return verdict();
  }
};

void Job::choose_scale() {
  object.scale_denom = 8;
  for (const unsigned eighths : kScales) {
    object.scale_num = eighths;
    jpeg_calc_output_dimensions(&object);
    const Size got = {static_cast<std::int32_t>(object.output_width),
                      static_cast<std::int32_t>(object.output_height)};
    const bool wants_all = at_least == Size{};
    if (!wants_all && got.width >= at_least.width && got.height >= at_least.height) return;
  }
}

// After choose_scale(): libjpeg may scale chroma less than luma. Nothing when only libjpeg knows
// how to make a picture of the file's samples.
std::optional<PixelFormat> Job::format_of_samples() const {
  const auto* component = object.comp_info;
  if (object.jpeg_color_space == JCS_GRAYSCALE) return PixelFormat::kGrey8;
  if (object.jpeg_color_space != JCS_YCbCr || object.num_components != 3) return std::nullopt;
  const auto width = [&](int c) {
    return component[c].h_samp_factor * component[c].DCT_scaled_size;
  };
  const auto height = [&](int c) {
    return component[c].v_samp_factor * component[c].DCT_scaled_size;
  };
  if (component[0].h_samp_factor != object.max_h_samp_factor ||
      component[0].v_samp_factor != object.max_v_samp_factor || width(1) != width(2) ||
      height(1) != height(2)) {
    return std::nullopt;
  }
  const bool halved = width(0) == 2 * width(1);
  if (!halved && width(0) != width(1)) return std::nullopt;
  if (height(0) == height(1)) return halved ? PixelFormat::kJpeg422 : PixelFormat::kJpeg444;
  if (halved && height(0) == 2 * height(1)) return PixelFormat::kJpeg420;
  return std::nullopt;
}

std::uint8_t* Job::allocate(std::size_t bytes) {
  auto* const memory = static_cast<std::uint8_t*>(session.memory().allocate(bytes));
  if (memory == nullptr) session.fail(JERR_OUT_OF_MEMORY);
  return memory;
}

void Job::read_rgb() {
  const std::size_t stride = std::size_t{object.output_width} * 3;
  auto* const pixels = allocate(stride * object.output_height);
  jpeg_start_decompress(&object);
  while (object.output_scanline < object.output_height) {
    JSAMPROW row = pixels + stride * object.output_scanline;
    jpeg_read_scanlines(&object, &row, 1);
  }
  jpeg_finish_decompress(&object);
  picture = {static_cast<std::int32_t>(object.output_width),
             static_cast<std::int32_t>(object.output_height), pixels,
             static_cast<std::int32_t>(stride)};
  samples = picture.view();
}

// libjpeg hands out whole blocks: planes are as wide and high as those need, and views of them
// leave the surplus out.
void Job::read_samples(PixelFormat format) {
  constexpr int kMostRows = MAX_SAMP_FACTOR * DCTSIZE;
  object.raw_data_out = TRUE;
  object.out_color_space = object.jpeg_color_space;
  ImageView view = {.format = format,
                    .width = static_cast<std::int32_t>(object.output_width),
                    .height = static_cast<std::int32_t>(object.output_height)};
  std::array<std::array<JSAMPROW, kMostRows>, 3> rows;
  std::array<JSAMPARRAY, 3> planes = {rows[0].data(), rows[1].data(), rows[2].data()};
  std::array<std::uint8_t*, 3> pixels = {};
  std::array<std::size_t, 3> heights = {};
  const auto components = static_cast<std::size_t>(object.num_components);
  for (std::size_t c = 0; c < components; ++c) {
    const jpeg_component_info& component = object.comp_info[c];
    const auto block = static_cast<std::size_t>(component.DCT_scaled_size);
    const std::size_t stride = component.width_in_blocks * block;
    heights[c] = component.height_in_blocks * block;
    pixels[c] = allocate(stride * heights[c]);
    view.planes[c] = pixels[c];
    view.strides[c] = static_cast<std::int32_t>(stride);
  }

  jpeg_start_decompress(&object);
  const int lines = object.max_v_samp_factor * object.min_DCT_scaled_size;
  for (std::size_t band = 0; object.output_scanline < object.output_height; ++band) {
    for (std::size_t c = 0; c < components; ++c) {
      const jpeg_component_info& component = object.comp_info[c];
      const auto count =
          static_cast<std::size_t>(component.v_samp_factor * component.DCT_scaled_size);
      for (std::size_t i = 0; i < count; ++i) {
        // Of the last band only the blocks that there are get written.
        const std::size_t row = std::min(band * count + i, heights[c] - 1);
        rows[c][i] = pixels[c] + row * static_cast<std::size_t>(view.strides[c]);
      }
    }
    jpeg_read_raw_data(&object, planes.data(), static_cast<JDIMENSION>(lines));
  }
  jpeg_finish_decompress(&object);
  samples = view;
}

void Job::run() {
  jpeg_create_decompress(&object);  // clears all of it but the error manager and the client data
  source.attach(object);

  progress.progress_monitor = [](j_common_ptr common) {
    if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number > kMaximumScans) {
      JpegSession::of(common).fail(JERR_BAD_PROGRESSION);
    }
  };
  object.progress = &progress;

  jpeg_read_header(&object, TRUE);
  full_size = {static_cast<std::int32_t>(object.image_width),
               static_cast<std::int32_t>(object.image_height)};
  several_scans = jpeg_has_multiple_scans(&object);

  // These decide the exact pixel values; the SIMD code of every machine follows them to the bit.
  object.out_color_space = JCS_RGB;
  object.dct_method = JDCT_ISLOW;
  object.do_fancy_upsampling = TRUE;
  object.do_block_smoothing = FALSE;
  choose_scale();
  const std::optional<PixelFormat> format =
      colours == Colours::kRgb ? std::nullopt : format_of_samples();
  if (format) {
    read_samples(*format);
  } else {
    read_rgb();
  }
}

Status Job::verdict() const {
  const std::size_t at = source.offset();
  switch (session.error()) {
    case 0:
      break;
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
    case JERR_WIDTH_OVERFLOW:
    case JERR_IMAGE_TOO_BIG:
      return Status::failure(Code::kTooLarge, "JPEG: the picture needs more memory than set aside",
                             at);
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
      return Status::failure(Code::kUnsupported, "JPEG: only 8-bit lossy JPEG can be read", at);
    case JERR_CONVERSION_NOTIMPL:
    case JERR_COMPONENT_COUNT:
      return Status::failure(Code::kUnsupported,
                             "JPEG: its colours are neither grey, YCbCr nor RGB", at);
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_NOT_COMPILED:
      return Status::failure(Code::kUnsupported, "JPEG: its chroma sampling is not supported", at);
    case JERR_BAD_PROGRESSION:
      return Status::failure(Code::kCorrupt, "JPEG: its scans make no sense", at);
    default:
      return source.ran_out()
                 ? Status::failure(Code::kTruncated, "JPEG: the file ends inside its headers", at)
                 : Status::failure(Code::kCorrupt, "JPEG: a header makes no sense", at);
  }
  if (session.damage() != 0 || several_scans) {
    // Many cameras leave out the end marker. That alone costs nothing when the only scan is whole.
    if (source.ran_out()) {
      return Status::failure(Code::kTruncated, "JPEG: the picture data end too soon", at);
    }
    if (session.damage() != 0) {
      return Status::failure(Code::kCorrupt, "JPEG: the picture data are damaged", at);
    }
  }
  return Status::success();
}

}  // namespace

Status decode_jpeg(Region& region, std::span<const std::uint8_t> file, Size at_least,
                   MutableImage& picture, Size& full_size) {
  Job job(region, file, at_least, Colours::kRgb);
  const Status status = job.decode();
  full_size = job.full_size;
  if (status.ok()) picture = job.picture;
  return status;
}

Status decode_jpeg_samples(Region& region, std::span<const std::uint8_t> file, Size at_least,
                           ImageView& picture, Size& full_size) {
  Job job(region, file, at_least, Colours::kAsInTheFile);
  const Status status = job.decode();
  full_size = job.full_size;
  if (status.ok()) picture = job.samples;
  return status;
}

}  // namespace ocellus::picture
