#include "tools/ocellus/compare/report.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <numeric>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools::compare {
namespace {

std::string text_of(const std::vector<std::int32_t>& shape) {
  std::string text;
  for (const std::int32_t d : shape) text += (text.empty() ? "" : "x") + std::to_string(d);
  return text;
}

// Ten characters: full at 0 dB, empty at 50.
std::string bar(double decibels) {
  const auto full = static_cast<std::size_t>(std::clamp((50 - decibels) / 5, 0.0, 10.0));
  return std::string(full, '#') + std::string(10 - full, '.');
}

std::string decibels_of(const std::optional<Noise>& noise) {
  if (!noise) return "-";
  std::string text;
  text += format("%.1f", noise->decibels());
  return text;
}

std::string steps_of(const Noise& noise) {
  std::string text;
  text += format("%.1f", noise.largest_steps());
  return noise.largest_steps() > 0 || noise.largest() == 0 ? text : "-";
}

std::string share_of(double share) {
  std::string text;
  text += format(share > 0 && share < 0.0001 ? "<0.01%%" : "%.2f%%", 100 * share);
  return share == 0 ? "-" : text;
}

// Converters join the names of all that they fused, with semicolons: the first says enough.
std::string short_name(const std::string& name) {
  constexpr std::size_t kMost = 60;
  const std::string first = name.substr(0, name.find(';'));
  if (first.size() > kMost) return "..." + first.substr(first.size() - kMost + 3);
  return first.size() < name.size() ? first + ";..." : first;
}

void describe(const Subject& subject, const Comparison& comparison, std::string& text) {
  text += subject.model + " against " +
          (subject.int8.empty()
               ? "its int8 form, quantized on " + std::to_string(subject.quantized_on) + " pictures"
               : subject.int8) +
          "\ncompared on " + std::to_string(subject.compared_on) + " pictures" +
          (subject.seen_before ? " (the same: there are no others)" : "") + ", " +
          std::to_string(comparison.layers().size()) + " layers";
  if (comparison.unmatched() > 0) {
    text += "; " + std::to_string(comparison.unmatched()) +
            " operators have no counterpart in the float model";
  }
  text +=
      "\n\n"
      "own      signal to noise, in decibels, of the operator alone: what it adds, given the "
      "float\n"
      "         model's values on its inputs' codes\n"
      "total    signal to noise of what the int8 network has made of it by then\n"
      "error    the largest of all, in real units and in steps of the codes, of the total\n"
      "clipped  the share of the float model's values that no code reaches; before a sigmoid, and "
      "of\n"
      "         stray outputs, the quantizer gives some up on purpose\n\n";
}

}  // namespace

std::vector<std::size_t> ordered(const std::vector<Layer>& layers, Order order) {
  std::vector<std::size_t> indices(layers.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  if (order == Order::kFile) return indices;
  std::vector<double> keys;
  for (const Layer& layer : layers) {
    keys.push_back(order == Order::kOwn ? layer.fault() : layer.total.decibels());
  }
  std::stable_sort(indices.begin(), indices.end(),
                   [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  return indices;
}

std::string table(const Subject& subject, const Comparison& comparison, Order order,
                  std::size_t count) {
  std::string text;
  describe(subject, comparison, text);
  text += format("%5s  %-17s %-15s %-10s %6s %6s %10s %7s %8s  %s\n", "layer", "operator", "shape",
                 "noise", "own dB", "total", "error", "steps", "clipped", "tensor");
  const std::vector<std::size_t> indices = ordered(comparison.layers(), order);
  for (std::size_t i = 0; i < std::min(count, indices.size()); ++i) {
    const Layer& layer = comparison.layers()[indices[i]];
    const double shown = order == Order::kTotal ? layer.total.decibels() : layer.fault();
    text += format("%5d  %-17.17s %-15s %s %6s %6.1f %10.4g %7s %8s  ", layer.source_index,
                   layer.operator_name.c_str(), text_of(layer.shape).c_str(), bar(shown).c_str(),
                   decibels_of(layer.own).c_str(), layer.total.decibels(), layer.total.largest(),
                   steps_of(layer.total).c_str(), share_of(layer.clipped_share()).c_str());
    text += short_name(layer.tensor) + (layer.model_output ? "  (an output)" : "") + "\n";
  }
  if (indices.size() > count) {
    text += format("%zu more; --worst %zu shows all\n", indices.size() - count, indices.size());
  }
  return text;
}

std::string json(const Subject& subject, const Comparison& comparison, Order order,
                 std::size_t count) {
  using Json = nlohmann::ordered_json;
  Json layers = Json::array();
  const std::vector<std::size_t> indices = ordered(comparison.layers(), order);
  for (std::size_t i = 0; i < std::min(count, indices.size()); ++i) {
    const Layer& layer = comparison.layers()[indices[i]];
    Json entry = {{"index", layer.source_index},
                  {"operator", layer.operator_name},
                  {"output", layer.output},
                  {"tensor", layer.tensor},
                  {"shape", layer.shape},
                  {"snr_db", layer.total.decibels()},
                  {"largest_error", layer.total.largest()},
                  {"largest_error_steps", layer.total.largest_steps()}};
    const bool own = layer.own.has_value();
    entry["own_snr_db"] = own ? Json(layer.own->decibels()) : Json();
    entry["own_largest_error"] = own ? Json(layer.own->largest()) : Json();
    entry["own_largest_error_steps"] = own ? Json(layer.own->largest_steps()) : Json();
    entry["clipped"] = layer.clipped_share();
    entry["channels_rescaled"] = layer.rescaled;
    entry["model_output"] = layer.model_output;
    layers.push_back(std::move(entry));
  }
  const Json document = {
      {"model", subject.model},
      {"int8", subject.int8.empty() ? Json() : Json(subject.int8)},
      {"pictures",
       {{"quantized_on", subject.quantized_on},
        {"compared_on", subject.compared_on},
        {"seen_before", subject.seen_before}}},
      {"layers_compared", comparison.layers().size()},
      {"layers_without_counterpart", comparison.unmatched()},
      {"layers", std::move(layers)},
  };
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ocellus::tools::compare
