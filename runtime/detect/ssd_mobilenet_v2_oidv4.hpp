// SSD-MobileNetV2 trained on 24 classes of Open Images V4: 300 x 300, stretched, -1..1; 1917
// anchors.
#pragma once

#include "runtime/detect/ssd.hpp"

namespace ocellus::ssd_mobilenet_v2_oidv4 {

inline constexpr std::array<AnchorGrid, 6> kAnchors =
    ssd_anchor_grids<6>({19, 10, 5, 3, 2, 1}, 0.2, 0.95);
static_assert(anchor_count(kAnchors) == 1917);

inline constexpr std::array<std::string_view, 24> kLabels = {"???",
                                                             "Bicycle",
                                                             "Boot",
                                                             "Laptop",
                                                             "Person",
                                                             "Chair",
                                                             "Cattle",
                                                             "Desk",
                                                             "Cat",
                                                             "Computer mouse",
                                                             "Computer monitor",
                                                             "Box",
                                                             "Mug",
                                                             "Coffee cup",
                                                             "Stationary bicycle",
                                                             "Table",
                                                             "Bottle",
                                                             "High heels",
                                                             "Vehicle",
                                                             "Footwear",
                                                             "Dog",
                                                             "Book",
                                                             "Camera",
                                                             "Car"};

inline constexpr LabelIndex kPerson{4};
inline constexpr LabelIndex kCar{23};

inline constexpr SsdDescription kDescription = {
    .name = "ssd-mobilenet-v2-oidv4",
    .input = {300, 300},
    .values = {-1, 1},
    .fit = Fit::kStretch,
    .anchors = kAnchors,
    .centre_scale = 10,
    .size_scale = 5,
    .labels = kLabels,
    .min_score = 0.35f,  // people score low: .3 to .65 on good pictures
    .max_overlap = 0.5f,
};

}  // namespace ocellus::ssd_mobilenet_v2_oidv4
