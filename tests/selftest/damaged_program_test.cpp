// A bit of the program camera flips, as one may on a card: its self-test finds it under the right
// name, and under that alone. OCELLUS_DAMAGES=N flips as many bits of kernels.
#include <elf.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "tools/ocellus/size/elf.hpp"

namespace ocellus {
namespace {

// Where the models' weights are, and the instances of their kernels.
struct Piece {
  std::string finding;
  std::uint64_t offset = 0;  // in the file
  std::uint64_t bytes = 0;
};

// A copy of the program.
class Program {
 public:
  Program() {
    std::ifstream file(CAMERA_PROGRAM, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
    path_ = testing::TempDir() + "damaged_camera." + std::to_string(getpid());
    write(0, bytes_.size());
    chmod(path_.c_str(), 0700);
    find_pieces();
  }
  ~Program() { unlink(path_.c_str()); }

  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  struct Outcome {
    int status = -1;
    std::string failed;  // their names, a comma between them
    std::size_t findings = 0;
    std::size_t not_tested = 0;
  };

  Outcome with_flipped(std::uint64_t at, unsigned bit) {
    const auto turn = [&] {
      bytes_[at] = static_cast<char>(static_cast<unsigned char>(bytes_[at]) ^ (1U << bit));
      write(at, 1);
    };
    turn();
    const Outcome outcome = run();
    turn();
    return outcome;
  }

  Outcome run() const {
    Outcome outcome;
    std::FILE* const output = popen((path_ + " --selftest --json 2>&1").c_str(), "r");
    std::array<char, 2048> line;
    while (std::fgets(line.data(), line.size(), output) != nullptr) {
      const std::string_view text = line.data();
      constexpr std::string_view kTest = "\"test\":\"";
      const std::size_t name = text.find(kTest);
      if (name == text.npos) continue;
      ++outcome.findings;
      if (text.find("\"verdict\":\"not tested\"") != text.npos) ++outcome.not_tested;
      if (text.find("\"verdict\":\"failed\"") == text.npos) continue;
      const std::string_view rest = text.substr(name + kTest.size());
      outcome.failed += std::string(outcome.failed.empty() ? "" : ", ") +
                        std::string(rest.substr(0, rest.find('"')));
    }
    const int status = pclose(output);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
  }

  std::span<const Piece> weights() const { return weights_; }
  std::span<const Piece> kernels() const { return kernels_; }

 private:
  void write(std::size_t at, std::size_t size) const {
    std::FILE* file = std::fopen(path_.c_str(), "r+b");
    if (file == nullptr) file = std::fopen(path_.c_str(), "wb");
    std::fseek(file, static_cast<long>(at), SEEK_SET);
    ASSERT_EQ(std::fwrite(bytes_.data() + at, 1, size, file), size);
    std::fclose(file);
  }

  std::uint64_t offset_of(std::uint64_t address) const {
    Elf64_Ehdr header;
    std::memcpy(&header, bytes_.data(), sizeof header);
    for (unsigned i = 0; i < header.e_phnum; ++i) {
      Elf64_Phdr segment;
      std::memcpy(&segment, bytes_.data() + header.e_phoff + i * sizeof segment, sizeof segment);
      const bool holds = address >= segment.p_vaddr && address < segment.p_vaddr + segment.p_filesz;
      if (segment.p_type == PT_LOAD && holds) return address - segment.p_vaddr + segment.p_offset;
    }
    ADD_FAILURE() << "address " << address << " is in no segment";
    return 0;
  }

  void find_pieces() {
    const auto program = tools::read_elf(std::as_bytes(std::span(bytes_)), CAMERA_PROGRAM);
    ASSERT_TRUE(program.ok()) << program.failure().line();
    const std::string isa = "__" + std::string(name(platform::best_isa()));
    for (const tools::Symbol& symbol : program.value().symbols) {
      const auto has = [&](std::string_view text) {
        return symbol.name.find(text) != std::string::npos;
      };
      if (!has(isa)) continue;
      const Piece piece = {"", offset_of(symbol.address), symbol.bytes};
      const auto add = [&](std::vector<Piece>& pieces, const std::string& finding) {
        pieces.push_back({finding + isa, piece.offset, piece.bytes});
      };
      for (const std::string model : {"ssd_mobilenet_v2_oidv4", "blazeface_short_range"}) {
        if (has("kParameters" + isa + "E") && has(model)) add(weights_, "weights of " + model);
      }
      if (!has("7kernels")) continue;
      for (const std::string kernel : {"depthwise_conv2d_s8", "conv2d_s8", "add_s8"}) {
        if (!has(kernel)) continue;
        add(kernels_, "kernel " + kernel);
        break;
      }
    }
    ASSERT_EQ(weights_.size(), 2U);
    ASSERT_GT(kernels_.size(), 20U);
  }

  std::string path_;
  std::vector<char> bytes_;
  std::vector<Piece> weights_;
  std::vector<Piece> kernels_;
};

class DamagedProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() { program_ = std::make_unique<Program>(); }
  static void TearDownTestSuite() { program_.reset(); }

  static inline std::unique_ptr<Program> program_;
  std::mt19937 random_{7};
};

using Outcome = Program::Outcome;

TEST_F(DamagedProgram, IsSoundBeforeThat) {
  const Outcome outcome = program_->run();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.failed, "");
  EXPECT_GT(outcome.findings, 10U);
}

TEST_F(DamagedProgram, AFlippedBitInAWeightIsFoundThereAlone) {
  for (const Piece& piece : program_->weights()) {
    for (const std::uint64_t at : {random_() % piece.bytes, piece.bytes - 1}) {
      const Outcome outcome =
          program_->with_flipped(piece.offset + at, static_cast<unsigned>(random_() % 8));
      EXPECT_EQ(outcome.failed, piece.finding) << "byte " << at;
      EXPECT_EQ(outcome.status, 1);
    }
  }
}

// Not every bit of a processor's instructions means something, and not every instruction is
// executed; but what is found is found under its name.
TEST_F(DamagedProgram, AFlippedBitInAKernelIsFoundByItsNameOrMeansNothing) {
  const char* const asked = std::getenv("OCELLUS_DAMAGES");
  const int flips = asked != nullptr ? std::atoi(asked) : 6;
  int found = 0;
  int untested = 0;  // for want of time, where others want all of the machine
  for (int i = 0; i < flips; ++i) {
    const Piece& piece = program_->kernels()[random_() % program_->kernels().size()];
    const std::uint64_t at = random_() % piece.bytes;
    const auto bit = static_cast<unsigned>(random_() % 8);
    const Outcome outcome = program_->with_flipped(piece.offset + at, bit);
    if (outcome.failed.empty()) {
      EXPECT_EQ(outcome.status, 0);
      untested += outcome.not_tested > 0 ? 1 : 0;
      continue;
    }
    ++found;
    EXPECT_EQ(outcome.failed, piece.finding) << "byte " << at << " of it, bit " << bit;
    EXPECT_EQ(outcome.status, 1);
  }
  std::printf("%d of %d flipped bits found, %d without time for it\n", found, flips, untested);
  EXPECT_GE(found * 2, flips - untested);
}

}  // namespace
}  // namespace ocellus
