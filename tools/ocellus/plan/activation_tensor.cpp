#include "tools/ocellus/plan/activation_tensor.hpp"

#include <cmath>

namespace ocellus::tools::lowering {

std::string text(const std::vector<std::int32_t>& shape) {
  std::string result;
  for (const std::int32_t dimension : shape) {
    if (!result.empty()) result += "x";
    result += std::to_string(dimension);
  }
  return result.empty() ? "scalar" : result;
}

std::string quoted(const Tensor& tensor) { return "\"" + tensor.name + "\""; }

Reason check_activation(const Tensor& tensor) {
  if (tensor.constant()) return quoted(tensor) + " is a constant, an activation is needed";
  if (tensor.type != DataType::kInt8) {
    return quoted(tensor) + " is " + std::string(name(tensor.type)) + ", int8 is needed";
  }
  const Quantization& q = tensor.quantization;
  if (!q.per_tensor() || q.zero_points.size() != 1) {
    return quoted(tensor) + " needs one scale and one zero point";
  }
  if (!std::isfinite(q.scales[0]) || q.scales[0] <= 0) {
    return quoted(tensor) + " has a scale that is not a positive number";
  }
  if (q.zero_points[0] < -128 || q.zero_points[0] > 127) {
    return quoted(tensor) + " has a zero point outside -128..127";
  }
  return {};
}

float scale(const Tensor& tensor) { return tensor.quantization.scales[0]; }
std::int32_t zero_point(const Tensor& tensor) { return tensor.quantization.zero_points[0]; }

}  // namespace ocellus::tools::lowering
