// The benchmark's networks whose weights cannot be had freely: the right architecture as int8, with
// noise for weights. Timing does not depend on the values.
//
// Each is the graph of its paper after batch normalization went into weights and biases, laid out
// as TensorFlow's converter writes the int8 file. The tests hold MACs and parameters against the
// published figures.
#pragma once

#include <array>
#include <string_view>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// MobileNetV1 1.0 224. Howard et al., arXiv 1704.04861, table 1.
Graph mobilenet_v1();
// MobileNetV2 1.0 224. Sandler et al., arXiv 1801.04381, table 2.
Graph mobilenet_v2();
// ResNet-50 224, the first version: strides in the 1x1 convolutions. He et al., arXiv 1512.03385,
// table 1.
Graph resnet50();
// EfficientNet-Lite0 224: EfficientNet-B0 (Tan and Le, arXiv 1905.11946, table 1) without squeeze
// and excitation, with RELU6 for swish.
Graph efficientnet_lite0();
// DS-CNN for keyword spotting as MLPerf Tiny has it. Zhang et al., arXiv 1711.07128; Banbury et
// al., arXiv 2106.07597.
Graph ds_cnn();

struct Network {
  std::string_view name;         // of its file, NAME.int8.tflite
  std::string_view description;  // one line
  Graph (*make)();
};

inline constexpr auto kNetworks = std::to_array<Network>({
    {"mobilenet_v1_224", "MobileNetV1 1.0 224", mobilenet_v1},
    {"mobilenet_v2_224", "MobileNetV2 1.0 224", mobilenet_v2},
    {"resnet50_224", "ResNet-50 224", resnet50},
    {"efficientnet_lite0_224", "EfficientNet-Lite0 224", efficientnet_lite0},
    {"ds_cnn_kws", "DS-CNN, keyword spotting", ds_cnn},
});

}  // namespace ocellus::tools
