// Portable operators as C++ that makes them: "Lookup{.size = 4}".
#pragma once

#include <string>

#include "runtime/kernels/portable_operators.hpp"

namespace ocellus::tools {

std::string initializer(const kernels::Lookup& op);
std::string initializer(const kernels::Pool2d& op);
std::string initializer(const kernels::Reduce& op);
std::string initializer(const kernels::ArgMax& op);
std::string initializer(const kernels::ResizeBilinear& op);
std::string initializer(const kernels::GroupedConv2d& op);
std::string initializer(const kernels::TransposeConv& op);
std::string initializer(const kernels::Remap& op);
std::string initializer(const kernels::Broadcast& op);
std::string initializer(const kernels::Softmax& op);
std::string initializer(const kernels::L2Normalization& op);
std::string initializer(const kernels::Quantize& op);
std::string initializer(const kernels::Dequantize& op);
std::string initializer(const kernels::DetectionPostProcess& op);

}  // namespace ocellus::tools
