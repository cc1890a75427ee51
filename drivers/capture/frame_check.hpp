// Cheap looks at a camera's bytes: is the picture whole, and is it the one before?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::capture {

bool begins_like_jpeg(std::span<const std::uint8_t> bytes);

// Whether the end marker is there, be it followed by the zeros with which some cameras fill up.
bool ends_like_jpeg(std::span<const std::uint8_t> bytes);

// A 64-bit mark of the bytes and their number; it reads 64 KiB at most. Up to there every bit
// counts. Of more, words of eight bytes all over it: a sensor's noise, and everything behind a
// change in a JPEG stream, reach those too, but a picture that differs between them alone has the
// same mark.
std::uint64_t frame_mark(std::span<const std::uint8_t> bytes);

}  // namespace ocellus::capture
