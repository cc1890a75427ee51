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

namespace {

// One positive scale, and one zero point that the type holds; of int8 and uint8.
Reason check_codes(const Tensor& tensor) {
  const Quantization& q = tensor.quantization;
  if (!q.per_tensor() || q.zero_points.size() != 1) {
    return quoted(tensor) + " needs one scale and one zero point";
  }
  if (!std::isfinite(q.scales[0]) || q.scales[0] <= 0) {
    return quoted(tensor) + " has a scale that is not a positive number";
  }
  const std::int32_t low = tensor.type == DataType::kInt8 ? -128 : 0;
  if (q.zero_points[0] < low || q.zero_points[0] > low + 255) {
    return quoted(tensor) + " has a zero point outside " + std::to_string(low) + ".." +
           std::to_string(low + 255);
  }
  return {};
}

Reason check_not_constant(const Tensor& tensor) {
  if (!tensor.constant()) return {};
  return quoted(tensor) + " is a constant, an activation is needed";
}

}  // namespace

Reason check_activation(const Tensor& tensor) {
  if (Reason reason = check_not_constant(tensor); !reason.empty()) return reason;
  return check_operand(tensor);
}

Reason check_image(const Tensor& tensor) {
  if (Reason reason = check_activation(tensor); !reason.empty()) return reason;
  if (tensor.shape.size() == 4) return {};
  return quoted(tensor) + " is " + text(tensor.shape) + ", NxHxWxC is needed";
}

Reason check_quantized(const Tensor& tensor) {
  if (Reason reason = check_not_constant(tensor); !reason.empty()) return reason;
  if (tensor.type != DataType::kInt8 && tensor.type != DataType::kUint8) {
    return quoted(tensor) + " is " + std::string(name(tensor.type)) + ", int8 or uint8 is needed";
  }
  return check_codes(tensor);
}

Reason check_operand(const Tensor& tensor) {
  if (tensor.type != DataType::kInt8) {
    return quoted(tensor) + " is " + std::string(name(tensor.type)) + ", int8 is needed";
  }
  return check_codes(tensor);
}

Reason check_float(const Tensor& tensor) {
  if (Reason reason = check_not_constant(tensor); !reason.empty()) return reason;
  if (tensor.type != DataType::kFloat32) {
    return quoted(tensor) + " is " + std::string(name(tensor.type)) + ", float32 is needed";
  }
  return {};
}

float scale(const Tensor& tensor) { return tensor.quantization.scales[0]; }
std::int32_t zero_point(const Tensor& tensor) { return tensor.quantization.zero_points[0]; }

}  // namespace ocellus::tools::lowering
