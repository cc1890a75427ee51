// Looking for a bundle and taking it, on files and on a socket.
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdio>
#include <thread>

#include "apps/update/update_on_files.hpp"

namespace ocellus::update {
namespace {

class Take : public Update {
 protected:
  // What it exits with; its verdict is in verdict_.
  int take(const std::string& place) {
    const int exit = run("take " + place + " --running A >verdict");
    verdict_ = read("verdict");
    return exit;
  }
  std::string verdict_;
};

TEST_F(Take, InstallsWhatItFinds) {
  EXPECT_EQ(take("bundle"), kDone) << said_;
  EXPECT_EQ(verdict_, "version 1.2.0 is in slot B, to be tried\n");
  EXPECT_NE(read("slot"), old_slot_);
  EXPECT_FALSE(state().confirmed);
}

TEST_F(Take, SaysNothingWhereThereIsNoBundle) {
  EXPECT_EQ(take("nowhere"), kNothing);
  EXPECT_EQ(verdict_ + said_, "");
  EXPECT_EQ(take("nowhere/at/all"), kNothing);
  EXPECT_EQ(take("/dev/nowhere"), kNothing);
  EXPECT_EQ(verdict_, "");
  EXPECT_TRUE(told("/dev/nowhere: ")) << said_;
}

TEST_F(Take, LeavesAloneWhatRunsAlready) {
  write("version", "1.2.0\n");
  EXPECT_EQ(take("bundle"), kNothing);
  EXPECT_EQ(verdict_, "");
  EXPECT_TRUE(told("holds the version that runs")) << said_;
}

TEST_F(Take, RefusesInOneLineAndWritesNothing) {
  write("version", "1.3.0\n");
  EXPECT_EQ(take("bundle"), kRefused);
  EXPECT_EQ(verdict_, "bundle: is older than what runs, and not signed as such\n");
  fs::remove(folder_ / "bundle");
  fs::create_directory(folder_ / "bundle");
  EXPECT_EQ(take("bundle"), kRefused);
  EXPECT_EQ(verdict_, "bundle: is not a regular file\n");
  EXPECT_EQ(read("slot"), old_slot_);
}

TEST_F(Take, TakesNothingDuringATrial) {
  write_state({.sequence = 9, .slot = slots::Slot::kA, .confirmed = false, .tries = 3});
  EXPECT_EQ(take("bundle"), kRefused);
  EXPECT_EQ(read("slot"), old_slot_);
}

// A bit in each block of 4 KiB, and each length that ends at such a block.
// OCELLUS_UPDATE_MEBIBYTES=24: of a bundle as large as a real one's.
TEST_F(Take, TouchesNothingForAnyFlippedBitOrAnyCut) {
  constexpr std::size_t kBlock = 4096;
  const char* const wish = std::getenv("OCELLUS_UPDATE_MEBIBYTES");
  if (wish != nullptr) {
    payload_ = bundle::test_payload(std::strtoul(wish, nullptr, 10) << 11);
    old_slot_ = std::string(payload_.size(), 'o');
    write("slot", old_slot_);
    write_bundle(payload_);
  }
  const fs::path file = folder_ / "bundle";
  const std::size_t size = fs::file_size(file);
  const auto flip = [&](std::size_t at, int bit) {
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekg(static_cast<std::streamoff>(at));
    const int byte = bytes.get();
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(static_cast<char>(byte ^ 1 << bit));
  };
  std::size_t blocks = 0;
  for (std::size_t begin = 0; begin < size; begin += kBlock, ++blocks) {
    const std::size_t at = std::min(begin + blocks * 37 % kBlock, size - 1);
    const int bit = static_cast<int>(blocks % 8);
    flip(at, bit);
    ASSERT_NE(take("bundle"), kDone) << at;
    ASSERT_NE(verdict_, "") << at;
    flip(at, bit);
  }
  for (std::size_t block = blocks; block-- > 0;) {
    fs::resize_file(file, block * kBlock);
    ASSERT_NE(take("bundle"), kDone) << block;
  }
  std::printf("%zu flipped bits, %zu cuts\n", blocks, blocks);
  EXPECT_EQ(read("slot"), old_slot_);
  EXPECT_EQ(read("data"), std::string(64 << 10, '\0'));
}

// stdin listens, as the first process gives it; `send` is who connects, and says what was answered.
class TakeFromASocket : public Take {
 protected:
  TakeFromASocket() : path_((folder_ / "socket").string()) {
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address()), sizeof(sockaddr_un)),
              0);
    EXPECT_EQ(listen(listener, 1), 0);
    stdin_ = dup(STDIN_FILENO);
    dup2(listener, STDIN_FILENO);
    close(listener);
  }
  ~TakeFromASocket() override {
    dup2(stdin_, STDIN_FILENO);
    close(stdin_);
  }

  std::string send_bytes(const std::string& bytes) {
    const int out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(out, reinterpret_cast<const sockaddr*>(&address()), sizeof(sockaddr_un)), 0);
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t more = send(out, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) break;
      sent += static_cast<std::size_t>(more);
    }
    shutdown(out, SHUT_WR);
    std::array<char, 256> answer;
    const ssize_t length = recv(out, answer.data(), answer.size(), MSG_WAITALL);
    close(out);
    return {answer.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
  }

 private:
  const sockaddr_un& address() {
    address_.sun_family = AF_UNIX;
    path_.copy(address_.sun_path, sizeof address_.sun_path - 1);
    return address_;
  }

  std::string path_;
  sockaddr_un address_ = {};
  int stdin_ = -1;
};

TEST_F(TakeFromASocket, InstallsAndAnswers) {
  std::string answer;
  std::thread sender([&] { answer = send_bytes(read("bundle")); });
  EXPECT_EQ(take("-"), kDone) << said_;
  sender.join();
  EXPECT_EQ(answer, verdict_);
  EXPECT_EQ(verdict_, "version 1.2.0 is in slot B, to be tried\n");
}

TEST_F(TakeFromASocket, SaysWhatIsWrong) {
  std::string bytes = read("bundle");
  bytes[100] ^= 1;
  std::string answer;
  std::thread sender([&] { answer = send_bytes(bytes); });
  EXPECT_EQ(take("-"), kFailed);
  sender.join();
  EXPECT_EQ(answer, "/run/ocellus/update: was changed after it was signed, or never was\n");
  EXPECT_EQ(read("slot"), old_slot_);
}

TEST_F(TakeFromASocket, DoesNotWaitForWhoNeverConnects) {
  EXPECT_EQ(take("-"), kNothing);
  EXPECT_EQ(verdict_, "");
}

}  // namespace
}  // namespace ocellus::update
