// A model in the making: tensors, operators and chance.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "schema_generated.h"
#include "tests/operators/random/random.hpp"
#include "tests/operators/textbook/code.hpp"

namespace ocellus::random {

namespace schema = ocellus::tools::schema;
using schema::ElementType;
using textbook::Code;
using Bytes = std::vector<std::byte>;
using Shape = std::vector<std::int32_t>;
using TensorId = std::int32_t;

std::int64_t elements(const Shape& shape);

// real = scale * (quantized - zero_point). Several scales: one for each index of `axis`.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  std::int32_t axis = 0;

  Quantization() = default;
  Quantization(float scale, std::int64_t zero_point) : scales{scale}, zero_points{zero_point} {}
};

class Draft {
 public:
  explicit Draft(std::uint64_t seed);

  Random& random() { return random_; }

  // Tensors. An input is one of the graph, with random values.
  TensorId input(const Shape& shape, const Quantization& quantization,
                 ElementType type = ElementType::Int8);
  // Reals on and between the steps of the scale that they will be quantized with, and beyond its
  // ends.
  TensorId real_input(const Shape& shape, float step);
  TensorId computed(const Shape& shape, const Quantization& quantization,
                    ElementType type = ElementType::Int8);
  TensorId constant(const Shape& shape, const Quantization& quantization,
                    std::span<const std::int8_t> values);
  TensorId constant(const Shape& shape, std::span<const std::int32_t> values,
                    const Quantization& quantization = {});
  TensorId constant(const Shape& shape, std::span<const float> values);

  const Shape& shape(TensorId id) const;
  Quantization quantization(TensorId id) const;
  float scale(TensorId id) const { return quantization(id).scales[0]; }
  std::int64_t zero_point(TensorId id) const { return quantization(id).zero_points[0]; }

  // Operators. Versions are those that a converter writes for int8.
  template <typename Options>
  void add_operator(Code code, int version, std::vector<TensorId> inputs,
                    std::vector<TensorId> outputs, Options options) {
    add_plain(code, version, std::move(inputs), std::move(outputs)).options.Set(std::move(options));
  }
  schema::OperatorT& add_plain(Code code, int version, std::vector<TensorId> inputs,
                               std::vector<TensorId> outputs, const char* custom_name = nullptr);

  // Chance that looks like files of converters.
  Quantization any_quantization();
  // Of what only moves the values of `from`: as a rule the same. Converters write no other, but
  // the reference copies bytes whatever they stand for.
  Quantization moved_quantization(TensorId from);
  // A quotient of few bits. Values scaled by it end exactly between two steps of the output, often:
  // then the last bit of a multiplier, or the precision it was computed in, decides.
  float short_quotient();
  Shape image(std::int32_t multiple = 1);  // NHWC, height and width multiples of it
  Shape any_shape(int least_rank, int greatest_rank);
  std::vector<std::int8_t> values(std::int64_t count);
  schema::FusedActivation activation();

  // A second operand for `of`: an earlier tensor (in graphs), another input, a constant or `of`
  // itself; of its shape or one that is broadcast to it. `alike`: with its quantization.
  TensorId operand(TensorId of, bool alike);
  // Operands are looked for among the earlier tensors.
  void connect() { connected_ = true; }

  void mark_output(TensorId id) { outputs_.push_back(id); }
  // Inputs that no operator reads are none.
  void keep_read_inputs();
  // What no operator reads becomes an output.
  void mark_unread_outputs();

  std::size_t operators() const { return model_.subgraphs[0]->operators.size(); }

  struct Finished {
    schema::ModelT model;
    std::vector<Bytes> inputs;
  };
  Finished finish() &&;

 private:
  TensorId add_tensor(const Shape& shape, const Quantization& quantization, ElementType type,
                      std::uint32_t buffer);
  std::uint32_t add_buffer(std::vector<std::uint8_t> bytes);
  Bytes input_bytes(TensorId id);
  std::optional<TensorId> earlier(TensorId of, bool alike);
  bool is_read(TensorId id) const;
  bool equal_quantization(TensorId a, TensorId b) const;

  Random random_;
  schema::ModelT model_;
  std::vector<TensorId> outputs_;
  std::vector<TensorId> computed_;
  std::map<TensorId, float> steps_;  // of real inputs
  bool connected_ = false;
};

}  // namespace ocellus::random
