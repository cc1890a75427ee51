#include "apps/camera/recorder.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "drivers/capture/part_file.hpp"
#include "runtime/draw/overlay.hpp"

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

Status Recorder::record(Watcher& watcher, std::uint64_t frame) {
  const bool happened = watcher.something_happened() && !settings_->pictures.empty();
  if (failed_ || (settings_->video.empty() && !happened)) return Status::success();

  const MutableImage& picture = watcher.picture();
  std::array<Counts, kDetectorKinds.size()> counts;
  const std::size_t eyes = watcher.eyes().size();
  for (std::size_t i = 0; i < eyes; ++i) {
    const Eye& eye = *watcher.eyes()[i];
    counts[i] = {eyes > 1 ? name(eye.kind()) : "", &eye.scene()};
  }
  draw_scenes(picture, std::span(counts).first(eyes));
  for (const Eye* eye : watcher.eyes()) draw_tracks(picture, eye->tracker(), eye->labels());
  Status status = encoder_.encode(picture, kQuality, jpeg_, jpeg_size_);
  if (status.ok() && happened) status = write_picture(frame);
  if (status.ok() && !settings_->video.empty()) status = write_video(picture);
  if (!status.ok()) {
    failed_ = true;
    video_.abandon();
  }
  return status;
}

Status Recorder::write_video(const MutableImage& picture) {
  if (!video_open_) {
    const Status status =
        video_.open(settings_->video.c_str(), picture.width, picture.height, rate_);
    if (!status.ok()) return status;
    video_open_ = true;
  }
  return video_.add({jpeg_.data(), jpeg_size_});
}

Status Recorder::write_picture(std::uint64_t frame) {
  std::array<char, 4200> path;
  std::snprintf(path.data(), path.size(), "%s/frame-%06llu.jpg", settings_->pictures.c_str(),
                static_cast<unsigned long long>(frame));
  capture::PartFile file;
  Status status = file.create(path.data());
  if (status.ok()) status = file.append({jpeg_.data(), jpeg_size_});
  if (status.ok()) status = file.commit();
  if (status.ok()) ++picture_count_;
  return status;
}

Status Recorder::finish() {
  if (failed_ || !video_open_) return Status::success();
  return video_.finish();
}

}  // namespace ocellus::camera
