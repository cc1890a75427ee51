#include "apps/camera/tell/recorder.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "drivers/capture/part_file.hpp"

namespace ocellus::camera {
namespace {

// mkdir -p for the folders on the way to `path`; for `path` itself when it ends in a slash.
Status make_folders(std::string_view path) {
  Path folder;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (path[i] != '/' || !folder.assign(path.substr(0, i))) continue;
    if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
      return Status::failure(Code::kIo, "cannot make the folder to record into", 0, errno);
    }
  }
  return Status::success();
}

}  // namespace

Status Recorder::prepare(const Settings& settings, double rate) {
  settings_ = &settings;
  rate_ = rate;
  if (const Status status = make_folders(settings.video.view()); !status.ok()) return status;
  if (settings.pictures.empty()) return Status::success();
  std::array<char, 4096> folder;
  const int length = std::snprintf(folder.data(), folder.size(), "%s/", settings.pictures.c_str());
  if (length < 0 || static_cast<std::size_t>(length) >= folder.size()) {
    return Status::failure(Code::kTooLarge, "the path of the folder to record into is too long");
  }
  return make_folders({folder.data(), static_cast<std::size_t>(length)});
}

Status Recorder::record(Drawing& drawing, std::uint64_t number, Frame frame) {
  const bool pictured = frame == Frame::kEventful && !settings_->pictures.empty();
  if (failed_ || (settings_->video.empty() && !pictured)) return Status::success();

  MutableImage image;
  Jpeg jpeg;
  Status status = drawing.jpeg(jpeg);
  if (status.ok()) status = drawing.picture(image);
  if (status.ok() && pictured) status = write_picture(number, jpeg);
  if (status.ok() && !settings_->video.empty()) {
    status = write_video({image.width, image.height}, jpeg);
  }
  if (!status.ok()) {
    failed_ = true;
    video_.abandon();
  }
  return status;
}

Status Recorder::write_video(PixelSize size, Jpeg jpeg) {
  if (!video_open_) {
    const Status status = video_.open(settings_->video.c_str(), size.width, size.height, rate_);
    if (!status.ok()) return status;
    video_open_ = true;
  }
  return video_.add(jpeg);
}

Status Recorder::write_picture(std::uint64_t number, Jpeg jpeg) {
  std::array<char, 4200> path;
  std::snprintf(path.data(), path.size(), "%s/frame-%06llu.jpg", settings_->pictures.c_str(),
                static_cast<unsigned long long>(number));
  capture::PartFile file;
  Status status = file.create(path.data());
  if (status.ok()) status = file.append(jpeg);
  if (status.ok()) status = file.commit();
  if (status.ok()) ++picture_count_;
  return status;
}

Status Recorder::finish() {
  if (failed_ || !video_open_) return Status::success();
  return video_.finish();
}

}  // namespace ocellus::camera
