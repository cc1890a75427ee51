// For tests and measurements: the layers of SSD-MobileNetV2 at 300x300, in order of execution.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// The output extent and leading padding of TensorFlow's SAME scheme.
constexpr void same_padding(Window& window, const Extent& input, Extent& output) {
  const auto along = [](std::int32_t in, std::int32_t size, std::int32_t stride,
                        std::int32_t dilation, std::int32_t& out, std::int32_t& pad) {
    out = (in + stride - 1) / stride;
    const std::int32_t total = (out - 1) * stride + (size - 1) * dilation + 1 - in;
    pad = total > 0 ? total / 2 : 0;
  };
  along(input.height, window.height, window.stride_y, window.dilation_y, output.height,
        window.pad_top);
  along(input.width, window.width, window.stride_x, window.dilation_x, output.width,
        window.pad_left);
}

// A square window with SAME padding.
template <typename Op>
constexpr Op same_layer(Extent input, std::int32_t channels, std::int32_t size,
                        std::int32_t stride) {
  Op op;
  op.input = input;
  op.output.channels = channels;
  op.window.height = op.window.width = size;
  op.window.stride_y = op.window.stride_x = stride;
  same_padding(op.window, op.input, op.output);
  op.input_zero_point = -128;
  op.quantized = {.zero_point = -128, .low = -128, .high = 127};
  return op;
}

struct SsdLayer {
  enum class Kind : std::uint8_t { kConv, kDepthwise, kAdd };
  Kind kind = Kind::kConv;
  Conv2d conv;
  DepthwiseConv2d depthwise;
  Extent add;
};

// Everything that multiplies or adds; reshapes and concatenations are left out.
inline constexpr std::size_t kSsdLayerCount = 82;

constexpr std::array<SsdLayer, kSsdLayerCount> ssd_mobilenet_v2_layers() {
  std::array<SsdLayer, kSsdLayerCount> layers{};
  std::size_t count = 0;
  const auto conv = [&](Extent input, std::int32_t channels, std::int32_t size, std::int32_t stride,
                        bool linear) {
    SsdLayer& layer = layers[count++];
    layer.conv = same_layer<Conv2d>(input, channels, size, stride);
    if (linear) {
      layer.conv.quantized.zero_point = 3;
    }
    return layer.conv.output;
  };
  const auto depthwise = [&](Extent input, std::int32_t stride) {
    SsdLayer& layer = layers[count++];
    layer.kind = SsdLayer::Kind::kDepthwise;
    layer.depthwise = same_layer<DepthwiseConv2d>(input, input.channels, 3, stride);
    return layer.depthwise.output;
  };
  const auto heads = [&](Extent feature, std::int32_t anchors) {
    conv(feature, anchors * 4, 1, 1, true);
    conv(feature, anchors * 24, 1, 1, true);
  };
  struct Block {
    std::int32_t channels;
    std::int32_t stride;
    std::int32_t repeats;
  };
  constexpr Block kBlocks[] = {{24, 2, 2}, {32, 2, 3},  {64, 2, 4},
                               {96, 1, 3}, {160, 2, 3}, {320, 1, 1}};

  Extent now = conv({300, 300, 3}, 32, 3, 2, false);
  now = conv(depthwise(now, 1), 16, 1, 1, true);
  for (const Block& block : kBlocks) {
    for (std::int32_t i = 0; i < block.repeats; ++i) {
      const Extent wide = conv(now, now.channels * 6, 1, 1, false);
      if (block.channels == 160 && i == 0) {
        heads(wide, 3);
      }
      now = conv(depthwise(wide, i == 0 ? block.stride : 1), block.channels, 1, 1, true);
      if (i != 0) {
        SsdLayer& layer = layers[count++];
        layer.kind = SsdLayer::Kind::kAdd;
        layer.add = now;
      }
    }
  }
  now = conv(now, 1280, 1, 1, false);
  heads(now, 6);
  for (const std::int32_t channels : {512, 256, 256, 128}) {
    now = conv(conv(now, channels / 2, 1, 1, false), channels, 3, 2, false);
    heads(now, 6);
  }
  return layers;
}

}  // namespace ocellus::kernels
