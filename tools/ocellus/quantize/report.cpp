#include "tools/ocellus/quantize/report.hpp"

#include <algorithm>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools::quantize {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += format("\\u%04x", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

const char* boolean(bool value) { return value ? "true" : "false"; }

std::string rules_of(const LayerReport& layer) {
  std::string rules;
  const auto add = [&](const std::string& rule) { rules += (rules.empty() ? "" : ", ") + rule; };
  if (layer.equalised) add("equalised");
  if (layer.floored > 0) add("scale floor on " + std::to_string(layer.floored));
  if (layer.shared) add("shared grid");
  if (layer.heavy_tail) add("heavy tail cut");
  return rules;
}

std::string describe(const Trial& trial) {
  return std::string(trial.equalised ? "equalised" : "as it is ") + ", " +
         (trial.clipped ? "least squares" : "all that was seen") +
         (trial.biases_corrected ? ", biases corrected" : "") +
         (trial.relevant ? ", by relevance" : "");
}

}  // namespace

std::string table(const Quantized& quantized) {
  std::string text;
  text += format(
      "pictures calibrated on: %zu; ways compared on: %zu of them, calibrated on the others%s\n\n",
      quantized.calibrated_on, quantized.kept_aside,
      quantized.kept_aside == 0 ? " (too few, all serve for both)" : "");
  text += format("  %-62s %s\n", "way tried", "loss of the outputs");
  for (std::size_t i = 0; i < quantized.trials.size(); ++i) {
    text += format("%c %-62s %.5f\n", i == quantized.chosen ? '*' : ' ',
                   describe(quantized.trials[i]).c_str(), quantized.trials[i].loss);
  }
  text += format("\n%5s  %-17s %21s %11s %5s %7s  %s\n", "layer", "operator", "range seen", "scale",
                 "zero", "SNR dB", "rules");
  for (const LayerReport& layer : quantized.layers) {
    text += format("%5d  %-17s %10.4g %10.4g %11.6g %5d %7.1f  %s\n", layer.source_index,
                   layer.operator_name.c_str(), static_cast<double>(layer.seen.low),
                   static_cast<double>(layer.seen.high), static_cast<double>(layer.grid.scale),
                   layer.grid.zero_point, layer.decibels, rules_of(layer).c_str());
  }
  return text;
}

std::string json(const Quantized& quantized, const std::string& model, const std::string& output) {
  std::string text = R"({"model":)" + quoted(model) + R"(,"output":)" + quoted(output);
  text += format(R"(,"pictures":{"calibration":%zu,"kept_aside":%zu},"trials":[)",
                 quantized.calibrated_on, quantized.kept_aside);
  for (std::size_t i = 0; i < quantized.trials.size(); ++i) {
    const Trial& trial = quantized.trials[i];
    text += format(
        R"(%s{"relevant":%s,"equalised":%s,"clipped":%s,"biases_corrected":%s,"loss":%.6g,"chosen":%s})",
        i == 0 ? "" : ",", boolean(trial.relevant), boolean(trial.equalised),
        boolean(trial.clipped), boolean(trial.biases_corrected), trial.loss,
        boolean(i == quantized.chosen));
  }
  text += R"(],"layers":[)";
  for (std::size_t i = 0; i < quantized.layers.size(); ++i) {
    const LayerReport& layer = quantized.layers[i];
    text += format(R"(%s{"index":%d,"operator":"%s","tensor":)", i == 0 ? "" : ",",
                   layer.source_index, layer.operator_name.c_str());
    text += quoted(layer.tensor);
    text += format(R"(,"seen":[%.6g,%.6g],"scale":%.9g,"zero_point":%d,"snr_db":%.2f,)"
                   R"("floored_channels":%d,"equalised":%s,"shared_grid":%s,"heavy_tail":%s})",
                   static_cast<double>(layer.seen.low), static_cast<double>(layer.seen.high),
                   static_cast<double>(layer.grid.scale), layer.grid.zero_point, layer.decibels,
                   layer.floored, boolean(layer.equalised), boolean(layer.shared),
                   boolean(layer.heavy_tail));
  }
  return text + "]}\n";
}

}  // namespace ocellus::tools::quantize
