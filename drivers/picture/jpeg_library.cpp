#include "drivers/picture/jpeg_library.hpp"

#include <array>

// after jpeglib.h
#include <jerror.h>

namespace ocellus::picture {
namespace {

// Warnings after which the pixels are not what the camera saw. The others (bytes between markers,
// an odd Adobe marker) do no harm.
constexpr bool means_damage(int warning) {
  switch (warning) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_NOT_SEQUENTIAL:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool JpegSession::attempt(jpeg_common_struct& object, void (*step)(void* state), void* state) {
  object.err = jpeg_std_error(&manager_);
  manager_.error_exit = on_error;
  manager_.emit_message = on_message;
  manager_.output_message = [](jpeg_common_struct*) {};
  object.client_data = this;
  return escape_.attempt(step, state);
}

void JpegSession::fail(int jpeg_error) {
  error_ = jpeg_error;
  escape_.leave();
}

void JpegSession::on_error(jpeg_common_struct* object) { of(object).fail(object->err->msg_code); }

void JpegSession::on_message(jpeg_common_struct* object, int level) {
  if (level >= 0) return;  // traces
  JpegSession& session = of(object);
  if (session.damage_ == 0 && means_damage(object->err->msg_code)) {
    session.damage_ = object->err->msg_code;
  }
}

void warm_up_jpeg(Region& region) {
  region.clear();
  jpeg_compress_struct object = {};
  JpegSession session(region);
  session.attempt(
      reinterpret_cast<jpeg_common_struct&>(object),
      [](void* state) {
        auto& compress = *static_cast<jpeg_compress_struct*>(state);
        jpeg_create_compress(&compress);
        std::array<JOCTET, 256> header;  // all that starting writes
        jpeg_destination_mgr destination = {};
        destination.next_output_byte = header.data();
        destination.free_in_buffer = header.size();
        destination.init_destination = [](jpeg_compress_struct*) {};
        compress.dest = &destination;
        compress.image_width = compress.image_height = 8;
        compress.input_components = 3;
        compress.in_color_space = JCS_RGB;
        jpeg_set_defaults(&compress);
        // Choosing between the plain and the SIMD colour conversion is what looks at the CPU.
        jpeg_start_compress(&compress, TRUE);
      },
      &object);
  region.clear();
}

}  // namespace ocellus::picture
