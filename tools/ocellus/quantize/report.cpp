#include "tools/ocellus/quantize/report.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace ocellus::tools::quantize {
namespace {

[[gnu::format(printf, 2, 3)]] void append(std::string& text, const char* format, ...) {
  char line[512];
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  text.append(line, static_cast<std::size_t>(std::clamp<int>(length, 0, sizeof line - 1)));
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      append(out, "\\u%04x", byte);
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
  append(
      text,
      "pictures calibrated on: %zu; ways compared on: %zu of them, calibrated on the others%s\n\n",
      quantized.calibrated_on, quantized.kept_aside,
      quantized.kept_aside == 0 ? " (too few, all serve for both)" : "");
  append(text, "  %-62s %s\n", "way tried", "loss of the outputs");
  for (std::size_t i = 0; i < quantized.trials.size(); ++i) {
    append(text, "%c %-62s %.5f\n", i == quantized.chosen ? '*' : ' ',
           describe(quantized.trials[i]).c_str(), quantized.trials[i].loss);
  }
  append(text, "\n%5s  %-17s %21s %11s %5s %7s  %s\n", "layer", "operator", "range seen", "scale",
         "zero", "SNR dB", "rules");
  for (const LayerReport& layer : quantized.layers) {
    append(text, "%5d  %-17s %10.4g %10.4g %11.6g %5d %7.1f  %s\n", layer.source_index,
           layer.operator_name.c_str(), static_cast<double>(layer.seen.low),
           static_cast<double>(layer.seen.high), static_cast<double>(layer.grid.scale),
           layer.grid.zero_point, layer.decibels, rules_of(layer).c_str());
  }
  return text;
}

std::string json(const Quantized& quantized, const std::string& model, const std::string& output) {
  std::string text = R"({"model":)" + quoted(model) + R"(,"output":)" + quoted(output);
  append(text, R"(,"pictures":{"calibration":%zu,"kept_aside":%zu},"trials":[)",
         quantized.calibrated_on, quantized.kept_aside);
  for (std::size_t i = 0; i < quantized.trials.size(); ++i) {
    const Trial& trial = quantized.trials[i];
    append(
        text,
        R"(%s{"relevant":%s,"equalised":%s,"clipped":%s,"biases_corrected":%s,"loss":%.6g,"chosen":%s})",
        i == 0 ? "" : ",", boolean(trial.relevant), boolean(trial.equalised),
        boolean(trial.clipped), boolean(trial.biases_corrected), trial.loss,
        boolean(i == quantized.chosen));
  }
  text += R"(],"layers":[)";
  for (std::size_t i = 0; i < quantized.layers.size(); ++i) {
    const LayerReport& layer = quantized.layers[i];
    append(text, R"(%s{"index":%d,"operator":"%s","tensor":)", i == 0 ? "" : ",",
           layer.source_index, layer.operator_name.c_str());
    text += quoted(layer.tensor);
    append(text,
           R"(,"seen":[%.6g,%.6g],"scale":%.9g,"zero_point":%d,"snr_db":%.2f,)"
           R"("floored_channels":%d,"equalised":%s,"shared_grid":%s,"heavy_tail":%s})",
           static_cast<double>(layer.seen.low), static_cast<double>(layer.seen.high),
           static_cast<double>(layer.grid.scale), layer.grid.zero_point, layer.decibels,
           layer.floored, boolean(layer.equalised), boolean(layer.shared),
           boolean(layer.heavy_tail));
  }
  return text + "]}\n";
}

}  // namespace ocellus::tools::quantize
