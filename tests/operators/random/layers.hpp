// One function for each operator: adds it, with random options and constants, behind a tensor.
// Returns its outputs; none when the operator cannot follow that tensor.
#pragma once

#include <vector>

#include "tests/operators/random/draft.hpp"

namespace ocellus::random {

using Outputs = std::vector<TensorId>;

// convolution_layers.cpp
Outputs conv_2d(Draft& d, TensorId x);
Outputs depthwise_conv_2d(Draft& d, TensorId x);
Outputs transpose_conv(Draft& d, TensorId x);
Outputs fully_connected(Draft& d, TensorId x);

// value_layers.cpp
Outputs add(Draft& d, TensorId x);
Outputs sub(Draft& d, TensorId x);
Outputs mul(Draft& d, TensorId x);
Outputs maximum(Draft& d, TensorId x);
Outputs minimum(Draft& d, TensorId x);
Outputs prelu(Draft& d, TensorId x);
Outputs leaky_relu(Draft& d, TensorId x);
Outputs relu(Draft& d, TensorId x);
Outputs relu6(Draft& d, TensorId x);
Outputs relu_n1_to_1(Draft& d, TensorId x);
Outputs hard_swish(Draft& d, TensorId x);
Outputs logistic(Draft& d, TensorId x);
Outputs tanh(Draft& d, TensorId x);
Outputs softmax(Draft& d, TensorId x);
Outputs l2_normalization(Draft& d, TensorId x);
Outputs quantize(Draft& d, TensorId x);
Outputs dequantize(Draft& d, TensorId x);

// window_layers.cpp
Outputs average_pool_2d(Draft& d, TensorId x);
Outputs max_pool_2d(Draft& d, TensorId x);
Outputs mean(Draft& d, TensorId x);
Outputs sum(Draft& d, TensorId x);
Outputs reduce_max(Draft& d, TensorId x);
Outputs arg_max(Draft& d, TensorId x);
Outputs resize_bilinear(Draft& d, TensorId x);
Outputs resize_nearest_neighbor(Draft& d, TensorId x);
Outputs pad(Draft& d, TensorId x);
Outputs pad_v2(Draft& d, TensorId x);
Outputs mirror_pad(Draft& d, TensorId x);

// moving_layers.cpp
Outputs concatenation(Draft& d, TensorId x);
Outputs split(Draft& d, TensorId x);
Outputs split_v(Draft& d, TensorId x);
Outputs pack(Draft& d, TensorId x);
Outputs unpack(Draft& d, TensorId x);
Outputs reshape(Draft& d, TensorId x);
Outputs squeeze(Draft& d, TensorId x);
Outputs expand_dims(Draft& d, TensorId x);

// place_layers.cpp
Outputs slice(Draft& d, TensorId x);
Outputs strided_slice(Draft& d, TensorId x);
Outputs transpose(Draft& d, TensorId x);
Outputs gather(Draft& d, TensorId x);
Outputs space_to_depth(Draft& d, TensorId x);
Outputs depth_to_space(Draft& d, TensorId x);
Outputs batch_to_space_nd(Draft& d, TensorId x);
Outputs space_to_batch_nd(Draft& d, TensorId x);

// detection_layer.cpp: behind box codes, 1 x n x 4
Outputs detection_postprocess(Draft& d, TensorId x);

}  // namespace ocellus::random
