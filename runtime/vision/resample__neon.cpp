#include "runtime/vision/resample__neon.hpp"

#include "runtime/vision/resample_sets.hpp"

namespace ocellus {

const Resample kResample__neon = {
    .blend_rows =
        [](const std::uint8_t* rows, std::ptrdiff_t stride, std::span<const std::int16_t> weights,
           std::int32_t count,
           std::int16_t* values) { blend_rows__neon(rows, stride, weights, count, values); },
    .split_in_2 = [](const std::int16_t* values, std::int32_t count,
                     std::int16_t* const* planes) { split__neon<2>(values, count, planes); },
    .split_in_3 = [](const std::int16_t* values, std::int32_t count,
                     std::int16_t* const* planes) { split__neon<3>(values, count, planes); },
    .blend_columns = [](const std::int16_t* row, const ColumnTaps& taps, int shift,
                        std::int16_t* blended) { blend_columns__neon(row, taps, shift, blended); },
    .write_rgb = [](const PlaneRows& levels, std::uint8_t offset,
                    std::uint8_t* bytes) { write_rgb__neon(levels, offset, bytes); },
    .write_yuv = [](const PlaneRows& values, const ColourMatrix& matrix, std::uint8_t offset,
                    std::uint8_t* bytes) { write_yuv__neon(values, matrix, offset, bytes); },
};

}  // namespace ocellus
