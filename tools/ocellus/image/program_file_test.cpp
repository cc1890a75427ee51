#include "tools/ocellus/image/program_file.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "tools/ocellus/image/test_program.hpp"

namespace ocellus::tools {
namespace {

TEST(ProgramFile, KeepsWhatTheKernelMapsAndNothingElse) {
  const auto program =
      program_without_symbols(make_program(EM_AARCH64, PT_LOAD, "code", "symbols"), "arm64", "p");
  ASSERT_TRUE(program.ok()) << program.failure().line();
  const std::string_view text(reinterpret_cast<const char*>(program.value().data()),
                              program.value().size());
  EXPECT_TRUE(text.ends_with("code"));
  Elf64_Ehdr header;
  std::memcpy(&header, program.value().data(), sizeof header);
  EXPECT_EQ(header.e_shoff, 0U);
  EXPECT_EQ(header.e_shnum, 0U);
  EXPECT_EQ(header.e_phnum, 1U);
}

TEST(ProgramFile, RefusesWhatTheBoardCannotStart) {
  const auto complaint = [](const std::vector<std::byte>& file) {
    const auto program = program_without_symbols(file, "arm64", "p");
    return program.ok() ? std::string() : program.failure().what;
  };
  EXPECT_EQ(complaint({}), "is no 64-bit ELF program");
  EXPECT_EQ(complaint(std::vector<std::byte>(4096)), "is no 64-bit ELF program");
  EXPECT_EQ(complaint(make_program(EM_X86_64)),
            "is for another processor than the board's (arm64)");
  EXPECT_EQ(complaint(make_program(EM_AARCH64, PT_INTERP)),
            "is linked dynamically, and an image has no libraries");
  std::vector<std::byte> cut = make_program(EM_AARCH64, PT_LOAD, "code", "");
  cut.pop_back();
  EXPECT_EQ(complaint(cut), "is damaged: its segments lie outside the file");
  std::vector<std::byte> within = make_program(EM_AARCH64);
  std::memset(within.data() + offsetof(Elf64_Ehdr, e_phoff), 0, sizeof(Elf64_Off));
  within.resize(sizeof(Elf64_Ehdr));
  EXPECT_EQ(complaint(within), "is damaged: its table of segments lies in its header");
}

}  // namespace
}  // namespace ocellus::tools
