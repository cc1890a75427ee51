#include "models/random_model.hpp"
#include "tests/emitted/against_interpreter.hpp"

namespace ocellus {
namespace {

TEST(EmittedRandomModel, ComputesWhatTheInterpreterDoes) {
  expect_equal_to_interpreter<models::random_model::Arena>(RANDOM_MODEL_FILE,
                                                           models::random_model::kModels, 5);
}

}  // namespace
}  // namespace ocellus
