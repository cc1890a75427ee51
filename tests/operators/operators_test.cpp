// Every operator, alone, on random models: file, importer, interpreter, on every instruction set
// that this build has and this machine can run, must give the textbook's bits.
//
// OCELLUS_OPERATOR_SEEDS in the environment is how many models of each operator are tried.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/operators/judge.hpp"
#include "tests/operators/random/random_model.hpp"

namespace ocellus::operators {
namespace {

std::uint64_t seeds() {
  const char* const wanted = std::getenv("OCELLUS_OPERATOR_SEEDS");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : OCELLUS_OPERATOR_SEEDS;
}

template <typename MakeModel>
void try_models(const MakeModel& make_model) {
  const std::uint64_t count = seeds();
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    for (const Verdict& verdict : judge(make_model(seed))) {
      if (!verdict.equal) ADD_FAILURE() << verdict.line();
    }
    if (testing::Test::HasFailure()) return;  // one example is enough
  }
}

class Operators : public testing::TestWithParam<std::size_t> {};

TEST_P(Operators, GiveTheTextbooksBits) {
  try_models([](std::uint64_t seed) { return random::random_model(GetParam(), seed); });
}

std::string test_name(const testing::TestParamInfo<std::size_t>& tested) {
  return std::string(random::operator_names()[tested.param]);
}

INSTANTIATE_TEST_SUITE_P(Every, Operators,
                         testing::Range<std::size_t>(0, random::operator_names().size()),
                         test_name);

// Graphs: what the compiler fuses, drops and places in the same memory may not change a bit.
TEST(Graphs, GiveTheTextbooksBits) {
  try_models([](std::uint64_t seed) {
    return random::random_graph(seed, 1 + static_cast<int>(seed % 20));
  });
}

}  // namespace
}  // namespace ocellus::operators
