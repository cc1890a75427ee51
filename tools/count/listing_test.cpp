#include "tools/count/listing.hpp"

#include <gtest/gtest.h>

namespace ocellus::tools {
namespace {

// An outer loop from 1000 to 1014 around an inner one from 1004 to 100c, and a function without.
constexpr std::string_view kListing = R"(
counted:     file format elf64-littleaarch64

0000000000001000 <ocellus::product<4, (Scheme)1>(signed char const*)>:
    1000:	mov	x1, #0x0                   	// #0
    1004:	smull	v0.8h, v1.8b, v2.8b
    1008:	smlal2	v0.8h, v1.16b, v2.16b
    100c:	b.ne	1004 <ocellus::product<4, (Scheme)1>(signed char const*)+0x4>  // b.any
    1010:	sdot	v2.4s, v12.16b, v21.4b[0]
    1014:	cbnz	w2, 1000 <ocellus::product<4, (Scheme)1>(signed char const*)>
    1018:	ret

000000000000101c <other>:
    101c:	b	1000 <ocellus::product<4, (Scheme)1>(signed char const*)>
    1020:	smull	x0, w1, w2
)";

TEST(Listing, FindsTheInnermostLoop) {
  const std::vector<Loop> loops = innermost_loops(kListing);
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(loops[0].function, "ocellus::product<4, (Scheme)1>(signed char const*)");
  EXPECT_EQ(loops[0].begin(), 0x1004u);
  EXPECT_EQ(loops[0].end(), 0x1010u);
  EXPECT_EQ(loops[0].body[1].text, "smlal2\tv0.8h, v1.16b, v2.16b");
}

TEST(Listing, CountsProducts) {
  EXPECT_EQ(multiply_accumulates({0, "smull\tv0.8h, v1.8b, v2.8b"}), 8);
  EXPECT_EQ(multiply_accumulates({0, "smlal2\tv0.8h, v1.16b, v2.16b"}), 8);
  EXPECT_EQ(multiply_accumulates({0, "sdot\tv2.4s, v12.16b, v21.4b[0]"}), 16);
  EXPECT_EQ(multiply_accumulates({0, "smull\tx0, w1, w2"}), 0);
  EXPECT_EQ(multiply_accumulates({0, "ldp\tq0, q1, [x2], #32"}), 0);
}

TEST(Listing, FollowsBranches) {
  EXPECT_EQ(branch_target({0, "b\t1000 <f>"}), 0x1000u);
  EXPECT_EQ(branch_target({0, "tbnz\tw0, #3, 1f4 <f+0x10>"}), 0x1f4u);
  EXPECT_EQ(branch_target({0, "bl\t1000 <f>"}), 0u);
  EXPECT_EQ(branch_target({0, "br\tx5"}), 0u);
}

}  // namespace
}  // namespace ocellus::tools
