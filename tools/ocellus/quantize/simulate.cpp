#include "tools/ocellus/quantize/simulate.hpp"

#include <cmath>

#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/parallel.hpp"

namespace ocellus::tools::quantize {
namespace {

struct Sums {
  double count = 0, sum = 0, squares = 0, noise = 0, bounded = 0;
};

void add(std::span<const float> exact, std::span<const float> rounded, double spread, Sums& s) {
  for (std::size_t k = 0; k < exact.size(); ++k) {
    const double x = exact[k];
    const double d = x - rounded[k];
    s.sum += x;
    s.squares += x * x;
    s.noise += d * d;
    if (spread > 0) s.bounded += d * d / (d * d + spread * spread);
  }
  s.count += static_cast<double>(exact.size());
}

}  // namespace

double Error::decibels() const {
  if (noise <= 0) return 120;
  if (signal <= 0) return 0;
  return 10 * std::log10(signal / noise);
}

void round_input(const Tensor& tensor, std::span<float> values) {
  const Grid grid = grid_of(tensor);
  for (float& value : values) value = grid.real(grid.input_code(value));
}

void round_activation(const Tensor& tensor, std::span<float> values) {
  if (tensor.type != DataType::kInt8) return;  // ARG_MAX's indices
  const Grid grid = grid_of(tensor);
  for (float& value : values) value = grid.real(grid.code(value));
}

std::vector<Error> errors_of(const Graph& exact, const Graph& encoded, const Inputs& inputs,
                             const std::vector<double>& spreads) {
  const Graph decoded = decode(encoded);
  const reference::FloatEngine exact_engine = reference::FloatEngine(exact);
  const reference::FloatEngine engine = reference::FloatEngine(decoded);
  const TensorId input = exact.inputs[0];
  std::vector<std::vector<Sums>> by_input(inputs.size());
  in_parallel(inputs.size(), [&](std::size_t i) {
    std::vector<Sums>& sums = by_input[i];
    sums.resize(exact.tensors.size());
    reference::Activations a(exact.tensors.size());
    reference::Activations b(decoded.tensors.size());
    a[input] = inputs[i];
    b[input] = inputs[i];
    round_input(encoded.tensor(input), b[input]);
    for (std::size_t index = 0; index < exact.operators.size(); ++index) {
      exact_engine.step(index, a);
      engine.step(index, b);
      for (const TensorId id : exact.operators[index].outputs) {
        round_activation(encoded.tensor(id), b[id]);
        add(a[id], b[id], spreads.empty() ? 0 : spreads[id], sums[id]);
      }
      for (const TensorId dead : exact_engine.dead_after(index)) a[dead] = b[dead] = {};
    }
  });
  std::vector<Error> errors(exact.tensors.size());
  for (std::size_t id = 0; id < errors.size(); ++id) {
    Sums all;
    for (const std::vector<Sums>& sums : by_input) {
      all.count += sums[id].count;
      all.sum += sums[id].sum;
      all.squares += sums[id].squares;
      all.noise += sums[id].noise;
      all.bounded += sums[id].bounded;
    }
    if (all.count == 0) continue;
    const double mean = all.sum / all.count;
    errors[id] = {all.squares / all.count - mean * mean, all.noise / all.count,
                  all.bounded / all.count};
  }
  return errors;
}

}  // namespace ocellus::tools::quantize
