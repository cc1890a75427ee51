#include "tools/ocellus/quantize/correct_bias.hpp"

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/parallel.hpp"
#include "tools/ocellus/quantize/simulate.hpp"
#include "tools/ocellus/reference/float_engine.hpp"

namespace ocellus::tools::quantize {
namespace {

using reference::Activations;
using reference::FloatEngine;

bool correctable(const Graph& graph, const Operator& op) {
  return filter_layout(graph, op).has_value() && has_bias(op);
}

// The mean of each channel of some values, per picture; added up in the pictures' order.
std::vector<double> channel_means(const std::vector<float>& values, std::size_t channels) {
  std::vector<double> means(channels);
  for (std::size_t k = 0; k < values.size(); k += channels) {
    for (std::size_t c = 0; c < channels; ++c) means[c] += values[k + c];
  }
  for (double& mean : means) mean /= static_cast<double>(values.size() / channels);
  return means;
}

std::vector<double> average(const std::vector<std::vector<double>>& by_input) {
  std::vector<double> sum(by_input.front().size());
  for (const std::vector<double>& one : by_input) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += one[c];
  }
  for (double& value : sum) value /= static_cast<double>(by_input.size());
  return sum;
}

// By operator, the channel means of what it computes before its activation.
std::vector<std::vector<double>> exact_means(const Graph& graph, const Inputs& inputs) {
  const FloatEngine engine(graph);
  const std::size_t operators = graph.operators.size();
  std::vector<std::vector<std::vector<double>>> seen(
      operators, std::vector<std::vector<double>>(inputs.size()));
  in_parallel(inputs.size(), [&](std::size_t i) {
    Activations values(graph.tensors.size());
    values[graph.inputs[0]] = inputs[i];
    for (std::size_t index = 0; index < operators; ++index) {
      const Operator& op = graph.operators[index];
      const TensorId id = op.outputs[0];
      engine.step_linear(index, values);
      if (correctable(graph, op)) {
        seen[index][i] = channel_means(values[id], graph.tensor(id).shape.back());
      }
      FloatEngine::apply(activation_of(op), values[id]);
      for (const TensorId dead : engine.dead_after(index)) values[dead] = {};
    }
  });
  std::vector<std::vector<double>> means(operators);
  for (std::size_t index = 0; index < operators; ++index) means[index] = average(seen[index]);
  return means;
}

}  // namespace

Graph correct_biases(const Graph& exact, const std::vector<Range>& ranges, const Inputs& inputs) {
  Graph corrected = exact;
  const std::vector<std::vector<double>> wanted = exact_means(exact, inputs);
  const Graph encoded = encode(exact, ranges).graph;
  const Graph decoded = decode(encoded);
  const FloatEngine engine(decoded);

  // All pictures walk through the layers together: a layer is corrected before the next one looks.
  std::vector<Activations> values(inputs.size(), Activations(decoded.tensors.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values[i][exact.inputs[0]] = inputs[i];
    round_input(encoded.tensor(exact.inputs[0]), values[i][exact.inputs[0]]);
  }
  for (std::size_t index = 0; index < exact.operators.size(); ++index) {
    const Operator& op = exact.operators[index];
    const TensorId id = op.outputs[0];
    const bool correct = correctable(exact, op);
    const auto channels = static_cast<std::size_t>(correct ? exact.tensor(id).shape.back() : 1);
    std::vector<std::vector<double>> means(inputs.size());
    in_parallel(inputs.size(), [&](std::size_t i) {
      engine.step_linear(index, values[i]);
      if (correct) means[i] = channel_means(values[i][id], channels);
    });
    std::vector<float> shift(channels);
    if (correct) {
      const std::vector<double> found = average(means);
      std::vector<float> bias = to_vector(corrected.tensor(op.inputs[2]));
      for (std::size_t c = 0; c < channels; ++c) {
        shift[c] = static_cast<float>(wanted[index][c] - found[c]);
        bias[c] += shift[c];
      }
      set_values(corrected.tensor(op.inputs[2]), bias);
    }
    in_parallel(inputs.size(), [&](std::size_t i) {
      std::vector<float>& now = values[i][id];
      for (std::size_t k = 0; correct && k < now.size(); k += channels) {
        for (std::size_t c = 0; c < channels; ++c) now[k + c] += shift[c];
      }
      FloatEngine::apply(activation_of(op), now);
      for (const TensorId output : op.outputs) {
        round_activation(encoded.tensor(output), values[i][output]);
      }
      for (const TensorId dead : engine.dead_after(index)) values[i][dead] = {};
    });
  }
  return corrected;
}

}  // namespace ocellus::tools::quantize
