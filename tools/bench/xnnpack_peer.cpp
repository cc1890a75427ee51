#if defined(OCELLUS_HAVE_CPUINFO)
#include <cpuinfo.h>
#endif
#include <xnnpack.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tools/bench/peers.hpp"

namespace ocellus::tools {
namespace {

struct Deleter {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using Handle = std::unique_ptr<std::remove_pointer_t<xnn_operator_t>, Deleter>;

double real(const kernels::Multiplier& m) {
  return std::ldexp(static_cast<double>(m.multiplier), m.shift - 31);
}

// How many rows or columns of padding follow the last, given how many precede the first.
std::uint32_t padding_behind(std::int32_t input, std::int32_t output, std::int32_t window,
                             std::int32_t stride, std::int32_t dilation, std::int32_t before) {
  const std::int32_t reach = (output - 1) * stride + (window - 1) * dilation + 1;
  return static_cast<std::uint32_t>(std::max(0, reach - before - input));
}

std::int8_t byte(std::int32_t value) { return static_cast<std::int8_t>(value); }

// Where a step's tensors lie in the peer's arena.
struct Memory {
  const Plan* plan;
  std::byte* arena;

  std::int8_t* at(const Place& place) const {
    return reinterpret_cast<std::int8_t*>(arena + plan->offset(place));
  }
};

// Each returns null when XNNPACK has no such operator.
class Maker {
 public:
  Maker(const Step& step, const Memory& memory) : step_(step), memory_(memory) {}

  template <typename Op>
  Handle operator()(const Convolution<Op>& convolution) const {
    constexpr bool kDepthwise = std::is_same_v<Op, kernels::DepthwiseConv2d>;
    const Op& op = convolution.op;
    const kernels::Window& w = op.window;
    // Only the products of scales matter: input and output count as 1.
    std::vector<float> scales;
    for (const kernels::Multiplier& m : convolution.multipliers) {
      scales.push_back(static_cast<float>(real(m)));
    }
    const auto in = static_cast<std::size_t>(op.input.channels);
    const auto out = static_cast<std::size_t>(op.output.channels);
    xnn_operator_t made = nullptr;
    const xnn_status status = xnn_create_convolution2d_nhwc_qc8(
        static_cast<std::uint32_t>(w.pad_top),
        padding_behind(op.input.width, op.output.width, w.width, w.stride_x, w.dilation_x,
                       w.pad_left),
        padding_behind(op.input.height, op.output.height, w.height, w.stride_y, w.dilation_y,
                       w.pad_top),
        static_cast<std::uint32_t>(w.pad_left), static_cast<std::uint32_t>(w.height),
        static_cast<std::uint32_t>(w.width), static_cast<std::uint32_t>(w.stride_y),
        static_cast<std::uint32_t>(w.stride_x), static_cast<std::uint32_t>(w.dilation_y),
        static_cast<std::uint32_t>(w.dilation_x), kDepthwise ? static_cast<std::uint32_t>(in) : 1U,
        kDepthwise ? 1 : in, kDepthwise ? out / in : out, in, out, byte(op.input_zero_point), 1.0f,
        scales.data(), convolution.filter.data(),
        convolution.bias.empty() ? nullptr : convolution.bias.data(), byte(op.quantized.zero_point),
        1.0f, byte(op.quantized.low), byte(op.quantized.high),
        kDepthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0U, &made);
    if (status != xnn_status_success) return nullptr;
    Handle handle(made);
    const xnn_status ready = xnn_setup_convolution2d_nhwc_qc8(
        made, 1, static_cast<std::size_t>(op.input.height),
        static_cast<std::size_t>(op.input.width), input(0), output(), nullptr);
    return ready == xnn_status_success ? std::move(handle) : nullptr;
  }

  Handle operator()(const kernels::Add& op) const {
    const double sum = std::ldexp(real(op.sum), kernels::Add::kLeftShift);
    xnn_operator_t made = nullptr;
    const xnn_status status =
        xnn_create_add_nd_qs8(byte(op.first_zero_point), static_cast<float>(real(op.first) * sum),
                              byte(op.second_zero_point), static_cast<float>(real(op.second) * sum),
                              byte(op.quantized.zero_point), 1.0f, byte(op.quantized.low),
                              byte(op.quantized.high), 0, &made);
    if (status != xnn_status_success) return nullptr;
    Handle handle(made);
    const std::size_t size = op.size;
    const xnn_status ready =
        xnn_setup_add_nd_qs8(made, 1, &size, 1, &size, input(0), input(1), output(), nullptr);
    return ready == xnn_status_success ? std::move(handle) : nullptr;
  }

  Handle operator()(const kernels::Pool2d& op) const {
    return op.kind == kernels::PoolKind::kAverage ? average(op) : maximum(op);
  }

  template <typename Op>
  Handle operator()(const Op&) const {
    return nullptr;
  }

 private:
  const std::int8_t* input(std::size_t index) const { return memory_.at(step_.inputs[index]); }
  std::int8_t* output() const { return memory_.at(step_.outputs[0]); }

  // XNNPACK averages int8 over whole pictures only.
  Handle average(const kernels::Pool2d& op) const {
    if (op.output.height != 1 || op.output.width != 1 || op.window.height < op.input.height ||
        op.window.width < op.input.width) {
      return nullptr;
    }
    const auto channels = static_cast<std::size_t>(op.input.channels);
    xnn_operator_t made = nullptr;
    const xnn_status status = xnn_create_global_average_pooling_nwc_qs8(
        channels, channels, channels, 0, 1.0f, 0, 1.0f, byte(op.low), byte(op.high), 0, &made);
    if (status != xnn_status_success) return nullptr;
    Handle handle(made);
    const auto pixels = static_cast<std::size_t>(op.input.height * op.input.width);
    const xnn_status ready =
        xnn_setup_global_average_pooling_nwc_qs8(made, 1, pixels, input(0), output(), nullptr);
    return ready == xnn_status_success ? std::move(handle) : nullptr;
  }

  Handle maximum(const kernels::Pool2d& op) const {
    const kernels::Window& w = op.window;
    const auto channels = static_cast<std::size_t>(op.input.channels);
    xnn_operator_t made = nullptr;
    const xnn_status status = xnn_create_max_pooling2d_nhwc_s8(
        static_cast<std::uint32_t>(w.pad_top),
        padding_behind(op.input.width, op.output.width, w.width, w.stride_x, 1, w.pad_left),
        padding_behind(op.input.height, op.output.height, w.height, w.stride_y, 1, w.pad_top),
        static_cast<std::uint32_t>(w.pad_left), static_cast<std::uint32_t>(w.height),
        static_cast<std::uint32_t>(w.width), static_cast<std::uint32_t>(w.stride_y),
        static_cast<std::uint32_t>(w.stride_x), 1, 1, channels, channels, channels, byte(op.low),
        byte(op.high), 0, &made);
    if (status != xnn_status_success) return nullptr;
    Handle handle(made);
    const xnn_status ready = xnn_setup_max_pooling2d_nhwc_s8(
        made, 1, static_cast<std::size_t>(op.input.height),
        static_cast<std::size_t>(op.input.width), input(0), output(), nullptr);
    return ready == xnn_status_success ? std::move(handle) : nullptr;
  }

  const Step& step_;
  const Memory& memory_;
};

// XNNPACK takes the best kernels that the processor runs. To compare like with like, it is told
// that a processor which is measured with AVX2 has no more than that. Returns whether it was.
bool keep_to([[maybe_unused]] Isa isa) {
#if defined(OCELLUS_HAVE_CPUINFO) && defined(__x86_64__)
  if (isa == Isa::kAvx2 && cpuinfo_initialize()) {
    cpuinfo_isa.avx512f = false;  // which every other of them needs
    cpuinfo_isa.avx512bw = false;
    cpuinfo_isa.avx512dq = false;
    cpuinfo_isa.avx512vl = false;
    cpuinfo_isa.avx512vnni = false;
    return true;
  }
#endif
  return false;
}

class XnnpackPeer final : public Peer {
 public:
  XnnpackPeer(EmittedModel& ours, bool kept)
      : ours_(ours), kept_(kept), arena_(ours.arena().size() + XNN_EXTRA_BYTES) {
    const Memory memory{&ours.compilation().plan, arena_.data()};
    for (std::size_t part = 0; part < ours.parts(); ++part) {
      const Step& step = ours.step(part);
      operators_.push_back(std::visit(Maker(step, memory), step.call));
    }
    compare();
  }

  void run() override {
    for (std::size_t part = 0; part < operators_.size(); ++part) run_part(part);
  }
  std::size_t parts() const override { return operators_.size(); }
  void run_part(std::size_t part) override {
    if (operators_[part] != nullptr) {
      xnn_run_operator(operators_[part].get(), nullptr);
    } else {
      ours_.run_part_on(part, arena_.data());
    }
  }
  bool own(std::size_t part) const override { return operators_[part] != nullptr; }

  std::string about() const override {
    const auto own_parts =
        std::ranges::count_if(operators_, [](const Handle& op) { return op != nullptr; });
    return std::to_string(own_parts) + " of its " + std::to_string(operators_.size()) +
           " layers are its own, which differ from ours by " + std::to_string(difference_) +
           " at most" + (kept_ ? ", kept to this instruction set" : "");
  }

 private:
  // Every layer on the same inputs: that it computes the same up to its rounding shows that the
  // same work is compared.
  void compare() {
    std::byte* const arena = ours_.arena().data();
    for (std::size_t part = 0; part < operators_.size(); ++part) {
      std::memcpy(arena_.data(), arena, ours_.arena().size());
      ours_.run_part(part);
      if (!own(part)) continue;
      run_part(part);
      const Place& place = ours_.step(part).outputs[0];
      const std::size_t offset = ours_.compilation().plan.offset(place);
      for (std::size_t i = offset; i < offset + place.bytes; ++i) {
        const int theirs = static_cast<std::int8_t>(arena_.data()[i]);
        difference_ = std::max(difference_, std::abs(theirs - static_cast<std::int8_t>(arena[i])));
      }
    }
  }

  EmittedModel& ours_;
  bool kept_;  // to the instruction set of ours
  AlignedBytes arena_;
  std::vector<Handle> operators_;  // by part; null where XNNPACK has none
  int difference_ = 0;
};

}  // namespace

Result<std::unique_ptr<Peer>> make_xnnpack(EmittedModel& ours) {
  // Once in a program: the instruction set is the same for all its models.
  static const bool kKept = keep_to(ours.model().isa);
  static const xnn_status kStatus = xnn_initialize(nullptr);
  if (kStatus != xnn_status_success) {
    return Failure{"XNNPACK", "does not support this processor", "leave it out of --against"};
  }
  return std::unique_ptr<Peer>(std::make_unique<XnnpackPeer>(ours, kKept));
}

}  // namespace ocellus::tools
