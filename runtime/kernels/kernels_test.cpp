// Every ISA of this build that this CPU can run, against the scalar specification, bit for bit, in
// buffers of exactly the stated size. Built for another architecture it runs under QEMU.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "runtime/kernels/add_plane.hpp"
#include "runtime/kernels/guarded_buffer.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/random_layer.hpp"
#include "runtime/kernels/runnable_isas.hpp"
#include "runtime/kernels/ssd_mobilenet_v2_layers.hpp"

namespace ocellus::kernels {
namespace {

const Packing<Conv2d>& packing(const Conv2d&, Isa isa) { return conv2d_packing(isa); }
const Packing<DepthwiseConv2d>& packing(const DepthwiseConv2d&, Isa isa) {
  return depthwise_conv2d_packing(isa);
}

auto runner(const Conv2d&, Isa isa) { return kernel_set(isa)->conv2d; }
auto runner(const DepthwiseConv2d&, Isa isa) { return kernel_set(isa)->depthwise_conv2d; }

template <typename Op>
std::string description(const Op& op) {
  const auto extent = [](const Extent& e) {
    return std::to_string(e.height) + "x" + std::to_string(e.width) + "x" +
           std::to_string(e.channels);
  };
  const Window& w = op.window;
  return extent(op.input) + " -> " + extent(op.output) + " window " + std::to_string(w.height) +
         "x" + std::to_string(w.width) + " stride " + std::to_string(w.stride_y) + "," +
         std::to_string(w.stride_x) + " dilation " + std::to_string(w.dilation_y) + "," +
         std::to_string(w.dilation_x) + " pad " + std::to_string(w.pad_top) + "," +
         std::to_string(w.pad_left) + " zero points " + std::to_string(op.input_zero_point) + "," +
         std::to_string(op.quantized.zero_point) + " clamp " + std::to_string(op.quantized.low) +
         ".." + std::to_string(op.quantized.high) +
         (op.requantize == Requantize::kFloat ? " float" : " integer");
}

template <typename Op>
std::vector<std::int8_t> run(const Op& op, const RandomLayer& layer, Isa isa) {
  const Packing<Op>& p = packing(op, isa);
  GuardedBuffer packed(p.packed_bytes(op), 64);
  p.pack(op, layer.parameters(), packed.span());
  GuardedBuffer scratch(p.scratch_bytes(op), 64);
  GuardedBuffer input(layer.input.size());
  std::memcpy(input.bytes(), layer.input.data(), layer.input.size());
  GuardedBuffer output(op.output.bytes());
  runner(op, isa)(op, input.values(), packed.bytes(), output.values(), scratch.bytes());
  std::vector<std::int8_t> result(output.values(), output.values() + op.output.bytes());
  EXPECT_EQ(std::memcmp(input.bytes(), layer.input.data(), layer.input.size()), 0);
  EXPECT_TRUE(packed.intact());
  EXPECT_TRUE(scratch.intact());
  EXPECT_TRUE(input.intact());
  EXPECT_TRUE(output.intact());
  return result;
}

template <typename Op>
void expect_every_isa_agrees(Op op, const RandomLayer& layer) {
  op.requantize = Requantize::kInteger;
  const std::vector<std::int8_t> expected = run(op, layer, Isa::kScalar);
  for (const Isa isa : runnable_isas()) {
    if (isa == Isa::kScalar) {
      continue;
    }
    op.requantize = Requantize::kInteger;
    ASSERT_EQ(run(op, layer, isa), expected) << name(isa) << " " << description(op);
    op.requantize = packing(op, isa).choose_requantize(op, layer.parameters());
    if (op.requantize != Requantize::kInteger) {
      ASSERT_EQ(run(op, layer, isa), expected) << name(isa) << " " << description(op);
    }
  }
}

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : random_(seed) {}
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return std::uniform_int_distribution<std::int32_t>(low, high)(random_);
  }
  bool one_in(std::int32_t n) { return between(1, n) == 1; }

 private:
  std::mt19937 random_;
};

Window random_window(Dice& dice) {
  Window window;
  const std::int32_t largest = dice.one_in(6) ? 7 : 3;
  window.height = dice.one_in(3) ? 3 : dice.between(1, largest);
  window.width = dice.one_in(3) ? window.height : dice.between(1, largest);
  window.stride_y = dice.between(1, 3);
  window.stride_x = dice.one_in(3) ? dice.between(1, 3) : window.stride_y;
  window.dilation_y = dice.one_in(4) ? dice.between(1, 3) : 1;
  window.dilation_x = dice.one_in(4) ? dice.between(1, 3) : 1;
  return window;
}

// Any padding that a file may state: SAME, VALID, or something lopsided that reaches outside.
void random_extents(Dice& dice, Window& window, Extent& input, Extent& output) {
  input.height = dice.between(1, 14);
  input.width = dice.between(1, 24);
  if (dice.one_in(2)) {
    same_padding(window, input, output);
    return;
  }
  window.pad_top = dice.between(0, (window.height - 1) * window.dilation_y);
  window.pad_left = dice.between(0, (window.width - 1) * window.dilation_x);
  output.height = 1 + (input.height - 1 + dice.between(0, window.pad_top)) / window.stride_y;
  output.width = 1 + (input.width - 1 + dice.between(0, window.pad_left)) / window.stride_x;
}

Output random_output(Dice& dice) {
  Output output;
  output.zero_point = dice.one_in(3) ? -128 : dice.between(-128, 127);
  switch (dice.between(0, 3)) {
    case 0:
      break;
    case 1:  // RELU
      output.low = output.zero_point;
      break;
    case 2:  // RELU6
      output.low = output.zero_point;
      output.high = dice.between(output.low, 127);
      break;
    default:
      output.low = dice.between(-128, 127);
      output.high = dice.between(output.low, 127);
      break;
  }
  return output;
}

// Spoils a layer's well-behaved parameters now and then: extreme factors, biases, weights, inputs.
template <typename Op>
RandomLayer spoiled_layer(Dice& dice, const Op& op, std::uint32_t seed) {
  RandomLayer layer = random_layer(op, seed);
  if (dice.one_in(8)) {
    layer.bias.clear();
  }
  if (dice.one_in(6)) {
    for (Multiplier& m : layer.multipliers) {
      m.multiplier = dice.one_in(10) ? 0 : dice.between(1 << 30, 0x7fffffff);
      m.shift = dice.one_in(3) ? dice.between(-31, 30) : dice.between(-20, 2);
    }
  }
  if (dice.one_in(6)) {
    for (std::int32_t& b : layer.bias) {
      b = dice.between(-0x7fffffff - 1, 0x7fffffff);
    }
  }
  if (dice.one_in(10)) {
    for (std::int8_t& v : layer.filter) {
      v = dice.one_in(2) ? -128 : 127;
    }
    for (std::int8_t& v : layer.input) {
      v = dice.one_in(20) ? 127 : -128;
    }
  }
  return layer;
}

TEST(Kernels, Conv2dOnRandomShapes) {
  Dice dice(11);
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    Conv2d op;
    op.window = random_window(dice);
    random_extents(dice, op.window, op.input, op.output);
    op.input.channels = dice.between(1, dice.one_in(4) ? 70 : 20);
    op.output.channels = dice.between(1, dice.one_in(4) ? 140 : 40);
    op.input_zero_point = dice.one_in(3) ? -128 : dice.between(-128, 127);
    op.quantized = random_output(dice);
    ASSERT_NO_FATAL_FAILURE(expect_every_isa_agrees(op, spoiled_layer(dice, op, seed)));
  }
}

TEST(Kernels, Conv2dOfOnePixelWindows) {
  Dice dice(12);
  for (std::uint32_t seed = 0; seed < 600; ++seed) {
    Conv2d op;
    op.input = {dice.between(1, 6), dice.between(1, 30), dice.between(1, 200)};
    op.output = {op.input.height, op.input.width, dice.between(1, 200)};
    op.input_zero_point = dice.between(-128, 127);
    op.quantized = random_output(dice);
    ASSERT_NO_FATAL_FAILURE(expect_every_isa_agrees(op, spoiled_layer(dice, op, seed)));
  }
}

TEST(Kernels, DepthwiseConv2dOnRandomShapes) {
  Dice dice(13);
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    DepthwiseConv2d op;
    op.window = random_window(dice);
    random_extents(dice, op.window, op.input, op.output);
    op.input.channels = dice.between(1, dice.one_in(4) ? 150 : 40);
    op.output.channels = op.input.channels * (dice.one_in(4) ? dice.between(1, 9) : 1);
    op.input_zero_point = dice.one_in(3) ? -128 : dice.between(-128, 127);
    op.quantized = random_output(dice);
    ASSERT_NO_FATAL_FAILURE(expect_every_isa_agrees(op, spoiled_layer(dice, op, seed)));
  }
}

TEST(Kernels, DepthwiseConv2dOfThreeByThreeWindows) {
  Dice dice(14);
  for (std::uint32_t seed = 0; seed < 800; ++seed) {
    DepthwiseConv2d op;
    op.window.height = op.window.width = 3;
    op.window.stride_y = op.window.stride_x = dice.between(1, 2);
    random_extents(dice, op.window, op.input, op.output);
    op.input.channels = op.output.channels =
        dice.one_in(2) ? 16 * dice.between(1, 12) : dice.between(1, 200);
    op.input_zero_point = dice.one_in(2) ? -128 : dice.between(-128, 127);
    op.quantized = random_output(dice);
    ASSERT_NO_FATAL_FAILURE(expect_every_isa_agrees(op, spoiled_layer(dice, op, seed)));
  }
}

// Every shape class of the default detector: channels and widths as they are, fewer rows.
TEST(Kernels, LayersOfSsdMobilenetV2) {
  std::uint32_t seed = 0;
  for (SsdLayer layer : ssd_mobilenet_v2_layers()) {
    const auto check = [&](auto op) {
      op.input.height = std::min(op.input.height, 7);
      same_padding(op.window, op.input, op.output);
      ASSERT_NO_FATAL_FAILURE(expect_every_isa_agrees(op, random_layer(op, ++seed)));
    };
    switch (layer.kind) {
      case SsdLayer::Kind::kConv:
        ASSERT_NO_FATAL_FAILURE(check(layer.conv));
        break;
      case SsdLayer::Kind::kDepthwise:
        ASSERT_NO_FATAL_FAILURE(check(layer.depthwise));
        break;
      case SsdLayer::Kind::kAdd:
        break;
    }
  }
}

enum class Into : std::uint8_t { kFresh, kFirst, kSecond };

std::vector<std::int8_t> run_add(const Add& op, const std::vector<std::int8_t>& first,
                                 const std::vector<std::int8_t>& second, Isa isa, Into into) {
  GuardedBuffer a(op.size);
  GuardedBuffer b(op.size);
  GuardedBuffer fresh(op.size);
  std::memcpy(a.bytes(), first.data(), op.size);
  std::memcpy(b.bytes(), second.data(), op.size);
  GuardedBuffer& output = into == Into::kFirst ? a : into == Into::kSecond ? b : fresh;
  kernel_set(isa)->add(op, a.values(), b.values(), output.values());
  std::vector<std::int8_t> result(output.values(), output.values() + op.size);
  EXPECT_TRUE(a.intact() && b.intact() && fresh.intact());
  return result;
}

TEST(Kernels, Add) {
  Dice dice(15);
  int planes = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    Add op;
    op.size = static_cast<std::uint32_t>(dice.one_in(3) ? 65536 : dice.between(1, 700));
    op.first_zero_point = dice.between(-128, 127);
    op.second_zero_point = dice.between(-128, 127);
    const auto share = [&] { return 0.5 * dice.between(1, 1000) / 1000.0; };
    op.first = multiplier_of(dice.one_in(2) ? 0.5 : share());
    op.second = multiplier_of(dice.one_in(2) ? 0.5 : share());
    op.sum = multiplier_of(share() / (1 << (Add::kLeftShift - dice.between(0, 4))));
    if (dice.one_in(5)) {
      const auto any = [&] {
        return Multiplier{dice.between(1 << 30, 0x7fffffff), dice.between(-31, 3)};
      };
      op.first = any();
      op.second = any();
      op.sum = any();
    }
    op.quantized = random_output(dice);
    if (dice.one_in(2)) {
      op.plane = find_add_plane(op).value_or(AddPlane{});
      planes += op.plane.shift != 0 ? 1 : 0;
    }
    std::vector<std::int8_t> first(op.size);
    std::vector<std::int8_t> second(op.size);
    for (std::size_t i = 0; i < op.size; ++i) {  // with 65536 elements: every pair of values
      first[i] = static_cast<std::int8_t>(i);
      second[i] = static_cast<std::int8_t>(op.size == 65536 ? i >> 8 : i * 31 + seed);
    }
    const std::vector<std::int8_t> expected =
        run_add(op, first, second, Isa::kScalar, Into::kFresh);
    for (const Isa isa : runnable_isas()) {
      for (const Into into : {Into::kFresh, Into::kFirst, Into::kSecond}) {
        ASSERT_EQ(run_add(op, first, second, isa, into), expected)
            << name(isa) << " size " << op.size << " seed " << seed;
      }
    }
  }
  EXPECT_GT(planes, 120);
}

}  // namespace
}  // namespace ocellus::kernels
