#include "tools/ocellus/emit/emit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "drivers/storage/crc32c.hpp"
#include "platform/boards.hpp"
#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/report.hpp"
#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

Graph one_of_each() {
  GraphMaker maker(3);
  const TensorId conv = maker.conv(maker.input(8, 8, 3), 4, 3, 2, Activation::kRelu6);
  const TensorId sum = maker.add(conv, maker.depthwise(conv, 3, 1));
  maker.output(maker.concatenation({maker.conv(sum, 4, 1, 1), maker.conv(sum, 6, 1, 1)}, 3));
  return std::move(maker.graph());
}

Compilation compiled(const Graph& graph, const platform::Board& board) {
  Result<Compilation> result = compile(graph, board, "tiny", "some/folder/tiny.int8.tflite");
  EXPECT_TRUE(result.ok()) << result.failure().line();
  return std::move(result.value());
}

std::string text_of(const std::vector<EmittedFile>& files, std::string_view name) {
  for (const EmittedFile& file : files) {
    if (file.name == name)
      return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
  }
  ADD_FAILURE() << name << " is not among the files";
  return {};
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST(Emit, OneCallForEachStepInEverySource) {
  const Compilation c = compiled(one_of_each(), platform::kGenericAarch64);
  const std::vector<EmittedFile> files = emit(c);
  EXPECT_EQ(files.size(), 1 + 3 * platform::kGenericAarch64.isas.size());
  const std::string source = text_of(files, "tiny__neondot.cpp");
  EXPECT_EQ(count(source, "  kernels::conv2d_s8__neondot<kernels::Conv2d{"), 3U);
  EXPECT_EQ(count(source, "kernels::depthwise_conv2d_s8_shared__neondot<"), 1U);
  EXPECT_EQ(count(source, "  kernels::add_s8__neondot<"), 1U);
  EXPECT_EQ(count(source, "  kernels::run(kernels::Remap{"), 2U);
  EXPECT_EQ(count(source, "  // Operator "), c.program.steps.size());
  EXPECT_EQ(count(source, "  // Operator 0 (CONV_2D), 1x8x8x3 -> 1x4x4x4\n  // tensor3\n"), 1U);
  EXPECT_EQ(count(source, "some/folder"), 0U);
  EXPECT_EQ(text_of(files, "tiny__neon.bin").size() % kPackedAlignment, 0U);
  EXPECT_EQ(
      count(text_of(files, "tiny.hpp"), "kArenaBytes = " + std::to_string(c.plan.arena_bytes)), 1U);
}

TEST(Emit, LayersShareAnInstanceWhereTheTableSaysSo) {
  const std::vector<EmittedFile> files = emit(compiled(one_of_each(), platform::kHost));
  const std::string_view own = "<kernels::Conv2d{";
  const std::string_view shared = "_shared__avx2<kernels::shared_code(kLayer)>(kLayer,";
  EXPECT_EQ(count(text_of(files, "tiny__avx2.cpp"), own), 0U);
  EXPECT_EQ(count(text_of(files, "tiny__avx2.cpp"), shared), 4U);
  EXPECT_EQ(count(text_of(files, "tiny__avx512vnni.cpp"), own), 3U);
  EXPECT_EQ(count(text_of(files, "tiny__scalar.cpp"), own), 3U);
  EXPECT_EQ(count(text_of(files, "tiny__scalar.cpp"), "_shared__"), 0U);
}

TEST(Emit, ATableOfStepsComesOnRequestAndLeavesRunAsItIs) {
  const Compilation c = compiled(one_of_each(), platform::kGenericAarch64);
  const std::string plain = text_of(emit(c), "tiny__neon.cpp");
  const std::string with_table = text_of(emit(c, StepTable::kEmitted), "tiny__neon.cpp");
  EXPECT_EQ(count(plain, "kSteps"), 0U);
  EXPECT_EQ(with_table.substr(0, plain.size()), plain);
  EXPECT_EQ(count(with_table, "  // Operator "), 2 * c.program.steps.size());
  EXPECT_EQ(count(with_table, "\nvoid step_"), c.program.steps.size());
  const std::size_t table = with_table.find("const ModelStep kSteps__neon[kStepCount] = {\n");
  std::size_t at = table;
  for (const std::size_t step : c.plan.order) {  // each of them, in the order in which they run
    at = with_table.find(".run = step_" + std::to_string(step) + "}", at);
    ASSERT_NE(at, std::string::npos);
  }
  EXPECT_EQ(count(text_of(emit(c, StepTable::kEmitted), "tiny.hpp"), "kStepCount = "), 1U);
}

TEST(Emit, GoldenValuesComeOnRequestInTheOrderOfTheRun) {
  const Graph graph = one_of_each();
  const Compilation c = compiled(graph, platform::kGenericAarch64);
  const Result<GoldenRun> golden = golden_run(graph, c.plan.order);
  ASSERT_TRUE(golden.ok()) << golden.failure().line();
  const std::vector<EmittedFile> files = emit(c, StepTable::kNone, &golden.value());
  const std::string header = text_of(files, "tiny.hpp");
  std::size_t at = header.find("GoldenTensor kGoldenTensors[] = {\n");
  std::size_t places = 0;
  for (const GoldenPlace& known : golden.value().places) {
    at = header.find("{" + std::to_string(known.position) + ", " +
                         std::to_string(c.plan.offset(known.place)) + ", " +
                         std::to_string(known.place.bytes) + ", " + std::to_string(known.checksum) +
                         "U},\n",
                     at);
    ASSERT_NE(at, std::string::npos) << known.position;
    ++places;
  }
  // Seven steps with an output each. The last two copy into the concatenation, 4 and 6 channels by
  // turns, and are known when the second has run.
  ASSERT_EQ(places, 7U);
  EXPECT_EQ(golden.value().places[4].position, 4U);
  EXPECT_EQ(golden.value().places[5].position, 6U);
  EXPECT_EQ(golden.value().places[6].position, 6U);
  EXPECT_EQ(count(header, "\"conv2d_s8\", "), 1U);
  EXPECT_EQ(count(header, "kGolden[] = {&kGolden__neondot, &kGolden__neon};"), 1U);

  const std::string plain = text_of(emit(c), "tiny__neon.cpp");
  const std::string with_golden = text_of(files, "tiny__neon.cpp");
  EXPECT_EQ(count(plain + text_of(emit(c), "tiny.hpp"), "olden"), 0U);
  EXPECT_EQ(with_golden.substr(0, plain.size()), plain);
  const std::string weights =
      std::to_string(storage::crc32c(c.packed[1].parameters.span())) + "U,\n";
  EXPECT_EQ(count(with_golden, ".weights_checksum = " + weights), 1U);
}

TEST(Emit, OneStepCanBeRunAloneWhereABoardHasOneThread) {
  const Graph graph = one_of_each();
  platform::Board board = platform::kHost;
  board.threads = 1;
  const Compilation c = compiled(graph, board);
  const Result<GoldenRun> golden = golden_run(graph, c.plan.order);
  ASSERT_TRUE(golden.ok());
  const std::string plain = text_of(emit(c), "tiny__scalar.cpp");
  EXPECT_EQ(count(plain, "kShares"), 0U);
  const std::string source =
      text_of(emit(c, StepTable::kNone, &golden.value()), "tiny__scalar.cpp");
  EXPECT_EQ(count(source, "constexpr Share kShares["), 1U);
  EXPECT_EQ(count(source, "run_share"), 0U);
}

TEST(Emit, TheSameModelGivesTheSameBytes) {
  const std::vector<EmittedFile> once = emit(compiled(random_graph(9, 50), platform::kHost));
  const std::vector<EmittedFile> again = emit(compiled(random_graph(9, 50), platform::kHost));
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].name, again[i].name);
    EXPECT_EQ(once[i].bytes, again[i].bytes);
  }
}

TEST(Compile, AModelThatDoesNotFitSaysByHowMuchAndWhere) {
  platform::Board small = platform::kHost;
  const Compilation fits = compiled(one_of_each(), small);
  small.name = "small";
  small.arena_limit_bytes = fits.plan.arena_bytes;
  EXPECT_TRUE(compile(one_of_each(), small, "tiny", "tiny.tflite").ok());
  small.arena_limit_bytes = fits.plan.arena_bytes - 10;
  const Result<Compilation> refused = compile(one_of_each(), small, "tiny", "a/tiny.tflite");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().line(),
            "a/tiny.tflite: its arena of " + std::to_string(fits.plan.arena_bytes) +
                " bytes is 10 bytes more than small allows; most is live at operator " +
                describe(fits.program.steps[fits.plan.peak_step()]) +
                "; choose a smaller model or input, or another board");

  small.arena_limit_bytes = fits.plan.arena_bytes;
  small.memory_bytes = fits.plan.arena_bytes + 100;
  const Result<Compilation> heavy = compile(one_of_each(), small, "tiny", "tiny.tflite");
  ASSERT_FALSE(heavy.ok());
  EXPECT_NE(heavy.failure().line().find("more than the memory of small"), std::string::npos);
}

TEST(Compile, RefusalsNameTheFile) {
  Graph graph = one_of_each();
  graph.operators[2].attributes = DetectionPostProcessAttributes{};
  graph.operators[3].attributes = DetectionPostProcessAttributes{};
  const Result<Compilation> refused = compile(graph, platform::kHost, "tiny", "a/tiny.tflite");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(count(refused.failure().line(), "a/tiny.tflite: operator "), 2U);
}

TEST(Report, TextAndJsonSayTheSame) {
  const Compilation c = compiled(one_of_each(), platform::kHost);
  const std::string json = json_report(c);
  const std::string bytes = std::to_string(c.plan.arena_bytes);
  EXPECT_NE(text_report(c).find("arena        " + bytes + " bytes"), std::string::npos);
  EXPECT_NE(json.find("\"arena_bytes\":" + bytes + ","), std::string::npos);
  EXPECT_EQ(count(json, "{\"operator\":"), 1 + c.program.steps.size());  // and the peak's
  EXPECT_EQ(count(json, "\"isa\":"), platform::kHost.isas.size());
  EXPECT_EQ(count(json, "{"), count(json, "}"));
  EXPECT_EQ(std::ranges::count(json, '\n'), 1);
}

TEST(ModelName, ComesFromTheFileAndIsFitForCpp) {
  EXPECT_EQ(model_name_of("dir/SSD-v2.int8.tflite"), "ssd_v2");
  EXPECT_EQ(model_name_of("9 lives (copy).tflite"), "lives_copy");
  EXPECT_EQ(model_name_of("class.tflite"), "model");
  EXPECT_EQ(model_name_of(".tflite"), "model");
  EXPECT_EQ(model_name_of(std::string(200, 'a')), std::string(64, 'a'));
  for (const char* bad : {"", "a__b", "_a", "a_", "9a", "A", "a-b", "namespace", "a/b", "linux"}) {
    EXPECT_FALSE(valid_model_name(bad)) << bad;
  }
  EXPECT_TRUE(valid_model_name("ssd_mobilenet_v2"));
}

TEST(CppText, KeepsEveryBitAndEveryCharacterInItsPlace) {
  EXPECT_EQ(float_literal(1.0F), "0x1p+0F");
  EXPECT_EQ(float_literal(0.0078125F), "0x1p-7F");
  EXPECT_EQ(float_literal(0.1F), "0x1.99999ap-4F");
  EXPECT_EQ(float_literal(-3.0F), "-0x1.8p+1F");
  EXPECT_EQ(string_literal("a\"b\\c\n1"), "\"a\\\"b\\\\c\\0121\"");
  EXPECT_EQ(string_literal("\xC3\xA9"), "\"\\303\\251\"");
  EXPECT_EQ(comment_text("a\\\nb*/"), "a__b*/");
  const std::string_view spaces[] = {"ocellus", "models", "ssd"};
  EXPECT_EQ(mangled_variable(spaces, "kParameters__avx2"),
            "_ZN7ocellus6models3ssd17kParameters__avx2E");
}

}  // namespace
}  // namespace ocellus::tools
