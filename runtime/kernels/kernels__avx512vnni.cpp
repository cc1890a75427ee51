#include "runtime/kernels/add_s8__avx512vnni.hpp"
#include "runtime/kernels/conv2d_s8__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__avx512vnni.hpp"
#include "runtime/kernels/kernel_sets.hpp"
#include "runtime/kernels/portable_kernels.hpp"

namespace ocellus::kernels {

const KernelSet kKernels__avx512vnni = {
    .isa = Isa::kAvx512Vnni,
    .conv2d =
        [](const Conv2d& op, const std::int8_t* input, const std::byte* packed, std::int8_t* output,
           std::byte* scratch) {
          conv2d_s8__avx512vnni(op, input, packed, output, scratch, whole(op), all_channels(op));
        },
    .depthwise_conv2d =
        [](const DepthwiseConv2d& op, const std::int8_t* input, const std::byte* packed,
           std::int8_t* output, std::byte* scratch) {
          const DepthwiseConv2dLayout__avx512vnni layout(op);
          depthwise_conv2d_s8__avx512vnni(op, layout, input, packed, output, scratch, whole(op));
        },
    .add = [](const Add& op, const std::int8_t* first, const std::int8_t* second,
              std::int8_t* output) { add_s8__avx512vnni(op, first, second, output); },
    .portable = portable_kernels(),
};

}  // namespace ocellus::kernels
