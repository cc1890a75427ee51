#include <array>

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

struct Job {
  jpeg_decompress_struct object = {};
  jpeg_progress_mgr progress = {};
  const Size at_least;
  JpegSession session;
  MemorySource source;
  Size full_size;
  MutableImage picture;
  bool several_scans = false;

  Job(Region& region, std::span<const std::uint8_t> bytes, Size wanted)
      : at_least(wanted), session(region), source(bytes) {}

  void choose_scale();
  void run();
  Status verdict() const;
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

  const std::size_t stride = std::size_t{object.output_width} * 3;
  auto* const pixels =
      static_cast<std::uint8_t*>(session.memory().allocate(stride * object.output_height));
  if (pixels == nullptr) session.fail(JERR_OUT_OF_MEMORY);

  jpeg_start_decompress(&object);
  while (object.output_scanline < object.output_height) {
    JSAMPROW row = pixels + stride * object.output_scanline;
    jpeg_read_scanlines(&object, &row, 1);
  }
  jpeg_finish_decompress(&object);
  picture = {static_cast<std::int32_t>(object.output_width),
             static_cast<std::int32_t>(object.output_height), pixels,
             static_cast<std::int32_t>(stride)};
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
  Job job(region, file, at_least);
  job.session.attempt(
      reinterpret_cast<jpeg_common_struct&>(job.object),
      [](void* state) { static_cast<Job*>(state)->run(); }, &job);
  full_size = job.full_size;
  const Status status = job.verdict();
  if (status.ok()) picture = job.picture;
  return status;
}

}  // namespace ocellus::picture
