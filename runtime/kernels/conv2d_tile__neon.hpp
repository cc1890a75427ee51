// The inner loop of CONV_2D for NEON: 4 pixels by 4 channels, 32 depths a round.
//
// It is assembler because it takes every vector register, and its order matters to cores that
// execute in order: sixteen depths of a pixel times those of a channel are SMULL, SMLAL2 and
// SADALP, each of which waits for the one before. Here two products of others stand between any two
// of them, so that five are on their way at a time. Compilers spill sums, or move the three
// together.
//
//   v16-v23  weights of channels 0 to 3, near and far sixteen depths of each in turn
//   v24-v26  near and far depths of a pixel, and the first of the next one: odd pixels begin where
//            the others end, so that one load of two neighbouring registers brings both
//   v27-v31  products, in turns
#pragma once

#include <arm_neon.h>

#include <cstdint>

namespace ocellus::kernels {

// A round. The first begins the sums (saddlp), the others add to them (sadalp): a macro, since an
// asm statement takes literals only.
// clang-format off
#define OCELLUS_TILE_ROUND(begin_or_add) \
  "ldp q24, q25, [%[row0]], #32\n\t" \
  "ld1 {v16.16b-v19.16b}, [%[weights]], #64\n\t" \
  "smull v27.8h, v25.8b, v17.8b\n\t" \
  "smull v28.8h, v25.8b, v19.8b\n\t" \
  "ld1 {v20.16b-v23.16b}, [%[weights]], #64\n\t" \
  "smull v29.8h, v25.8b, v21.8b\n\t" \
  "smlal2 v27.8h, v25.16b, v17.16b\n\t" \
  "smull v30.8h, v25.8b, v23.8b\n\t" \
  "smlal2 v28.8h, v25.16b, v19.16b\n\t" \
  "smull v31.8h, v24.8b, v16.8b\n\t" \
  "smlal2 v29.8h, v25.16b, v21.16b\n\t" \
  begin_or_add " %[s00].4s, v27.8h\n\t" \
  "smull v27.8h, v24.8b, v18.8b\n\t" \
  "smlal2 v30.8h, v25.16b, v23.16b\n\t" \
  begin_or_add " %[s01].4s, v28.8h\n\t" \
  "ld1 {v25.16b, v26.16b}, [%[row1]]\n\t" \
  "smull v28.8h, v24.8b, v20.8b\n\t" \
  "smlal2 v31.8h, v24.16b, v16.16b\n\t" \
  begin_or_add " %[s02].4s, v29.8h\n\t" \
  "smull v29.8h, v24.8b, v22.8b\n\t" \
  "smlal2 v27.8h, v24.16b, v18.16b\n\t" \
  begin_or_add " %[s03].4s, v30.8h\n\t" \
  "smull v30.8h, v25.8b, v16.8b\n\t" \
  "smlal2 v28.8h, v24.16b, v20.16b\n\t" \
  "sadalp %[s00].4s, v31.8h\n\t" \
  "smull v31.8h, v25.8b, v18.8b\n\t" \
  "smlal2 v29.8h, v24.16b, v22.16b\n\t" \
  "sadalp %[s01].4s, v27.8h\n\t" \
  "smull v27.8h, v25.8b, v20.8b\n\t" \
  "smlal2 v30.8h, v25.16b, v16.16b\n\t" \
  "sadalp %[s02].4s, v28.8h\n\t" \
  "smull v28.8h, v25.8b, v22.8b\n\t" \
  "smlal2 v31.8h, v25.16b, v18.16b\n\t" \
  "sadalp %[s03].4s, v29.8h\n\t" \
  "smull v29.8h, v26.8b, v17.8b\n\t" \
  "smlal2 v27.8h, v25.16b, v20.16b\n\t" \
  begin_or_add " %[s10].4s, v30.8h\n\t" \
  "smull v30.8h, v26.8b, v19.8b\n\t" \
  "smlal2 v28.8h, v25.16b, v22.16b\n\t" \
  begin_or_add " %[s11].4s, v31.8h\n\t" \
  "ld1 {v24.16b, v25.16b}, [%[row2]]\n\t" \
  "smull v31.8h, v26.8b, v21.8b\n\t" \
  "smlal2 v29.8h, v26.16b, v17.16b\n\t" \
  begin_or_add " %[s12].4s, v27.8h\n\t" \
  "smull v27.8h, v26.8b, v23.8b\n\t" \
  "smlal2 v30.8h, v26.16b, v19.16b\n\t" \
  begin_or_add " %[s13].4s, v28.8h\n\t" \
  "smull v28.8h, v25.8b, v17.8b\n\t" \
  "smlal2 v31.8h, v26.16b, v21.16b\n\t" \
  "sadalp %[s10].4s, v29.8h\n\t" \
  "smull v29.8h, v25.8b, v19.8b\n\t" \
  "smlal2 v27.8h, v26.16b, v23.16b\n\t" \
  "sadalp %[s11].4s, v30.8h\n\t" \
  "smull v30.8h, v25.8b, v21.8b\n\t" \
  "smlal2 v28.8h, v25.16b, v17.16b\n\t" \
  "sadalp %[s12].4s, v31.8h\n\t" \
  "smull v31.8h, v25.8b, v23.8b\n\t" \
  "smlal2 v29.8h, v25.16b, v19.16b\n\t" \
  "sadalp %[s13].4s, v27.8h\n\t" \
  "smull v27.8h, v24.8b, v16.8b\n\t" \
  "smlal2 v30.8h, v25.16b, v21.16b\n\t" \
  begin_or_add " %[s20].4s, v28.8h\n\t" \
  "smull v28.8h, v24.8b, v18.8b\n\t" \
  "smlal2 v31.8h, v25.16b, v23.16b\n\t" \
  begin_or_add " %[s21].4s, v29.8h\n\t" \
  "ld1 {v25.16b, v26.16b}, [%[row3]], #32\n\t" \
  "add %[row1], %[row1], #32\n\t" \
  "add %[row2], %[row2], #32\n\t" \
  "cmp %[row3], %[end]\n\t" \
  "smull v29.8h, v24.8b, v20.8b\n\t" \
  "smlal2 v27.8h, v24.16b, v16.16b\n\t" \
  begin_or_add " %[s22].4s, v30.8h\n\t" \
  "smull v30.8h, v24.8b, v22.8b\n\t" \
  "smlal2 v28.8h, v24.16b, v18.16b\n\t" \
  begin_or_add " %[s23].4s, v31.8h\n\t" \
  "smull v31.8h, v25.8b, v16.8b\n\t" \
  "smlal2 v29.8h, v24.16b, v20.16b\n\t" \
  "sadalp %[s20].4s, v27.8h\n\t" \
  "smull v27.8h, v25.8b, v18.8b\n\t" \
  "smlal2 v30.8h, v24.16b, v22.16b\n\t" \
  "sadalp %[s21].4s, v28.8h\n\t" \
  "smull v28.8h, v25.8b, v20.8b\n\t" \
  "smlal2 v31.8h, v25.16b, v16.16b\n\t" \
  "sadalp %[s22].4s, v29.8h\n\t" \
  "smull v29.8h, v25.8b, v22.8b\n\t" \
  "smlal2 v27.8h, v25.16b, v18.16b\n\t" \
  "sadalp %[s23].4s, v30.8h\n\t" \
  "smull v30.8h, v26.8b, v17.8b\n\t" \
  "smlal2 v28.8h, v25.16b, v20.16b\n\t" \
  begin_or_add " %[s30].4s, v31.8h\n\t" \
  "smull v31.8h, v26.8b, v19.8b\n\t" \
  "smlal2 v29.8h, v25.16b, v22.16b\n\t" \
  begin_or_add " %[s31].4s, v27.8h\n\t" \
  "smull v27.8h, v26.8b, v21.8b\n\t" \
  "smlal2 v30.8h, v26.16b, v17.16b\n\t" \
  begin_or_add " %[s32].4s, v28.8h\n\t" \
  "smull v28.8h, v26.8b, v23.8b\n\t" \
  "smlal2 v31.8h, v26.16b, v19.16b\n\t" \
  begin_or_add " %[s33].4s, v29.8h\n\t" \
  "smlal2 v27.8h, v26.16b, v21.16b\n\t" \
  "sadalp %[s30].4s, v30.8h\n\t" \
  "smlal2 v28.8h, v26.16b, v23.16b\n\t" \
  "sadalp %[s31].4s, v31.8h\n\t" \
  "sadalp %[s32].4s, v27.8h\n\t" \
  "sadalp %[s33].4s, v28.8h\n\t"
// clang-format on

// The sums of the depths of 4 rows and 4 channels, each in four parts: 32, or a multiple, until the
// last row has moved on to `end`. No weight is -128. `weights` as packed__neon.hpp says; they and
// the rows move on.
[[gnu::always_inline]] inline void multiply_tile__neon(int32x4_t (&sums)[4][4],
                                                       const std::int8_t* (&row)[4],
                                                       const std::int8_t*& weights,
                                                       const std::int8_t* end) {
  // clang-format off
  asm volatile(
      OCELLUS_TILE_ROUND("saddlp")
      "b.eq 2f\n"
      "1:\n\t"
      OCELLUS_TILE_ROUND("sadalp")
      "b.ne 1b\n"
      "2:"
      : [s00] "=&w"(sums[0][0]), [s01] "=&w"(sums[0][1]), [s02] "=&w"(sums[0][2]), [s03] "=&w"(sums[0][3]),
        [s10] "=&w"(sums[1][0]), [s11] "=&w"(sums[1][1]), [s12] "=&w"(sums[1][2]), [s13] "=&w"(sums[1][3]),
        [s20] "=&w"(sums[2][0]), [s21] "=&w"(sums[2][1]), [s22] "=&w"(sums[2][2]), [s23] "=&w"(sums[2][3]),
        [s30] "=&w"(sums[3][0]), [s31] "=&w"(sums[3][1]), [s32] "=&w"(sums[3][2]), [s33] "=&w"(sums[3][3]),
        [row0] "+&r"(row[0]), [row1] "+&r"(row[1]), [row2] "+&r"(row[2]), [row3] "+&r"(row[3]),
        [weights] "+&r"(weights)
      : [end] "r"(end)
      : "memory", "cc", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
        "v27", "v28", "v29", "v30", "v31");
  // clang-format on
}

#undef OCELLUS_TILE_ROUND

}  // namespace ocellus::kernels
