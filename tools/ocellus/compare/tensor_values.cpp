#include "tools/ocellus/compare/tensor_values.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

namespace ocellus::tools::compare {
namespace {

// uint8 codes are int8 codes with the highest bit turned.
constexpr std::uint8_t kTurn = 0x80;

template <typename Index>
void read_indices(std::span<const std::byte> bytes, std::vector<float>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Index index = 0;
    std::memcpy(&index, &bytes[i * sizeof index], sizeof index);
    values[i] = static_cast<float>(index);
  }
}

}  // namespace

TensorValues::TensorValues(const Tensor& tensor, ChannelFactors factors)
    : type_(tensor.type), factors_(std::move(factors)) {
  if (!coded()) return;
  grid_ = {tensor.quantization.scales[0], tensor.quantization.zero_points[0]};
  if (type_ == DataType::kUint8) grid_.zero_point -= 128;
}

std::vector<float> TensorValues::read(std::span<const std::byte> bytes) const {
  std::vector<float> values(bytes.size() / bytes_per_element(type_));
  if (type_ == DataType::kFloat32) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
  } else if (type_ == DataType::kInt32) {
    read_indices<std::int32_t>(bytes, values);
  } else if (type_ == DataType::kInt64) {
    read_indices<std::int64_t>(bytes, values);
  } else {
    const std::uint8_t turn = type_ == DataType::kUint8 ? kTurn : 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto code = std::to_integer<std::uint8_t>(bytes[i]) ^ turn;
      values[i] = grid_.real(static_cast<std::int8_t>(code)) / factor(i);
    }
  }
  return values;
}

void TensorValues::write(std::span<const float> values, std::span<std::byte> bytes,
                         bool input) const {
  if (!coded()) {  // floats: indices are read by no operator
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return;
  }
  const std::uint8_t turn = type_ == DataType::kUint8 ? kTurn : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float value = values[i] * factor(i);
    const std::int8_t code = input ? grid_.input_code(value) : grid_.code(value);
    bytes[i] = static_cast<std::byte>(static_cast<std::uint8_t>(code) ^ turn);
  }
}

std::size_t TensorValues::clipped(std::span<const float> values) const {
  if (!coded()) return 0;
  const float low = grid_.real(-128) - grid_.scale / 2;
  const float high = grid_.real(127) + grid_.scale / 2;
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float value = values[i] * factor(i);
    if (value < low || value > high) ++count;
  }
  return count;
}

std::vector<float> TensorValues::steps() const {
  if (!coded()) return {0};
  if (factors_.empty()) return {grid_.scale};
  std::vector<float> steps;
  for (const float f : factors_) steps.push_back(grid_.scale / f);
  return steps;
}

}  // namespace ocellus::tools::compare
