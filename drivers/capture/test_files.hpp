// For the tests: a folder that goes away, and AVI files built byte by byte.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::capture::test {

using Bytes = std::vector<std::uint8_t>;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "ocellus-capture-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(std::string_view name = "") const { return path_ / name; }

  std::string write(std::string_view name, const Bytes& bytes) const {
    std::ofstream(path(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<long>(bytes.size()));
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

inline Bytes read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Bytes bytes(std::istreambuf_iterator<char>(file), {});
  return bytes;
}

inline void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }
inline void append(Bytes& to, std::string_view text) {
  to.insert(to.end(), text.begin(), text.end());
}
inline void append_word(Bytes& to, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) to.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

inline Bytes chunk(std::string_view id, const Bytes& data) {
  Bytes bytes;
  append(bytes, id);
  append_word(bytes, static_cast<std::uint32_t>(data.size()));
  append(bytes, data);
  if (data.size() % 2 != 0) bytes.push_back(0);
  return bytes;
}

inline Bytes list(std::string_view id, std::string_view kind, const std::vector<Bytes>& parts) {
  Bytes data;
  append(data, kind);
  for (const Bytes& part : parts) append(data, part);
  return chunk(id, data);
}

inline Bytes words(std::initializer_list<std::uint32_t> values) {
  Bytes bytes;
  for (const std::uint32_t value : values) append_word(bytes, value);
  return bytes;
}

inline Bytes stream(std::string_view type, std::string_view codec, std::uint32_t width,
                    std::uint32_t height) {
  Bytes header;
  append(header, type);
  append(header, codec);
  append(header, words({0, 0, 0, 2, 25, 0, 0, 0, 0, 0, 0, 0}));  // scale 2, rate 25
  Bytes format = words({40, width, height, 1 | 24 << 16});
  append(format, codec);
  append(format, words({0, 0, 0, 0, 0}));
  return list("LIST", "strl", {chunk("strh", header), chunk("strf", format)});
}

struct AviParts {
  std::string_view codec = "MJPG";
  std::uint32_t width = 16;
  std::uint32_t height = 16;
  bool audio_first = false;  // the video is then stream 1
  bool index = true;
  bool index_from_start = false;  // offsets count from the file's first byte
  bool groups = false;            // frames lie in "rec " lists
  bool unfinished = false;        // sizes as a recorder leaves them when its power goes
};

inline Bytes build_avi(const AviParts& parts, const std::vector<Bytes>& frames) {
  std::vector<Bytes> streams = {stream("vids", parts.codec, parts.width, parts.height)};
  if (parts.audio_first) streams.insert(streams.begin(), stream("auds", "\1\0\0\0", 0, 0));
  const std::string_view id = parts.audio_first ? "01dc" : "00dc";
  std::vector<Bytes> header_parts = {chunk("avih", Bytes(56))};
  for (const Bytes& each : streams) header_parts.push_back(each);
  const Bytes hdrl = list("LIST", "hdrl", header_parts);

  const std::uint32_t movi_word = static_cast<std::uint32_t>(12 + hdrl.size() + 8);
  std::vector<Bytes> chunks;
  Bytes index;
  std::uint32_t at = 4;
  for (const Bytes& frame : frames) {
    if (parts.audio_first) {
      chunks.push_back(chunk("00wb", Bytes(10, 0xAA)));
      at += 18;
    }
    Bytes whole = chunk(id, frame);
    append(index, id);
    append(index,
           words({0x10, at + (parts.groups ? 12 : 0) + (parts.index_from_start ? movi_word : 0),
                  static_cast<std::uint32_t>(frame.size())}));
    if (parts.groups) whole = list("LIST", "rec ", {whole});
    at += static_cast<std::uint32_t>(whole.size());
    chunks.push_back(whole);
  }
  std::vector<Bytes> all = {hdrl, list("LIST", "movi", chunks)};
  if (parts.index) all.push_back(chunk("idx1", index));
  Bytes file = list("RIFF", "AVI ", all);
  if (parts.unfinished) {
    for (const std::uint32_t position : {4u, movi_word - 4}) {
      for (std::uint32_t i = 0; i < 4; ++i) file[position + i] = 0;
    }
  }
  return file;
}

// Not pictures, but they begin like JPEG and differ in length and content.
inline std::vector<Bytes> frames_like_jpeg(std::size_t count) {
  std::vector<Bytes> frames;
  for (std::size_t i = 0; i < count; ++i) {
    Bytes frame(100 + 7 * i, static_cast<std::uint8_t>(i + 1));
    frame[0] = 0xFF;
    frame[1] = 0xD8;
    frame[2] = 0xFF;
    frames.push_back(frame);
  }
  return frames;
}

}  // namespace ocellus::capture::test
