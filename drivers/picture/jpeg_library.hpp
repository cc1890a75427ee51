// libjpeg-turbo tied to a Region and an Escape: what decoding and encoding share.
#pragma once

#include <cstddef>
#include <cstdio>  // jpeglib.h uses FILE without including it

// after <cstdio>
#include <jpeglib.h>

#include "drivers/picture/escape.hpp"
#include "drivers/picture/region.hpp"
#include "runtime/status.hpp"

namespace ocellus::picture {

// The memory, the error handling and the findings of one libjpeg object while it handles one
// picture. Its memory is never freed piece by piece: the owner clears the region.
class JpegSession {
 public:
  explicit JpegSession(Region& memory) : memory_(memory) {}
  JpegSession(const JpegSession&) = delete;
  JpegSession& operator=(const JpegSession&) = delete;

  // Runs step(state), which may call libjpeg with `object`, including jpeg_create_*. False when
  // libjpeg gave up; `error()` then says why.
  bool attempt(jpeg_common_struct& object, void (*step)(void* state), void* state);

  // Gives up from inside a callback, with that JERR_ code.
  [[noreturn]] void fail(int jpeg_error);

  int error() const { return error_; }

  // The first warning that means damaged picture data, a JWRN_ code; 0 when there was none.
  int damage() const { return damage_; }

  Region& memory() { return memory_; }

  static JpegSession& of(jpeg_common_struct* object) {
    return *static_cast<JpegSession*>(object->client_data);
  }

 private:
  static void on_error(jpeg_common_struct* object);
  static void on_message(jpeg_common_struct* object, int level);

  jpeg_error_mgr manager_ = {};
  Escape escape_ = {};
  Region& memory_;
  int error_ = 0;
  int damage_ = 0;
};

// Makes libjpeg look at the CPU now instead of at the first picture.
void warm_up_jpeg(Region& region);

}  // namespace ocellus::picture
