// Success with a value, or a failure that reads as one line: what, where, what to do.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ocellus::tools {

struct Failure {
  std::string where;        // the file, and the place in it: "model.tflite: operator 12 (CONV_2D)"
  std::string what;         // what is wrong: "its filter has 3 dimensions, 4 are needed"
  std::string remedy = {};  // what to do: "export the model again"; may be empty
  std::vector<Failure> also = {};  // further faults found at the same time, in the file's order

  // One line; when there are further faults, one line for each. No newline at the end.
  std::string line() const {
    std::string text = where + ": " + what + (remedy.empty() ? "" : "; " + remedy);
    for (const Failure& next : also) text += "\n" + next.line();
    return text;
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
