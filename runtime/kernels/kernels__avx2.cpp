#include "runtime/kernels/add_s8__avx2.hpp"
#include "runtime/kernels/conv2d_s8__avx2.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__avx2.hpp"
#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/portable_kernels.hpp"

namespace ocellus::kernels {

const KernelSet kKernels__avx2 = {
    .isa = Isa::kAvx2,
    .conv2d =
        [](const Conv2d& op, const std::int8_t* input, const std::byte* packed, std::int8_t* output,
           std::byte* scratch) {
          conv2d_s8__avx2(op, input, packed, output, scratch, whole(op), all_channels(op));
        },
    .depthwise_conv2d =
        [](const DepthwiseConv2d& op, const std::int8_t* input, const std::byte* packed,
           std::int8_t* output, std::byte* scratch) {
          const DepthwiseColumnsLayout__avx2 layout(op);
          depthwise_conv2d_s8__avx2(op, layout, input, packed, output, scratch, whole(op));
        },
    .add = [](const Add& op, const std::int8_t* first, const std::int8_t* second,
              std::int8_t* output) { add_s8__avx2(op, first, second, output); },
    .portable = portable_kernels(),
};

}  // namespace ocellus::kernels
