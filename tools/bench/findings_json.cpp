#include <cmath>
#include <nlohmann/json.hpp>

#include "runtime/kernels/peak.hpp"
#include "tools/bench/findings.hpp"

namespace ocellus::tools {
namespace {

using Json = nlohmann::ordered_json;

// More digits would claim what nobody measured.
double rounded(double value) { return std::round(value * 1e5) / 1e5; }

Json json_of(const Spread& spread) {
  return {rounded(spread.low), rounded(spread.middle), rounded(spread.high)};
}

Json json_of(const LayerFindings& layer) {
  Json json = {{"operator", layer.label},
               {"macs", layer.macs},
               {"median_ms", rounded(layer.time)},
               {"fraction_of_peak", rounded(layer.fraction)},
               {"lost_ms", rounded(layer.lost)},
               {"least_bytes", layer.bytes},
               {"bytes_per_cycle", rounded(layer.bytes_per_cycle)}};
  if (layer.speedup) json["speedup"] = rounded(*layer.speedup);
  return json;
}

Json json_of(const NetworkFindings& network) {
  Json json = {{"name", network.name},
               {"isa", name(network.isa)},
               {"threads", 1},
               {"macs", network.macs},
               {"median_ms", rounded(network.time.median)},
               {"percentile99_ms", rounded(network.time.percentile99)},
               {"minimum_ms", rounded(network.time.minimum)},
               {"macs_per_cycle", rounded(network.macs_per_cycle)},
               {"fraction_of_peak", rounded(network.fraction.middle)},
               {"fraction_of_peak_quartiles", json_of(network.fraction)},
               {"gigahertz", json_of(network.gigahertz)},
               {"peak_gmacs", json_of(network.peak_gmacs)}};
  if (network.on_threads) {
    const ThreadFindings& on = *network.on_threads;
    json["on_threads"] = {{"threads", on.threads},
                          {"median_ms", rounded(on.time.median)},
                          {"percentile99_ms", rounded(on.time.percentile99)},
                          {"minimum_ms", rounded(on.time.minimum)},
                          {"speedup", rounded(on.speedup.middle)},
                          {"speedup_quartiles", json_of(on.speedup)}};
  }
  json["peers"] = Json::array();
  for (const PeerFindings& peer : network.peers) {
    json["peers"].push_back({{"name", peer.name},
                             {"about", peer.about},
                             {"median_ms", rounded(peer.time.median)},
                             {"percentile99_ms", rounded(peer.time.percentile99)},
                             {"minimum_ms", rounded(peer.time.minimum)},
                             {"speedup", rounded(peer.speedup.middle)},
                             {"speedup_quartiles", json_of(peer.speedup)}});
  }
  if (!network.absent.empty()) json["absent"] = network.absent;
  if (network.end_to_end) {
    const EndToEndFindings& e = *network.end_to_end;
    json["end_to_end"] = {{"picture", e.picture},
                          {"wanted_share", EndToEndFindings::kMostShare},
                          {"worst_share", rounded(e.worst().share)},
                          {"frames", Json::array()}};
    for (const FrameFindings& f : e.frames) {
      json["end_to_end"]["frames"].push_back({{"frame", f.name},
                                              {"decode_ms", rounded(f.decode)},
                                              {"preprocess_ms", rounded(f.preprocess)},
                                              {"inference_ms", rounded(f.inference)},
                                              {"postprocess_ms", rounded(f.postprocess)},
                                              {"track_ms", rounded(f.track)},
                                              {"frame_ms", rounded(f.frame)},
                                              {"share", rounded(f.share)}});
    }
  }
  for (const LayerFindings& layer : network.layers) json["layers"].push_back(json_of(layer));
  return json;
}

}  // namespace

std::string json_of(const Findings& findings) {
  const Machine& machine = findings.machine;
  std::vector<double> peaks;
  for (const NetworkFindings& network : findings.networks) {
    peaks.push_back(network.peak_gmacs.middle);
  }
  Json json = {{"machine",
                {{"cpu", machine.cpu},
                 {"cores", machine.cores},
                 {"system", machine.system},
                 {"load", rounded(machine.load)},
                 {"temperature", machine.temperature},
                 {"date", machine.date}}},
               {"command", findings.command},
               {"runs", findings.runs},
               {"peak_gmacs", rounded(median(peaks))}};
  json["networks"] = Json::array();
  for (const NetworkFindings& network : findings.networks) {
    json["networks"].push_back(json_of(network));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ocellus::tools
