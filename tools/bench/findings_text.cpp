#include <algorithm>

#include "runtime/kernels/peak.hpp"
#include "tools/bench/findings.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

constexpr double kPoor = 0.30;  // of the peak: what is below is worth a look

std::string layer_line(const LayerFindings& layer) {
  std::string line = format("  %8.4f ", layer.time);
  line += layer.macs == 0 ? "       -" : format("%7.0f%%", 100 * layer.fraction);
  line += format(" %8.4f %8.1f ", layer.lost, layer.bytes_per_cycle);
  line += layer.speedup ? format("%7.2fx", *layer.speedup) : "       -";
  return line + "  " + layer.label + "\n";
}

std::string layer_tables(const NetworkFindings& network) {
  const std::string head = "        ms  of peak  lost ms  B/cycle  xnnpack  operator\n";
  std::string text = "\n" + head;
  for (const LayerFindings& layer : network.layers) text += layer_line(layer);
  text += format("  %8.4f  all layers, each a function by itself\n", network.parts);

  std::vector<LayerFindings> poor;
  for (const LayerFindings& layer : network.layers) {
    if (layer.fraction < kPoor) poor.push_back(layer);
  }
  std::ranges::sort(poor, std::ranges::greater{}, &LayerFindings::lost);
  text +=
      format("\n  below %.0f %% of the peak, worst first by the time lost:\n", 100 * kPoor) + head;
  for (const LayerFindings& layer : poor) text += layer_line(layer);
  return text;
}

// A stage and its share of inference.
std::string stage(double time, double inference) {
  return format(" %7.3f %4.0f%%", time, 100 * time / inference);
}

std::string frame_table(const EndToEndFindings& found, double alone) {
  std::string text =
      format("\n  from end to end, ms and share of inference, which takes %.3f ms alone; of %s\n",
             alone, found.picture.c_str());
  text += format("  %-16s%14s  %14s  %7s  %14s %14s  %7s  %s\n", "frame", "decode", "pre-process",
                 "infer", "boxes and NMS", "track", "all", "pre-process, boxes, NMS");
  for (const FrameFindings& f : found.frames) {
    text += format("  %-16s", f.name.c_str());
    text += f.decode > 0 ? stage(f.decode, f.inference) : "       -      ";
    text += "  " + stage(f.preprocess, f.inference) + format("  %7.3f", f.inference);
    text += "  " + stage(f.postprocess, f.inference) + " " + stage(f.track, f.inference);
    text += format("  %7.3f  %.1f %%\n", f.frame, 100 * f.share);
  }
  const FrameFindings& worst = found.worst();
  const bool kept = worst.share < EndToEndFindings::kMostShare;
  text += format(
      "  %s: pre-process, boxes and NMS take up to %.1f %% of inference (%s), and should "
      "take less than %.0f %%\n",
      kept ? "kept" : "NOT KEPT", 100 * worst.share, worst.name.c_str(),
      100 * EndToEndFindings::kMostShare);
  return text;
}

}  // namespace

std::string text_of(const Machine& machine) {
  return format("%s, %d cores, %s; load %.1f; temperature: %s; %s\n", machine.cpu.c_str(),
                machine.cores, machine.system.c_str(), machine.load, machine.temperature.c_str(),
                machine.date.c_str());
}

std::string text_of(const NetworkFindings& network) {
  const std::string isa(name(network.isa));
  std::string text =
      format("\n%s: %s, 1 thread, %.2f M MACs, %s\n", network.name.c_str(), isa.c_str(),
             static_cast<double>(network.macs) / 1e6, network.path.c_str());
  text += format("  clock %.2f GHz (%.2f to %.2f); peak of %s %.0f GMAC/s, %.1f MACs a cycle\n",
                 network.gigahertz.middle, network.gigahertz.low, network.gigahertz.high,
                 kernels::peak_instruction(network.isa), network.peak_gmacs.middle,
                 network.peak_macs_per_cycle);
  text += "  engine          median ms      99 %   minimum  beside it\n";
  text += format("  %-12s %12.4f %9.4f %9.4f  %.1f MACs a cycle, %.0f %% of peak (%.0f to %.0f)\n",
                 "ocellus", network.time.median, network.time.percentile99, network.time.minimum,
                 network.macs_per_cycle, 100 * network.fraction.middle, 100 * network.fraction.low,
                 100 * network.fraction.high);
  if (network.on_threads) {
    const ThreadFindings& on = *network.on_threads;
    text +=
        format("  on %d threads %11.4f %9.4f %9.4f  %.2f times as fast as on one (%.2f to %.2f)\n",
               on.threads, on.time.median, on.time.percentile99, on.time.minimum, on.speedup.middle,
               on.speedup.low, on.speedup.high);
  }
  for (const PeerFindings& peer : network.peers) {
    text += format("  %-12s %12.4f %9.4f %9.4f  ocellus is %.2f times as fast (%.2f to %.2f); %s\n",
                   peer.name.c_str(), peer.time.median, peer.time.percentile99, peer.time.minimum,
                   peer.speedup.middle, peer.speedup.low, peer.speedup.high, peer.about.c_str());
  }
  for (const std::string& sentence : network.absent) text += "  " + sentence + "\n";
  if (network.end_to_end) text += frame_table(*network.end_to_end, network.time.median);
  if (!network.layers.empty()) text += layer_tables(network);
  return text;
}

}  // namespace ocellus::tools
