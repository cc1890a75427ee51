// For tests: good files with one thing spoiled, and the words in which they must be refused.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema_generated.h"
#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// The sample graph of that name as a file that can be changed.
schema::ModelT unpacked(DataType type, std::string_view name);

// What the importer, calling the file m.tflite, says to it; empty when it is accepted.
std::string refusal(const schema::ModelT& model);

struct SampleFile {
  schema::ModelT& model;
  std::vector<std::unique_ptr<schema::TensorT>>& tensors;
  std::vector<std::unique_ptr<schema::OperatorT>>& operators;

  explicit SampleFile(schema::ModelT& of)
      : model(of), tensors(of.subgraphs[0]->tensors), operators(of.subgraphs[0]->operators) {}

  std::vector<std::uint8_t>& data(std::size_t tensor) const {
    return model.buffers[tensors[tensor]->buffer]->data;
  }
};

inline constexpr DataType kFloat = DataType::kFloat32;
inline constexpr DataType kInt8 = DataType::kInt8;

struct RefusalCase {
  DataType type;
  const char* sample;
  std::function<void(SampleFile)> spoil;
  const char* expected;  // a part of the failure's text
};

// Fails the running test unless each sample is accepted as it is and refused when spoiled.
void expect_refusals(const std::vector<RefusalCase>& cases);

}  // namespace ocellus::tools
