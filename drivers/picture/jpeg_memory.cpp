// libjpeg's system-dependent memory layer: the eight functions that libjpeg leaves to its user,
// here on the region of the session that hangs on the object.
//
// libjpeg.a brings its own in one object file, jmemnobs.o, which the linker takes only while one
// of these names is undefined; jpeg_library.cpp and this file are linked before it. An object
// without a session (libv4lconvert has some) gets memory from malloc as ever.
#include <cstdlib>

#include "drivers/picture/jpeg_library.hpp"

// after jpeglib.h
#include <jerror.h>

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
