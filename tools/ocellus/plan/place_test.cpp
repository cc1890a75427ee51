#include "tools/ocellus/plan/place.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

Place place(const Placement& placement, TensorId id) {
  return placement.places[static_cast<std::size_t>(id)];
}

TEST(PlaceTensors, HeadsAreWrittenWhereTheConcatenationHasThem) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 3);
  const TensorId a = maker.conv(in, 4, 1, 1);
  const TensorId b = maker.conv(in, 8, 1, 1);
  const TensorId flat_a = maker.reshape(a, {1, 16, 4});
  const TensorId flat_b = maker.reshape(b, {1, 32, 4});
  const TensorId whole = maker.concatenation({flat_a, flat_b}, 1);
  maker.output(whole);

  const Placement placement = place_tensors(maker.graph());
  EXPECT_TRUE(placement.moves.empty());
  EXPECT_EQ(place(placement, a).storage, place(placement, whole).storage);
  EXPECT_EQ(place(placement, b).storage, place(placement, whole).storage);
  EXPECT_EQ(place(placement, a).offset, 0U);
  EXPECT_EQ(place(placement, b).offset, 64U);
  EXPECT_EQ(place(placement, b).bytes, 128U);
  EXPECT_NE(place(placement, in).storage, place(placement, whole).storage);
  EXPECT_EQ(placement.storages.size(), 2U);
}

TEST(PlaceTensors, ChannelsInterleaveSoTheyAreCopied) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 3);
  const TensorId whole = maker.concatenation({maker.conv(in, 4, 1, 1), maker.conv(in, 8, 1, 1)}, 3);
  maker.output(whole);
  EXPECT_EQ(place_tensors(maker.graph()).moves, (std::vector<MoveNeeded>{{2, 0}, {2, 1}}));
}

TEST(PlaceTensors, APartOfTwoWholesIsCopiedIntoOne) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 3);
  const TensorId part = maker.conv(in, 4, 1, 1);
  maker.output(maker.concatenation({part, maker.conv(in, 4, 1, 1)}, 1));
  maker.output(maker.concatenation({part, part}, 1));
  // The last whole takes the part where it stands first; its second place and the first whole copy.
  EXPECT_EQ(place_tensors(maker.graph()).moves, (std::vector<MoveNeeded>{{2, 0}, {3, 1}}));
}

TEST(PlaceTensors, AnInputKeepsItsOwnStorage) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 3);
  const TensorId whole = maker.concatenation({in, maker.conv(in, 3, 1, 1)}, 1);
  maker.output(whole);
  const Placement placement = place_tensors(maker.graph());
  EXPECT_EQ(placement.moves, (std::vector<MoveNeeded>{{1, 0}}));
  EXPECT_NE(place(placement, in).storage, place(placement, whole).storage);
}

TEST(PlaceTensors, AReshapedInputSharesItsStorage) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 3);
  const TensorId reshaped = maker.reshape(in, {1, 2, 8, 3});
  maker.output(maker.conv(reshaped, 4, 1, 1));
  const Placement placement = place_tensors(maker.graph());
  EXPECT_TRUE(placement.moves.empty());
  EXPECT_EQ(place(placement, in).storage, place(placement, reshaped).storage);
}

}  // namespace
}  // namespace ocellus::tools
