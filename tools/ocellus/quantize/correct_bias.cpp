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

// Weighted sums of the channels of some values, in one picture.
struct ChannelSums {
  std::vector<double> sums;
  double weight = 0;
};

// The mean of each channel, with weight 1.
ChannelSums channel_means(const std::vector<float>& values, std::size_t channels) {
  ChannelSums means{std::vector<double>(channels), 1};
  for (std::size_t k = 0; k < values.size(); k += channels) {
    for (std::size_t c = 0; c < channels; ++c) means.sums[c] += values[k + c];
  }
  for (double& mean : means.sums) mean /= static_cast<double>(values.size() / channels);
  return means;
}

ChannelSums channel_sums(const std::vector<float>& values, std::size_t channels,
                         const std::vector<float>& relevance) {
  ChannelSums result{std::vector<double>(channels), 0};
  for (std::size_t row = 0; row < relevance.size(); ++row) {
    const double weight = relevance[row];
    for (std::size_t c = 0; c < channels; ++c) {
      result.sums[c] += weight * values[row * channels + c];
    }
    result.weight += weight;
  }
  return result;
}

// Added up in the pictures' order.
std::vector<double> average(const std::vector<ChannelSums>& by_input) {
  std::vector<double> sum(by_input.front().sums.size());
  double weight = 0;
  for (const ChannelSums& one : by_input) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += one.sums[c];
    weight += one.weight;
  }
  if (weight > 0) {
    for (double& value : sum) value /= weight;
  }
  return sum;
}

// How one picture's values of a tensor are counted.
class Counting {
 public:
  explicit Counting(const std::vector<Relevance>& relevances) : relevances_(relevances) {}

  ChannelSums count(std::size_t input, TensorId id, const std::vector<float>& values,
                    std::size_t channels) const {
    if (relevances_.empty()) return channel_means(values, channels);
    if (relevances_[input].empty()) return {std::vector<double>(channels), 0};
    return channel_sums(values, channels, relevances_[input][id]);
  }

 private:
  const std::vector<Relevance>& relevances_;
};

// By operator, the channel means of what it computes before its activation.
std::vector<std::vector<double>> exact_means(const Graph& graph, const Inputs& inputs,
                                             const Counting& counting) {
  const FloatEngine engine(graph);
  const std::size_t operators = graph.operators.size();
  std::vector<std::vector<ChannelSums>> seen(operators, std::vector<ChannelSums>(inputs.size()));
  in_parallel(inputs.size(), [&](std::size_t i) {
    Activations values(graph.tensors.size());
    values[graph.inputs[0]] = inputs[i];
    for (std::size_t index = 0; index < operators; ++index) {
      const Operator& op = graph.operators[index];
      const TensorId id = op.outputs[0];
      engine.step_linear(index, values);
      if (correctable(graph, op)) {
        const auto channels = static_cast<std::size_t>(graph.tensor(id).shape.back());
        seen[index][i] = counting.count(i, id, values[id], channels);
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

Graph correct_biases(const Graph& exact, const std::vector<Range>& ranges, const Inputs& inputs,
                     const std::vector<Relevance>& relevances) {
  Graph corrected = exact;
  const Counting counting(relevances);
  const std::vector<std::vector<double>> wanted = exact_means(exact, inputs, counting);
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
    std::vector<ChannelSums> means(inputs.size());
    in_parallel(inputs.size(), [&](std::size_t i) {
      engine.step_linear(index, values[i]);
      if (correct) means[i] = counting.count(i, id, values[i][id], channels);
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
