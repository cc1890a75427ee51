#include "tools/ocellus/tflite/refusal_cases.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"
#include "tools/ocellus/tflite/sample_operators.hpp"

namespace ocellus::tools {

schema::ModelT unpacked(DataType type, std::string_view name) {
  schema::ModelT model;
  std::vector<SampleGraph> candidates = sample_graphs(type);
  for (SampleGraph& more : sample_operators(type)) candidates.push_back(std::move(more));
  for (const SampleGraph& candidate : candidates) {
    if (candidate.name != name) continue;
    schema::GetModel(tflite_bytes(candidate.graph, "").data())->UnPackTo(&model);
    return model;
  }
  ADD_FAILURE() << "no sample " << name;
  return model;
}

std::string refusal(const schema::ModelT& model) {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model));
  const std::span bytes(reinterpret_cast<const std::byte*>(builder.GetBufferPointer()),
                        builder.GetSize());
  const Result<Graph> graph = import_tflite(bytes, "m.tflite");
  return graph.ok() ? "" : graph.failure().line();
}

void expect_refusals(const std::vector<RefusalCase>& cases) {
  for (const RefusalCase& test : cases) {
    schema::ModelT model = unpacked(test.type, test.sample);
    ASSERT_EQ(refusal(model), "") << test.sample;
    test.spoil(SampleFile(model));
    const std::string text = refusal(model);
    EXPECT_NE(text.find(test.expected), std::string::npos)
        << test.sample << "\nexpected: " << test.expected << "\nis:       " << text;
  }
}

}  // namespace ocellus::tools
