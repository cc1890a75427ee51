#include "drivers/capture/folder_source.hpp"

#include <errno.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <string_view>

namespace ocellus::capture {
namespace {

constexpr std::array<std::uint8_t, 3> kJpegStart = {0xFF, 0xD8, 0xFF};
constexpr std::array<std::uint8_t, 4> kPngStart = {0x89, 'P', 'N', 'G'};

bool starts_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() > ending.size() &&
         std::equal(ending.rbegin(), ending.rend(), name.rbegin(),
                    [](char wanted, char got) { return wanted == lower(got); });
}

bool is_picture_name(std::string_view name) {
  return !name.starts_with('.') &&
         (ends_with(name, ".jpg") || ends_with(name, ".jpeg") || ends_with(name, ".png"));
}

Status failed_to_list() {
  return Status::failure(Code::kIo, "the folder cannot be listed", 0, errno);
}

}  // namespace

void FolderSource::close() {
  file_.close();
  if (folder_ != AT_FDCWD) ::close(folder_);
  folder_ = AT_FDCWD;
  names_size_ = count_ = 0;
  index_ = 0;

  // A quarter for names, half of that for their order, aligned as numbers need.
  const std::size_t share = memory_.size() / 8;
  names_ = memory_.first(share);
  std::span<std::uint8_t> order = memory_.subspan(share, share);
  const std::size_t misaligned =
      std::bit_cast<std::uintptr_t>(order.data()) % alignof(std::uint32_t);
  const std::size_t skip = misaligned == 0 ? 0 : alignof(std::uint32_t) - misaligned;
  order = skip < order.size() ? order.subspan(skip) : std::span<std::uint8_t>();
  order_ = {static_cast<std::uint32_t*>(static_cast<void*>(order.data())),
            order.size() / sizeof(std::uint32_t)};
  picture_ = memory_.subspan(2 * share);
}

Status FolderSource::open(const char* folder) {
  close();
  DIR* const stream = opendir(folder);
  if (stream == nullptr) {
    return errno == ENOENT || errno == ENOTDIR
               ? Status::failure(Code::kNotFound, "there is no such folder", 0, errno)
               : failed_to_list();
  }
  const Status status = list(stream);
  closedir(stream);
  return status;
}

Status FolderSource::list(DIR* folder) {
  folder_ = dup(dirfd(folder));
  if (folder_ < 0) {
    folder_ = AT_FDCWD;
    return failed_to_list();
  }
  errno = 0;
  while (const dirent* const entry = readdir(folder)) {
    if (is_picture_name(entry->d_name) && !add(entry->d_name)) {
      return Status::failure(Code::kTooLarge,
                             "the folder holds more names than memory is set aside", count_);
    }
    errno = 0;
  }
  if (errno != 0) return failed_to_list();
  if (count_ == 0) {
    return Status::failure(Code::kNotFound, "the folder holds no .jpg, .jpeg or .png picture");
  }
  const auto* const names = reinterpret_cast<const char*>(names_.data());
  std::ranges::sort(order_.first(count_), [names](std::uint32_t a, std::uint32_t b) {
    return std::strcmp(names + a, names + b) < 0;
  });
  return Status::success();
}

Status FolderSource::open_picture(const char* path) {
  close();
  // Told here and not at the first frame: a wrong path is a mistake of whoever gave it.
  if (const Status status = file_.open(AT_FDCWD, path); !status.ok()) return status;
  if (add(path)) return Status::success();
  return Status::failure(Code::kTooLarge, "the path is longer than the memory set aside");
}

bool FolderSource::add(const char* name) {
  const std::size_t bytes = std::strlen(name) + 1;
  if (count_ == order_.size() || bytes > names_.size() - names_size_) return false;
  std::memcpy(names_.data() + names_size_, name, bytes);
  order_[count_++] = static_cast<std::uint32_t>(names_size_);
  names_size_ += bytes;
  return true;
}

const char* FolderSource::name_at(std::uint64_t index) const {
  return reinterpret_cast<const char*>(names_.data()) + order_[static_cast<std::size_t>(index)];
}

Status FolderSource::next(Frame& frame) {
  frame = {};
  frame.index = index_;
  frame.time = Microseconds(std::llround(static_cast<double>(index_) * 1e6 / rate_));
  if (index_ == count_) return Status::failure(Code::kEndOfStream, "no more pictures", index_);
  const char* const name = name_at(index_++);
  frame.name = name;
  return load(name, frame);
}

Status FolderSource::load(const char* name, Frame& frame) {
  if (const Status status = file_.open(folder_, name); !status.ok()) {
    return Status::failure(Code::kCorrupt, "the picture cannot be opened any more", 0,
                           status.os_error);
  }
  if (file_.size() > picture_.size()) {
    return Status::failure(Code::kTooLarge, "the file needs more memory than set aside", 0);
  }
  const std::span<std::uint8_t> bytes = picture_.first(static_cast<std::size_t>(file_.size()));
  if (const Status status = file_.read_at(0, bytes); !status.ok()) {
    return Status::failure(Code::kCorrupt, status.what, status.at, status.os_error);
  }
  if (bytes.empty()) return Status::failure(Code::kTruncated, "the file is empty");
  if (starts_with(bytes, kJpegStart)) {
    frame.encoding = Encoding::kJpeg;
  } else if (starts_with(bytes, kPngStart)) {
    frame.encoding = Encoding::kPng;
  } else {
    return Status::failure(Code::kCorrupt, "the file is neither a JPEG nor a PNG picture");
  }
  frame.bytes = bytes;
  return Status::success();
}

}  // namespace ocellus::capture
