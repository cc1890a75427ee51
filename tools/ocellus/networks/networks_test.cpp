// The networks against what their papers and files say of them, and a run of each: noise must use
// the int8 range, and every instruction set must give the same bits.
#include "tools/ocellus/networks/networks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "tools/ocellus/emulate/any_isa.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/plan/random_graph.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus::tools {
namespace {

struct Published {
  std::string_view name;
  std::uint64_t macs;
  std::uint64_t parameters;  // weights and biases, with batch normalization inside them
};

// Keras and torchvision state parameters with batch normalization beside the weights: four, or two,
// numbers for each of its channels, where one bias is left here.
constexpr Published kPublished[] = {
    // 569 M in the paper; Keras: 4,253,864 parameters, 10,944 normalized channels.
    {"mobilenet_v1_224", 568'740'352, 4'253'864 - 3 * 10'944},
    // 300 M in the paper; Keras: 3,538,984 parameters, 17,056 normalized channels.
    {"mobilenet_v2_224", 300'774'272, 3'538'984 - 3 * 17'056},
    // 3.8 G in the paper; torchvision: 25,557,032 parameters, 26,560 normalized channels.
    {"resnet50_224", 3'857'973'248, 25'557'032 - 26'560},
    // Its authors say 407 M, all arithmetic of the float model counted, and 4.7 M parameters; timm:
    // 4,652,008 parameters, 21,008 normalized channels.
    {"efficientnet_lite0_224", 385'187'552, 4'652'008 - 21'008},
    // 2.7 M by MLPerf Tiny, 24,908 parameters of which 9 layers' normalization is 4 for a channel.
    {"ds_cnn_kws", 2'656'768, 24'908 - 4 * 9 * 64},
};

Graph as_file(const Network& network) {
  Result<Graph> graph =
      import_tflite(tflite_bytes(network.make(), network.description), std::string(network.name));
  EXPECT_TRUE(graph.ok()) << graph.failure().line();
  return graph.ok() ? std::move(graph.value()) : Graph{};
}

void fill(Interpreter& interpreter) {
  Random random(7);
  for (std::int8_t& value : as_int8(interpreter.input(0))) value = random.int8();
}

class NetworkTest : public testing::TestWithParam<std::size_t> {
 protected:
  const Network& network() const { return kNetworks[GetParam()]; }
};

TEST_P(NetworkTest, HasThePublishedSize) {
  const auto* const published = std::ranges::find(kPublished, network().name, &Published::name);
  ASSERT_NE(published, std::end(kPublished));
  const Graph graph = as_file(network());
  std::uint64_t parameters = 0;
  for (const Tensor& tensor : graph.tensors) {
    if (tensor.constant()) parameters += tensor.elements();
  }
  EXPECT_EQ(graph.macs(), published->macs);
  EXPECT_EQ(parameters, published->parameters);
}

TEST_P(NetworkTest, UsesTheInt8Range) {
  const Graph graph = as_file(network());
  Result<Interpreter> loaded = load_for(graph, platform::best_isa());
  ASSERT_TRUE(loaded.ok()) << loaded.failure().line();
  fill(loaded.value());
  loaded.value().run();
  for (const Operator& op : graph.operators) {
    const auto values = as_int8(loaded.value().tensor(op.outputs[0]));
    std::array<std::size_t, 256> count = {};
    for (const std::int8_t value : values) ++count[static_cast<std::size_t>(value + 128)];
    const auto share = [&](std::size_t number) {
      return static_cast<double>(number) / static_cast<double>(values.size());
    };
    const auto used = static_cast<std::size_t>(
        std::ranges::count_if(count, [](std::size_t times) { return times > 0; }));
    const std::string where = std::to_string(op.source_index) + " " + std::string(name(op));
    if (std::holds_alternative<SoftmaxAttributes>(op.attributes)) {  // one winner, mostly
      EXPECT_GT(used, 3u) << where;
      continue;
    }
    // Half of all values lie below the zero of a RELU.
    EXPECT_LT(share(count.front()), 0.65) << where;
    EXPECT_LT(share(count.back()), 0.15) << where;
    EXPECT_GE(used, std::min<std::size_t>(128, values.size() / 2)) << where;
  }
}

TEST_P(NetworkTest, IsTheSameOnEveryInstructionSet) {
  const Graph graph = as_file(network());
  std::vector<std::byte> first;
  for (const Isa isa : kEveryIsa) {
    if (!can_run(isa)) continue;
    // Seconds for each hundred million on an emulated machine.
    if (isa == Isa::kRv32 && graph.macs() > 10'000'000) continue;
    Result<Interpreter> loaded = load_for(graph, isa);
    ASSERT_TRUE(loaded.ok()) << loaded.failure().line();
    fill(loaded.value());
    ASSERT_TRUE(run(loaded.value()).ok());
    const std::span<const std::byte> output = loaded.value().output(0);
    if (first.empty()) first.assign(output.begin(), output.end());
    EXPECT_TRUE(std::ranges::equal(first, output)) << name(isa);
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, NetworkTest, testing::Range(std::size_t{0}, kNetworks.size()),
                         [](const auto& test) { return std::string(kNetworks[test.param].name); });

}  // namespace
}  // namespace ocellus::tools
