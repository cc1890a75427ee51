#include "tools/ocellus/size/sizes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace ocellus::tools {
namespace {

// A program of 0x400 bytes of code at 0x1000: a kernel in two instances, a function of a library,
// and padding between and behind them.
constexpr std::string_view kMap =
    "Archive member included\n\n"
    " .text          0x0000000000000000      0x999 thrown/away.a(x.o)\n"
    "\nLinker script and memory map\n\n"
    " .text._ZN7ocellus7kernels19conv2d_s8__neonILi1EEEvv\n"
    "                0x0000000000001000      0x0f8 libssd.a(ssd__neon.cpp.o)\n"
    " .text.x        0x0000000000001100      0x080 libssd.a(ssd__neondot.cpp.o)\n"
    "                0x0000000000001108                named_here\n"
    " .text          0x0000000000001200      0x100 /usr/lib/libjpeg.a(jchuff.c.o)\n"
    " .text          0x0000000000001300      0x080 runtime/track/libruntime_track.a(scene.cpp.o)\n"
    " *fill*         0x0000000000001380       0x80 \n";

ElfProgram program() {
  return {.machine = "aarch64",
          .sections = {{".text", SectionKind::kCode, 0x1000, 0x400},
                       {".rodata", SectionKind::kConstants, 0x8000, 1000},
                       {".data", SectionKind::kData, 0x9000, 24},
                       {".bss", SectionKind::kZeroed, 0xa000, 5000}},
          .symbols = {
              {"_ZN7ocellus7kernels15conv2d_s8__neonILi1EEEvv", 0x1000, 0xf0},
              {"_ZN7ocellus7kernels18conv2d_s8__neondotILi1EEEvv", 0x1100, 0x80},
              {"_ZN7ocellus7kernels18conv2d_s8__neondotILi2EEEvv", 0x1100, 0x80},  // an alias
              {"jpeg_encode", 0x1200, 0x100},
              {"_ZN7ocellus5Scene6updateEv", 0x1300, 0x80},
              {"_ZN7ocellus6models3ssd17kParameters__neonE", 0x8000, 600},
              {"_ZN7ocellus6models3ssd20kParameters__neondotE", 0x8300, 100},
          }};
}

std::uint64_t bytes(const std::vector<CodeBytes>& entries, std::string_view name,
                    std::string_view isa = "") {
  const auto found = std::ranges::find_if(
      entries, [&](const CodeBytes& e) { return e.name == name && e.isa == isa; });
  return found == entries.end() ? 0 : found->bytes;
}

TEST(Sizes, CodeIsCountedByRoomAndKernelAndNothingIsLost) {
  const Sizes sizes = sizes_of(program(), read_link_map(kMap));
  EXPECT_EQ(sizes.code, 0x400U);
  EXPECT_EQ(bytes(sizes.kernels, "conv2d_s8", "neon"), 0xf0U);
  EXPECT_EQ(bytes(sizes.kernels, "conv2d_s8", "neondot"), 0x80U);
  EXPECT_EQ(bytes(sizes.rooms, "kernels"), 0x170U);
  EXPECT_EQ(bytes(sizes.rooms, "models"), 0x8U);
  EXPECT_EQ(bytes(sizes.rooms, "libjpeg"), 0x100U);
  EXPECT_EQ(bytes(sizes.rooms, "runtime/track"), 0x80U);
  std::uint64_t all = 0;
  for (const CodeBytes& room : sizes.rooms) all += room.bytes;
  EXPECT_EQ(all, sizes.code);
}

TEST(Sizes, WeightsAreNoConstants) {
  const Sizes sizes = sizes_of(program(), read_link_map(kMap));
  EXPECT_EQ(sizes.weights, 700U);
  EXPECT_EQ(sizes.constants, 300U);
  EXPECT_EQ(sizes.data, 24U);
  EXPECT_EQ(sizes.zeroed, 5000U);
  ASSERT_EQ(sizes.models.size(), 2U);
  EXPECT_EQ(sizes.models[0].model, "ssd");
  EXPECT_EQ(sizes.models[0].isa, "neon");
}

TEST(Sizes, OneInstructionSetAloneIsWithoutTheOthers) {
  const Sizes sizes = sizes_of(program(), read_link_map(kMap));
  EXPECT_EQ(bytes(sizes.alone, "neon", "neon"), 0x400U - 0x80U);
  EXPECT_EQ(bytes(sizes.alone, "neondot", "neondot"), 0x400U - 0xf8U);
}

TEST(Sizes, WhatTheLinkerThrewAwayIsNotInTheMap) {
  for (const MapPiece& piece : read_link_map(kMap)) {
    EXPECT_EQ(piece.origin.find("thrown"), std::string::npos);
  }
}

TEST(Elf, CutAndForeignFilesAreRefused) {
  const std::string text = "no program";
  EXPECT_FALSE(read_elf(std::as_bytes(std::span(text)), "x").ok());
  std::vector<std::byte> file(64);
  const unsigned char head[] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
  std::memcpy(file.data(), head, sizeof head);
  file[60] = std::byte{3};  // three section headers, where none fits
  const Result<ElfProgram> program = read_elf(file, "x");
  ASSERT_FALSE(program.ok());
  EXPECT_EQ(program.failure().where, "x");
}

}  // namespace
}  // namespace ocellus::tools
