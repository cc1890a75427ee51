#include "runtime/vision/resample__avx512vnni.hpp"

#include "runtime/vision/resample_sets.hpp"

namespace ocellus {

const Resample kResample__avx512vnni = {
    .blend_rows =
        [](const std::uint8_t* rows, std::ptrdiff_t stride, std::span<const std::int16_t> weights,
           std::int32_t count,
           std::int16_t* values) { blend_rows__avx512vnni(rows, stride, weights, count, values); },
    .split_in_2 =
        [](const std::int16_t* values, std::int32_t count, std::int16_t* const* planes) {
          split_in_2__avx512vnni(values, count, planes);
        },
    .split_in_3 = [](const std::int16_t* values, std::int32_t count,
                     std::int16_t* const* planes) { split_in_3__avx2(values, count, planes); },
    .blend_columns =
        [](const std::int16_t* row, const ColumnTaps& taps, int shift, std::int16_t* blended) {
          blend_columns__avx512vnni(row, taps, shift, blended);
        },
    .write_rgb = [](const PlaneRows& levels, std::uint8_t offset,
                    std::uint8_t* bytes) { write_rgb__avx2(levels, offset, bytes); },
    .write_yuv = [](const PlaneRows& values, const ColourMatrix& matrix, std::uint8_t offset,
                    std::uint8_t* bytes) { write_yuv__avx512vnni(values, matrix, offset, bytes); },
};

}  // namespace ocellus
