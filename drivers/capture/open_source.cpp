#include "drivers/capture/open_source.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "drivers/capture/byte_file.hpp"
#include "drivers/capture/riff.hpp"

namespace ocellus::capture {
namespace {

// By its name alone: the device may not be plugged in yet.
bool names_camera(std::string_view path) {
  return path == kAnyCamera || path.starts_with("/dev/video") || path.starts_with("/dev/v4l/") ||
         names_libcamera(path);
}

constexpr FourCc kPngStart = FourCc{0x474E5089};  // 0x89 "PNG"

// The first bytes of a file; zero beyond its end.
Status read_start(const char* path, std::array<std::uint8_t, 12>& start) {
  ByteFile file;
  if (const Status status = file.open(AT_FDCWD, path); !status.ok()) return status;
  start.fill(0);
  const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), 12));
  return file.read_at(0, std::span(start).first(count));
}

template <typename Kind>
Status finish(Kind& kind, Status status, Source*& source) {
  if (status.ok()) source = &kind;
  return status;
}

}  // namespace

Status open_source(const char* path, const OpenOptions& options, SourceRoom& room,
                   Source*& source) {
  source = nullptr;
  if (names_camera(path)) {
    CameraOptions camera = options.camera;
    camera.path = path;
    camera.memory = options.memory;
    auto& steady = room.emplace<SteadyCamera>();
    return finish(steady, steady.open(camera), source);
  }
  struct stat facts = {};
  if (stat(path, &facts) != 0) {
    return errno == ENOENT || errno == ENOTDIR
               ? Status::failure(Code::kNotFound, "there is no such file or folder", 0, errno)
               : Status::failure(Code::kIo, "the path cannot be examined", 0, errno);
  }
  if (S_ISDIR(facts.st_mode)) {
    auto& folder = room.emplace<FolderSource>(options.memory, options.folder_rate);
    return finish(folder, folder.open(path), source);
  }
  std::array<std::uint8_t, 12> start;
  if (const Status status = read_start(path, start); !status.ok()) return status;
  const FourCc first = load_four_cc(start);
  if (first == four_cc("RIFF") && load_four_cc(std::span(start).subspan(8)) == four_cc("AVI ")) {
    auto& avi = room.emplace<AviSource>(options.memory);
    return finish(avi, avi.open(path), source);
  }
  if (first == kPngStart || (start[0] == 0xFF && start[1] == 0xD8)) {
    auto& picture = room.emplace<FolderSource>(options.memory, options.folder_rate);
    return finish(picture, picture.open_picture(path), source);
  }
  return Status::failure(Code::kUnsupported,
                         "this is neither a folder of pictures, an AVI file, nor a picture");
}

Camera* camera_in(SourceRoom& room) { return std::get_if<SteadyCamera>(&room); }

}  // namespace ocellus::capture
