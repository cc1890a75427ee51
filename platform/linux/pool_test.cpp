#include "platform/linux/pool.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "drivers/bundle/install.hpp"
#include "drivers/bundle/memory_source.hpp"
#include "drivers/bundle/test_slot.hpp"
#include "drivers/capture/avi_writer.hpp"
#include "drivers/capture/open_source.hpp"
#include "drivers/capture/test_files.hpp"
#include "drivers/picture/picture.hpp"

// after <string>
#include <jpeglib.h>

namespace {

alignas(64) constinit std::byte g_pool[std::size_t{64} << 20];

}  // namespace

std::span<std::byte> ocellus::platform::pool::memory() { return g_pool; }

namespace ocellus::platform {
namespace {

struct Ending {
  bool aborted = false;
  std::string errors;
};

// Runs `body` in a child process and collects what it wrote to stderr.
Ending run_apart(void (*body)()) {
  std::array<int, 2> ends = {};
  EXPECT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    body();
    _exit(0);
  }
  close(ends[1]);
  Ending ending;
  std::array<char, 512> chunk;
  ssize_t count = 0;
  while ((count = read(ends[0], chunk.data(), chunk.size())) > 0) {
    ending.errors.append(chunk.data(), static_cast<std::size_t>(count));
  }
  close(ends[0]);
  int state = 0;
  waitpid(child, &state, 0);
  ending.aborted = WIFSIGNALED(state) && WTERMSIG(state) == SIGABRT;
  return ending;
}

void* volatile g_block = nullptr;

[[gnu::noinline]] void allocate_after_the_seal() {
  g_block = std::malloc(4321);
  g_block = nullptr;  // keeps the call above from being the function's last
}

[[gnu::noinline]] void decode_after_the_seal(jpeg_decompress_struct& object) {
  jpeg_create_decompress(&object);  // no session hangs on it: libjpeg asks malloc
  g_block = nullptr;
}

TEST(Pool, AllocatesAndFrees) {
  const std::size_t before = pool::stats().in_use;
  void* const block = std::malloc(1000);
  ASSERT_GE(block, static_cast<void*>(g_pool));
  ASSERT_LT(block, static_cast<void*>(g_pool + sizeof(g_pool)));
  EXPECT_GE(malloc_usable_size(block), 1000u);
  EXPECT_GE(pool::stats().in_use, before + 1000);
  EXPECT_GE(pool::stats().peak, pool::stats().in_use);
  std::free(block);
  EXPECT_EQ(pool::stats().in_use, before);
  EXPECT_EQ(pool::stats().capacity, sizeof(g_pool));
  EXPECT_GT(pool::stats().allocations_before, 0u);
  EXPECT_EQ(pool::stats().allocations_after, 0u);
}

TEST(Pool, EveryFamilyOfNames) {
  const std::size_t before = pool::stats().in_use;
  auto* bytes = static_cast<unsigned char*>(std::calloc(3, 100));
  for (int i = 0; i < 300; ++i) ASSERT_EQ(bytes[i], 0);
  std::memset(bytes, 7, 300);
  bytes = static_cast<unsigned char*>(std::realloc(bytes, 5000));
  for (int i = 0; i < 300; ++i) ASSERT_EQ(bytes[i], 7);
  std::free(bytes);

  volatile std::size_t huge = ~std::size_t{0} / 2;
  EXPECT_EQ(std::calloc(huge, 3), nullptr);
  EXPECT_EQ(reallocarray(nullptr, huge, 3), nullptr);

  for (std::size_t alignment = 16; alignment <= 65536; alignment *= 2) {
    void* const a = aligned_alloc(alignment, alignment);
    void* const b = memalign(alignment, 24);
    void* c = nullptr;
    ASSERT_EQ(posix_memalign(&c, alignment, 100), 0);
    for (void* block : {a, b, c}) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % alignment, 0u);
      std::free(block);
    }
  }
  struct alignas(256) Wide {
    int value;
  };
  Wide* const wide = new Wide{3};
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(wide) % 256, 0u);
  delete wide;
  EXPECT_EQ(pool::stats().in_use, before);
}

TEST(Pool, SealedItStillFrees) {
  static void* kept = nullptr;
  kept = std::malloc(100);
  const Ending ending = run_apart([] {
    pool::seal();
    std::free(kept);
  });
  EXPECT_FALSE(ending.aborted);
  EXPECT_EQ(ending.errors, "");
  std::free(kept);
}

TEST(Pool, SealedItNamesWhoAllocates) {
  const Ending ending = run_apart([] {
    pool::seal();
    allocate_after_the_seal();
  });
  EXPECT_TRUE(ending.aborted);
  EXPECT_NE(ending.errors.find("4321 bytes"), std::string::npos) << ending.errors;
  EXPECT_NE(ending.errors.find("allocate_after_the_seal"), std::string::npos) << ending.errors;
  // One line; an emulator may add its own.
  EXPECT_EQ(ending.errors.find("ocellus:", 1), std::string::npos) << ending.errors;
}

TEST(Pool, SealedTheCameraStartsHelpers) {
  const Ending ending = run_apart([] {
    capture::SteadyCamera camera;
    const char* const helper = "/bin/true";  // starts, and is gone
    if (!camera.open({.path = capture::kLibcamera, .helper = helper}).ok()) _exit(0);
    pool::seal();
    capture::Frame frame;
    for (int i = 0; i < 3; ++i) (void)camera.next(frame);
    if (camera.faults(capture::CameraFault::kHelperDied) == 1)
      (void)!write(STDERR_FILENO, "died", 4);
  });
  EXPECT_FALSE(ending.aborted);
  EXPECT_EQ(ending.errors, "died");
}

TEST(Pool, SealedItSeesThroughLibraries) {
  const Ending ending = run_apart([] {
    static jpeg_decompress_struct object;
    static jpeg_error_mgr errors;
    object.err = jpeg_std_error(&errors);
    pool::seal();
    decode_after_the_seal(object);
  });
  EXPECT_TRUE(ending.aborted);
  EXPECT_NE(ending.errors.find("jpeg_CreateDecompress"), std::string::npos) << ending.errors;
  EXPECT_NE(ending.errors.find("decode_after_the_seal"), std::string::npos) << ending.errors;
}

TEST(Pool, TellsWhenItIsTooSmall) {
  const Ending ending = run_apart([] {
    if (std::malloc(sizeof(g_pool)) == nullptr) std::abort();
  });
  EXPECT_TRUE(ending.aborted);
  EXPECT_NE(ending.errors.find("too small"), std::string::npos) << ending.errors;
}

TEST(Pool, TellsADoubleFree) {
  const Ending ending = run_apart([] {
    void* volatile block = std::malloc(10);
    std::free(block);
    std::free(block);
  });
  EXPECT_TRUE(ending.aborted);
  EXPECT_NE(ending.errors.find("freed"), std::string::npos) << ending.errors;
}

// A slot that lies in memory.
class MemorySlot final : public storage::BlockDevice {
 public:
  std::uint64_t size() const override { return bytes_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    std::memcpy(into.data(), bytes_.data() + offset, into.size());
    return Status::success();
  }
  Status write(std::uint64_t offset, std::span<const std::byte> from) override {
    std::memcpy(bytes_.data() + offset, from.data(), from.size());
    return Status::success();
  }
  Status flush() override { return Status::success(); }

 private:
  std::array<std::byte, 20 * kSector> bytes_ = {};
};

TEST(Pool, UpdatesAreInstalledAfterTheSeal) {
  const Ending ending = run_apart([] {
    static const bundle::TestKey key(1);
    static const auto system = bundle::test_system(20, 1);
    static const auto good = bundle::test_bundle(bundle::test_manifest(system), system, key);
    static std::array<std::byte, 4096> scratch;
    static MemorySlot slot;
    const bundle::InstallTarget target = {
        .slot = slot, .key = &key.public_key, .board = "virt", .running = {1, 1, 0}};
    pool::seal();
    bundle::MemorySource source(good);
    if (!bundle::install(source, target, scratch).ok()) std::abort();
    bundle::MemorySource cut(std::span<const std::byte>(good).first(2000));
    if (bundle::install(cut, target, scratch).ok()) std::abort();
    bundle::MemorySource none(std::span<const std::byte>(good).subspan(8));
    if (bundle::install(none, target, scratch).ok()) std::abort();
  });
  EXPECT_FALSE(ending.aborted);
  EXPECT_EQ(ending.errors, "");
}

// What the camera does all day, after the seal.
TEST(Pool, PicturesAreDecodedAndEncodedAfterTheSeal) {
  const Ending ending = run_apart([] {
    static std::array<std::byte, std::size_t{2} << 20> memory;
    static std::array<std::uint8_t, 320 * 240 * 3> pixels;
    static std::array<std::uint8_t, 65536> file;
    picture::Encoder encoder({memory.data(), memory.size() / 2});
    picture::Decoder decoder({memory.data() + memory.size() / 2, memory.size() / 2});
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i / 97);
    pool::seal();
    for (int i = 0; i < 300; ++i) {
      std::size_t size = 0;
      if (!encoder.encode({320, 240, pixels.data(), 960}, 80, file, size).ok()) std::abort();
      const std::span<const std::uint8_t> whole = std::span(file).first(size);
      MutableImage image;
      picture::Size full;
      if (!decoder.decode(whole, {i, i}, image, full).ok()) std::abort();
      if (decoder.decode(whole.first(size / 2), {}, image, full).ok()) std::abort();
    }
  });
  EXPECT_FALSE(ending.aborted);
  EXPECT_EQ(ending.errors, "");
}

// Sources and the video writer, whatever the format: all their memory is taken when they open.
TEST(Pool, SourcesAndVideosWorkAfterTheSeal) {
  static std::optional<capture::test::TemporaryFolder> folder;
  folder.emplace();
  const Ending ending = run_apart([] {
    const auto frames = capture::test::frames_like_jpeg(9);
    const capture::test::Bytes uyvy(32, 128);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      folder->write("p" + std::to_string(i) + ".jpg", frames[i]);
    }
    const std::string paths[] = {
        folder->write("jpeg.avi", capture::test::build_avi({}, frames)),
        folder->write("raw.avi",
                      capture::test::build_avi({.codec = "UYVY", .width = 4, .height = 4},
                                               std::vector<capture::test::Bytes>(9, uyvy))),
        folder->path(),
    };
    static std::array<std::array<std::uint8_t, 8192>, 3> memory;
    static std::array<capture::SourceRoom, 3> rooms;
    std::array<capture::Source*, 3> sources;
    for (std::size_t i = 0; i < 3; ++i) {
      const capture::OpenOptions options = {memory[i], 1.0};
      if (!capture::open_source(paths[i].c_str(), options, rooms[i], sources[i]).ok()) std::abort();
    }
    std::array<capture::AviWriter::IndexEntry, 16> index;
    capture::AviWriter writer(index);
    if (!writer.open(folder->path("out.avi").c_str(), 16, 16, 10).ok()) std::abort();
    pool::seal();
    for (capture::Source* source : sources) {
      for (int i = 0; i < 9; ++i) {
        capture::Frame frame;
        if (!source->next(frame).ok()) std::abort();
        if (source == sources[0] && !writer.add(frame.bytes).ok()) std::abort();
      }
    }
    if (!writer.finish().ok()) std::abort();
  });
  folder.reset();
  EXPECT_FALSE(ending.aborted);
  EXPECT_EQ(ending.errors, "");
}

}  // namespace
}  // namespace ocellus::platform
