#include "drivers/picture/jpeg_library.hpp"

#include <array>
#include <cstdlib>

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

// libjpeg's system-dependent memory layer: the eight functions that libjpeg leaves to its user,
// here on the region of the session that hangs on the object. An object without a session
// (libv4lconvert has some) gets memory from malloc as ever.
//
// libjpeg.a brings its own in one object file, jmemnobs.o, which the linker takes only while one
// of these names is undefined. They stand in this file so that whoever decodes gets them too: if
// libjpeg.a ever came first on the command line, the names would clash instead of being ignored.
using ocellus::picture::JpegSession;

namespace {

void* take(j_common_ptr object, std::size_t bytes) {
  if (object->client_data == nullptr) return std::malloc(bytes);
  return JpegSession::of(object).memory().allocate(bytes);
}

void give_back(j_common_ptr object, void* block) {
  if (object->client_data == nullptr) {
    std::free(block);
  } else {
    JpegSession::of(object).memory().release(block);
  }
}

}  // namespace

extern "C" {

void* jpeg_get_small(j_common_ptr object, std::size_t bytes) { return take(object, bytes); }
void jpeg_free_small(j_common_ptr object, void* block, std::size_t) { give_back(object, block); }
void* jpeg_get_large(j_common_ptr object, std::size_t bytes) { return take(object, bytes); }
void jpeg_free_large(j_common_ptr object, void* block, std::size_t) { give_back(object, block); }

std::size_t jpeg_mem_available(j_common_ptr object, std::size_t, std::size_t wanted, std::size_t) {
  if (object->client_data == nullptr) return wanted;
  const std::size_t available = JpegSession::of(object).memory().available();
  return available < wanted ? available : wanted;
}

// Called when a picture does not fit in memory: there is no disk to swap to.
void jpeg_open_backing_store(j_common_ptr object, void*, long) {
  ERREXIT(object, JERR_NO_BACKING_STORE);
}

long jpeg_mem_init(j_common_ptr) { return 0; }
void jpeg_mem_term(j_common_ptr) {}

}  // extern "C"
