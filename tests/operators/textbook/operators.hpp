// One function for each operator: computes the outputs from the inputs. Shapes, types and
// quantization stand in the tensors; what the file must look like is the format's, not repeated
// here.
#pragma once

#include "tests/operators/textbook/tensor.hpp"

namespace ocellus::textbook {

// convolution.cpp
void conv_2d(const Operation& o);
void depthwise_conv_2d(const Operation& o);
void transpose_conv(const Operation& o);
void fully_connected(const Operation& o);

// arithmetic.cpp: two tensors, broadcast against each other
void add(const Operation& o);
void sub(const Operation& o);
void mul(const Operation& o);
void maximum(const Operation& o);
void minimum(const Operation& o);
void prelu(const Operation& o);

// activation.cpp: each value alone
void relu(const Operation& o);
void relu6(const Operation& o);
void relu_n1_to_1(const Operation& o);
void leaky_relu(const Operation& o);
void hard_swish(const Operation& o);
void logistic(const Operation& o);
void tanh(const Operation& o);

// normalization.cpp: along the last dimension
void softmax(const Operation& o);
void l2_normalization(const Operation& o);

// pooling.cpp
void average_pool_2d(const Operation& o);
void max_pool_2d(const Operation& o);

// reduction.cpp
void mean(const Operation& o);
void sum(const Operation& o);
void reduce_max(const Operation& o);
void arg_max(const Operation& o);

// padding.cpp
void pad(const Operation& o);  // PADV2 too: a third input holds the value
void mirror_pad(const Operation& o);

// joining.cpp
void concatenation(const Operation& o);
void split(const Operation& o);
void split_v(const Operation& o);
void pack(const Operation& o);
void unpack(const Operation& o);

// selection.cpp
void slice(const Operation& o);
void strided_slice(const Operation& o);
void gather(const Operation& o);
void transpose(const Operation& o);
void reshape(const Operation& o);  // SQUEEZE and EXPAND_DIMS too: the values stay where they are

// blocks.cpp
void space_to_depth(const Operation& o);
void depth_to_space(const Operation& o);
void batch_to_space_nd(const Operation& o);
void space_to_batch_nd(const Operation& o);

// resize.cpp
void resize_bilinear(const Operation& o);
void resize_nearest_neighbor(const Operation& o);

// quantization.cpp
void quantize(const Operation& o);
void dequantize(const Operation& o);

// detection.cpp
void detection_postprocess(const Operation& o);

}  // namespace ocellus::textbook
