#include "runtime/vision/resample__scalar.hpp"

#include "runtime/vision/resample_sets.hpp"

namespace ocellus {

const Resample kResample__scalar = {
    .blend_rows =
        [](const std::uint8_t* rows, std::ptrdiff_t stride, std::span<const std::int16_t> weights,
           std::int32_t count,
           std::int16_t* values) { blend_rows__scalar(rows, stride, weights, count, values); },
    .split_in_2 = [](const std::int16_t* values, std::int32_t count,
                     std::int16_t* const* planes) { split__scalar<2>(values, 0, count, planes); },
    .split_in_3 = [](const std::int16_t* values, std::int32_t count,
                     std::int16_t* const* planes) { split__scalar<3>(values, 0, count, planes); },
    .blend_columns =
        [](const std::int16_t* row, const ColumnTaps& taps, int shift, std::int16_t* blended) {
          blend_columns__scalar(row, taps, shift, 0, blended);
        },
    .write_rgb = [](const PlaneRows& levels, std::uint8_t offset,
                    std::uint8_t* bytes) { write_rgb__scalar(levels, 0, offset, bytes); },
    .write_yuv = [](const PlaneRows& values, const ColourMatrix& matrix, std::uint8_t offset,
                    std::uint8_t* bytes) { write_yuv__scalar(values, 0, matrix, offset, bytes); },
};

}  // namespace ocellus
