// Outputs of which only a handful of values matter: a score and a box for each of thousands of
// anchors, nearly all of them background.
//
// A detector that leaves the sigmoid to its reader may say anything below -5 for "nothing here",
// and some say -11917; where nothing is, the box may be anything, too. A grid that spans all that,
// or an error that counts every anchor, has no eye for the few anchors that show something.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

// A pair of outputs [1, N, classes] and [1, N, 4 or more].
struct DetectionHead {
  TensorId scores = kNoTensor;  // logits
  TensorId boxes = kNoTensor;
  std::size_t anchors = 0;
  std::size_t classes = 0;
  std::size_t coordinates = 0;  // of a box, key points included
};

// The head of a detector, most of whose anchors score below .05. Empty when the graph has not two
// such outputs. `statistics` with histograms.
std::optional<DetectionHead> find_detection_head(const Graph& graph, const Statistics& statistics);

// One weight per anchor: its score where that is 0.1 or more, else 0. Empty for pictures in which
// none reaches that; when none does in any picture, the best anchor of each has weight 1.
using AnchorWeights = std::vector<float>;
std::vector<AnchorWeights> anchors_that_matter(const Graph& graph, const DetectionHead& head,
                                               const Inputs& inputs);

struct DetectionRanges {
  Range scores;
  Range boxes;
  float box_spread = 1;  // the mean distance of the boxes' values from 0
};

// The ranges that matter, seen on `inputs`: logits until the sigmoid saturates in int8; boxes at
// anchors that score 0.1 or more (if no picture has one, at the best anchors), but for a thousandth
// by score at either end, and a tenth more.
DetectionRanges detection_ranges(const Graph& graph, const DetectionHead& head,
                                 const Inputs& inputs);

// How far `encoded` is off where one of the two models sees something: the mean, over these
// anchors, of d^2 / (d^2 + s^2) for the scores (s = 0.1) and, weighted by the score, for the boxes
// (s a quarter of the spread). In a picture where nothing scores 0.1, the best anchor speaks.
double detection_loss(const Graph& exact, const Graph& encoded, const DetectionHead& head,
                      const DetectionRanges& ranges, const Inputs& inputs);

}  // namespace ocellus::tools::quantize
