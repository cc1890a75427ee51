#include "tools/bench/bench.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "platform/linux/cpu.hpp"
#include "platform/linux/crew.hpp"
#include "tools/bench/emitted_model.hpp"
#include "tools/bench/peers.hpp"
#include "tools/bench/race.hpp"

namespace ocellus::tools {
namespace {

// The model by several threads. They share the arena with the one that runs alone: turns are taken.
class OnThreads final : public Contender {
 public:
  OnThreads(EmittedModel& model, platform::Crew& crew) : model_(model), crew_(crew) {}
  void run() override { crew_.run(model_.model(), model_.arena().data()); }

 private:
  EmittedModel& model_;
  platform::Crew& crew_;
};

Result<std::unique_ptr<Peer>> make_peer(const std::string& name, const std::string& path,
                                        const BenchOptions& options, EmittedModel& ours) {
  return name == "xnnpack" ? make_xnnpack(ours) : make_onnxruntime(path, options.onnxruntime, ours);
}

// Of every turn one figure.
template <typename Figure>
std::vector<double> by_turn(const RaceResult& result, Figure figure) {
  std::vector<double> values;
  for (const Turn& turn : result.turns) values.push_back(figure(turn));
  return values;
}

// A million MACs in a millisecond are 1 GMAC/s.
double gmacs(std::uint64_t macs, double milliseconds) {
  return static_cast<double>(macs) / 1e6 / milliseconds;
}

void add_layers(const RaceResult& result, const EmittedModel& ours, const Times* parted,
                const Peer* peer, NetworkFindings& network) {
  const std::vector<double> peaks =
      by_turn(result, [](const Turn& turn) { return turn.yardstick.peak_gmacs; });
  for (std::size_t part = 0; part < ours.parts(); ++part) {
    const Step& step = ours.step(part);
    const std::vector<double>& times = result.times[0].parts[part];
    LayerFindings layer{.label = describe(step),
                        .kind = step.operator_name,
                        .macs = step.macs,
                        .bytes = ours.least_bytes(part)};
    layer.time = median(times);
    std::vector<double> fractions;
    for (std::size_t turn = 0; turn < times.size(); ++turn) {
      fractions.push_back(gmacs(step.macs, std::max(times[turn], 1e-6)) / peaks[turn]);
    }
    layer.fraction = median(fractions);
    layer.bytes_per_cycle =
        static_cast<double>(layer.bytes) / (layer.time * 1e6 * network.gigahertz.middle);
    layer.lost = layer.time * (1 - std::min(layer.fraction, 1.0));
    if (peer != nullptr && peer->own(part)) {
      layer.speedup = spread(ratios(parted->parts[part], times)).middle;
    }
    network.parts += layer.time;
    network.layers.push_back(std::move(layer));
  }
}

}  // namespace

Result<NetworkFindings> bench(const std::string& path, const BenchOptions& options) {
  Result<std::unique_ptr<EmittedModel>> loaded = EmittedModel::load(path, options.isa);
  if (!loaded.ok()) return loaded.failure();
  EmittedModel& ours = *loaded.value();

  NetworkFindings network;
  std::vector<std::unique_ptr<Peer>> peers;
  std::vector<Contender*> contenders = {&ours};
  for (const std::string& name : options.against) {
    Result<std::unique_ptr<Peer>> peer = make_peer(name, path, options, ours);
    if (!peer.ok()) {
      network.absent.push_back(name + " takes no part: " + peer.failure().line());
      continue;
    }
    contenders.push_back(peer.value().get());
    peers.push_back(std::move(peer.value()));
    network.peers.push_back({.name = name});
  }
  const auto crew = std::make_unique<platform::Crew>();
  OnThreads on_threads(ours, *crew);
  if (options.threads > 1) {
    if (const Status status = crew->start(options.threads); !status.ok()) {
      return Failure{"--threads", status.what, "ask for fewer"};
    }
    contenders.push_back(&on_threads);
  }
  const RaceResult result = race(contenders, {.isa = options.isa,
                                              .turns = options.turns,
                                              .runs = options.runs,
                                              .parts = options.layers,
                                              .after_turn = options.after_turn});

  network.name = ours.compilation().name;
  network.path = path;
  network.isa = options.isa;
  network.macs = ours.model().macs;
  network.time = summary(result.times[0].runs);
  network.gigahertz =
      spread(by_turn(result, [](const Turn& turn) { return turn.yardstick.gigahertz; }));
  network.peak_gmacs =
      spread(by_turn(result, [](const Turn& turn) { return turn.yardstick.peak_gmacs; }));
  network.fraction = spread(by_turn(result, [&](const Turn& turn) {
    return gmacs(network.macs, turn.medians[0]) / turn.yardstick.peak_gmacs;
  }));
  network.macs_per_cycle = median(by_turn(result, [&](const Turn& turn) {
    return gmacs(network.macs, turn.medians[0]) / turn.yardstick.gigahertz;
  }));
  network.peak_macs_per_cycle = median(by_turn(result, [](const Turn& turn) {
    return turn.yardstick.peak_gmacs / turn.yardstick.gigahertz;
  }));
  const Peer* layered = nullptr;  // the one that can be taken apart as ours can
  const Times* layered_times = nullptr;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    network.peers[i].about = peers[i]->about();
    if (network.peers[i].name == "onnxruntime" && options.isa != platform::best_isa()) {
      network.peers[i].about += ", with all that the processor has";
    }
    network.peers[i].time = summary(result.times[i + 1].runs);
    network.peers[i].speedup = spread(ratios(result.medians(i + 1), result.medians(0)));
    if (peers[i]->parts() == ours.parts()) {
      layered = peers[i].get();
      layered_times = &result.times[i + 1];
    }
  }
  if (options.threads > 1) {
    const std::size_t last = contenders.size() - 1;
    network.on_threads = {.threads = options.threads,
                          .time = summary(result.times[last].runs),
                          .speedup = spread(ratios(result.medians(0), result.medians(last)))};
  }
  if (options.layers) add_layers(result, ours, layered_times, layered, network);
  return network;
}

}  // namespace ocellus::tools
