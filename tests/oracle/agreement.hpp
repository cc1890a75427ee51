// An int8 model on our kernels and in TensorFlow Lite's own interpreter.
//
// The interpreter rounds a sum once, the specification twice. So an operator that both give the
// same bytes differs by a step now and then, and by no more. A network adds up such steps, and what
// stands at its end shows how sensitive the model is to rounding, rather than who is right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/oracle/oracle.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tests {

// Between two outputs of the same codes.
class Distances {
 public:
  void add(std::span<const std::byte> ours, std::span<const std::byte> theirs, bool is_signed);
  void add(const Distances& other);

  std::size_t values() const { return values_; }
  double equal() const { return share(equal_); }  // of the values
  double within_one() const { return share(near_); }
  int largest() const { return largest_; }  // steps
  double decibels() const;                  // of ours to the difference; 120 for none

 private:
  double share(std::size_t part) const {
    return values_ == 0 ? 1 : static_cast<double>(part) / static_cast<double>(values_);
  }

  std::size_t values_ = 0, equal_ = 0, near_ = 0;
  int largest_ = 0;
  double sum_ = 0, squares_ = 0, noise_ = 0;
};

// An operator that both were given the same bytes to.
struct OperatorDistance {
  std::int32_t source_index = 0;
  std::string name;
  Distances distances;
};

struct ModelAgreement {
  std::vector<Distances> outputs;           // of the whole model
  std::vector<OperatorDistance> operators;  // each alone, on what our kernels computed before it
};

// `pictures`: files; the first of them serves the operators. Fails for a model that does not take
// one int8 or uint8 picture, or that the interpreter refuses.
tools::Result<ModelAgreement> agreement_of(const std::string& model,
                                           std::span<const std::string> pictures);

}  // namespace ocellus::tests
