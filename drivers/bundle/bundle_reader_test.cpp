#include "drivers/bundle/bundle_reader.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>

#include "drivers/bundle/file_source.hpp"
#include "drivers/bundle/memory_source.hpp"
#include "drivers/bundle/stream_source.hpp"
#include "drivers/bundle/test_bundle.hpp"

namespace ocellus::bundle {
namespace {

using Bytes = std::vector<std::byte>;

struct ReadBundle {
  Status status;
  Bytes payload;
};

// All of a bundle, in pieces of `piece` bytes.
ReadBundle read_all(BundleReader& reader, std::size_t piece) {
  ReadBundle result;
  Bytes room(piece);
  while (true) {
    std::size_t count = 0;
    result.status = reader.next(room, count);
    if (!result.status.ok() || count == 0) return result;
    result.payload.insert(result.payload.end(), room.begin(), room.begin() + count);
  }
}

class Reader : public testing::Test {
 protected:
  Reader() : payload(test_payload(5)), bundle(test_bundle(test_manifest(payload), payload, key)) {}

  // What opening and reading gives, whatever comes first.
  ReadBundle read(BundleSource& source, std::size_t piece = 512) const {
    BundleReader reader(source, key.public_key);
    if (const Status status = reader.open(); !status.ok()) return {status, {}};
    return read_all(reader, piece);
  }

  TestKey key{1};
  Bytes payload;
  Bytes bundle;
};

TEST_F(Reader, GivesThePayloadInAnyPieces) {
  for (const std::size_t from_source :
       {std::size_t{1}, std::size_t{7}, std::size_t{511}, SIZE_MAX}) {
    for (const std::size_t piece : {512, 1024, 4096}) {
      MemorySource source(bundle);
      source.longest_piece = from_source;
      const ReadBundle back = read(source, piece);
      EXPECT_TRUE(back.status.ok()) << back.status.what;
      EXPECT_EQ(back.payload, payload);
    }
  }
}

TEST_F(Reader, ReadsTheSameAgain) {
  MemorySource source(bundle);
  BundleReader reader(source, key.public_key);
  ASSERT_TRUE(reader.open().ok());
  for (int i = 0; i < 2; ++i) {
    const ReadBundle back = read_all(reader, 1024);
    EXPECT_TRUE(back.status.ok()) << back.status.what;
    EXPECT_EQ(back.payload, payload);
    ASSERT_TRUE(reader.again().ok());
  }
}

TEST_F(Reader, EveryCutIsSeen) {
  for (std::size_t length = 0; length < bundle.size(); ++length) {
    const std::span whole = bundle;
    MemorySource source(whole.first(length));
    const ReadBundle back = read(source);
    ASSERT_EQ(back.status.code, Code::kTruncated) << length;
    EXPECT_STREQ(back.status.what, length < 512 ? "ends within its header" : "is cut off");
    EXPECT_EQ(back.status.at, length);
  }
}

TEST_F(Reader, EveryFlippedByteOfThePayloadIsSeen) {
  for (std::size_t at = kHeaderBytes; at < bundle.size(); ++at) {
    Bytes flipped = bundle;
    flipped[at] ^= static_cast<std::byte>(1U << (at % 8));
    MemorySource source(flipped);
    const ReadBundle back = read(source);
    ASSERT_EQ(back.status.code, Code::kCorrupt) << at;
    EXPECT_STREQ(back.status.what, "is damaged: its payload is not what was signed");
  }
}

TEST_F(Reader, AFileThatGoesOnIsNotTheBundleAConnectionMay) {
  bundle.push_back(std::byte{0});
  MemorySource source(bundle);
  EXPECT_STREQ(read(source).status.what, "goes on behind its end");
  MemorySource once(bundle);
  once.seekable = false;
  EXPECT_TRUE(read(once).status.ok());
}

TEST_F(Reader, WhatTheSourceSaysIsSaid) {
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{511}, std::size_t{512}, bundle.size() - 1}) {
    MemorySource source(bundle);
    source.fails_at = at;
    EXPECT_EQ(read(source).status.code, Code::kIo) << at;
  }
}

TEST_F(Reader, AStickThatLiesTheSecondTimeIsFoundOut) {
  const Bytes other_payload = test_payload(5, 2);
  const Bytes other = test_bundle(test_manifest(other_payload), other_payload, key);
  MemorySource source(bundle);
  source.second_time = other;
  BundleReader reader(source, key.public_key);
  ASSERT_TRUE(reader.open().ok());
  ASSERT_TRUE(read_all(reader, 512).status.ok());
  ASSERT_TRUE(reader.again().ok());
  EXPECT_EQ(read_all(reader, 512).status.code, Code::kCorrupt);
}

TEST_F(Reader, NothingComesOfAReaderThatIsNotOpen) {
  MemorySource source(bundle);
  BundleReader reader(source, TestKey(2).public_key);
  EXPECT_STREQ(reader.open().what, "is signed with another key");
  EXPECT_STREQ(read_all(reader, 512).status.what, "is not open");
}

TEST_F(Reader, ReadsFiles) {
  const std::string path = testing::TempDir() + "bundle_reader_test." + std::to_string(getpid());
  FileSource source;
  EXPECT_EQ(source.open(path.c_str()).code, Code::kNotFound);
  EXPECT_EQ(source.open(testing::TempDir().c_str()).code, Code::kUnsupported);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  ASSERT_EQ(write(file, bundle.data(), bundle.size()), static_cast<ssize_t>(bundle.size()));
  close(file);
  ASSERT_TRUE(source.open(path.c_str()).ok());
  std::filesystem::remove(path);
  BundleReader reader(source, key.public_key);
  ASSERT_TRUE(reader.open().ok());
  EXPECT_EQ(read_all(reader, 4096).payload, payload);
  ASSERT_TRUE(reader.again().ok());
  EXPECT_EQ(read_all(reader, 4096).payload, payload);
}

TEST_F(Reader, ReadsConnections) {
  std::array<int, 2> ends = {};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  ASSERT_EQ(write(ends[1], bundle.data(), bundle.size()), static_cast<ssize_t>(bundle.size()));
  StreamSource source(ends[0]);
  EXPECT_EQ(read(source).payload, payload);  // and does not wait for more
  close(ends[1]);
  std::byte more;
  std::size_t count = 1;
  EXPECT_TRUE(source.read({&more, 1}, count).ok());
  EXPECT_EQ(count, 0u);
  close(ends[0]);
}

TEST_F(Reader, ASenderThatStopsOrTricklesIsNotWaitedForForEver) {
  std::array<int, 2> ends = {};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  ASSERT_EQ(write(ends[1], bundle.data(), 600), 600);
  const auto start = std::chrono::steady_clock::now();
  StreamSource silent(ends[0], {.silence_ms = 20, .whole_ms = 60'000});
  EXPECT_EQ(read(silent).status.code, Code::kTimeout);
  StreamSource slow(ends[0], {.silence_ms = 60'000, .whole_ms = 20});
  EXPECT_EQ(read(slow).status.code, Code::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace ocellus::bundle
