// Success with a value, or a failure that reads as one line: what, where, what to do.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace ocellus::tools {

struct Failure {
  std::string where;   // the file, and the place in it: "model.tflite: operator 12 (CONV_2D)"
  std::string what;    // what is wrong: "its filter has 3 dimensions, 4 are needed"
  std::string remedy;  // what to do: "export the model again"; may be empty

  std::string line() const {
    return where + ": " + what + (remedy.empty() ? "" : "; " + remedy);
  }
};

// The value of a function that has none.
struct Done {};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Failure failure) : state_(std::move(failure)) {}

  bool ok() const { return state_.index() == 0; }
  T& value() { return *std::get_if<0>(&state_); }
  const T& value() const { return *std::get_if<0>(&state_); }
  const Failure& failure() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Failure> state_;
};

}  // namespace ocellus::tools
