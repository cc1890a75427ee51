#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/quantize/quantize.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools {
namespace {

Graph network() {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 8, 8, 3});
  // Padding that a file can say with a PAD only.
  const TensorId a =
      builder.conv2d(in, 8, 3, {.padding = {0, 1, 0, 1}, .activation = Activation::kRelu6});
  return builder.finish({builder.conv2d(builder.depthwise_conv2d(a, 1, 3), 4, 1)});
}

// A folder with models and pictures, gone at the end of the test.
class DiffCommand : public testing::Test {
 protected:
  DiffCommand() {
    std::string pattern = (std::filesystem::temp_directory_path() / "diff-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ / "photos");
    for (int i = 0; i < 6; ++i) add_picture("photos/" + std::to_string(i) + ".jpg", i);
    EXPECT_TRUE(export_tflite(network(), at("net.tflite"), "for a test").ok());
    quantize::Inputs inputs(4, std::vector<float>(8 * 8 * 3, 0.5f));
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i][7 * i] = -1;
    const auto quantized = quantize::quantize(network(), inputs, {-1, 1});
    EXPECT_TRUE(export_tflite(quantized.value().graph, at("net.int8.tflite"), "for a test").ok());
  }
  ~DiffCommand() override { std::filesystem::remove_all(folder_); }

  std::string at(const std::string& name) const { return folder_ / name; }

  // Some colours, other ones for each seed.
  void add_picture(const std::string& name, int seed) const {
    std::vector<std::byte> region(picture::Encoder::kMinimumRegion);
    std::vector<std::uint8_t> pixels(16 * 16 * 3), file(8192);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      pixels[i] = static_cast<std::uint8_t>(i * static_cast<std::size_t>(seed + 3) / 4);
    }
    std::size_t size = 0;
    picture::Encoder encoder(region);
    EXPECT_TRUE(encoder.encode({16, 16, pixels.data(), 48}, 95, file, size).ok());
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(size));
  }

  int run(std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = diff_command(pointers);
    err_text = testing::internal::GetCapturedStderr();
    out_text = testing::internal::GetCapturedStdout();
    return exit;
  }

  // Exactly one line on stderr that holds `word`, and nothing on stdout.
  void expect_complaint(int exit, const std::string& word, const std::vector<std::string>& words) {
    SCOPED_TRACE(word);
    EXPECT_EQ(run(words), exit);
    EXPECT_EQ(out_text, "");
    EXPECT_EQ(std::count(err_text.begin(), err_text.end(), '\n'), 1) << err_text;
    EXPECT_NE(err_text.find(word), std::string::npos) << err_text;
  }

  std::filesystem::path folder_;
  std::string out_text, err_text;
};

TEST_F(DiffCommand, QuantizesAndComparesOnOtherPictures) {
  EXPECT_EQ(run({at("net.tflite"), "--pictures", at("photos"), "--count", "3"}), kExitDone)
      << err_text;
  EXPECT_NE(out_text.find("quantized on 3 pictures\ncompared on 3 pictures, 3 layers"),
            std::string::npos)
      << out_text;
  EXPECT_NE(out_text.find("DEPTHWISE_CONV_2D"), std::string::npos);
}

TEST_F(DiffCommand, ComparesOnTheSamePicturesWhenThereAreNoOthers) {
  EXPECT_EQ(run({at("net.tflite"), "--pictures", at("photos")}), kExitDone) << err_text;
  EXPECT_NE(out_text.find("compared on 6 pictures (the same: there are no others), 3 layers"),
            std::string::npos)
      << out_text;
  std::filesystem::create_directory(at("few"));
  add_picture("few/a.jpg", 1);
  EXPECT_EQ(run({at("net.tflite"), "--pictures", at("few")}), kExitDone) << err_text;
  EXPECT_NE(out_text.find("there are no others"), std::string::npos) << out_text;
}

TEST_F(DiffCommand, TakesAnInt8FileAndPrintsOneDocument) {
  EXPECT_EQ(run({at("net.tflite"), "--int8", at("net.int8.tflite"), "--pictures", at("photos"),
                 "--fit=letterbox", "--worst", "2", "--by", "total", "--json"}),
            kExitDone)
      << err_text;
  const auto document = nlohmann::json::parse(out_text);
  EXPECT_EQ(document["int8"], at("net.int8.tflite"));
  EXPECT_EQ(document["pictures"]["compared_on"], 6);
  EXPECT_EQ(document["layers_compared"], 3);
  EXPECT_EQ(document["layers_without_counterpart"], 0);
  ASSERT_EQ(document["layers"].size(), 2U);
  for (const auto& layer : document["layers"]) EXPECT_TRUE(layer["own_snr_db"].is_number());
  EXPECT_LE(document["layers"][0]["snr_db"], document["layers"][1]["snr_db"]);
}

TEST_F(DiffCommand, IsMisusedWithOneLine) {
  const std::string model = at("net.tflite"), photos = at("photos");
  expect_complaint(kExitMisused, "--pictures", {model});
  expect_complaint(kExitMisused, "MODEL.tflite", {"--pictures", photos});
  expect_complaint(kExitMisused, "--by wants", {model, "--pictures", photos, "--by", "name"});
  expect_complaint(kExitMisused, "--worst", {model, "--pictures", photos, "--worst", "0"});
  expect_complaint(kExitMisused, "--fit", {model, "--pictures", photos, "--fit", "crop"});
  expect_complaint(kExitMisused, "--count", {model, "--pictures", photos, "--count", "none"});
  expect_complaint(kExitMisused, "--input-range",
                   {model, "--pictures", photos, "--input-range", "1,0"});
}

TEST_F(DiffCommand, RefusesBadInputWithOneLine) {
  const std::string model = at("net.tflite"), int8 = at("net.int8.tflite"), photos = at("photos");
  expect_complaint(kExitFailed, "is int8 already", {int8, "--pictures", photos});
  expect_complaint(kExitFailed, "is a float model", {model, "--int8", model, "--pictures", photos});
  expect_complaint(kExitFailed, "none.tflite", {at("none.tflite"), "--pictures", photos});
  expect_complaint(kExitFailed, "none.tflite",
                   {model, "--int8", at("none.tflite"), "--pictures", photos});
  expect_complaint(kExitFailed, at("nowhere"), {model, "--pictures", at("nowhere")});
  std::filesystem::create_directory(at("empty"));
  expect_complaint(kExitFailed, "holds no .jpg", {model, "--pictures", at("empty")});

  GraphBuilder other(DataType::kInt8);
  const TensorId in = other.input({1, 9, 9, 3});
  EXPECT_TRUE(export_tflite(other.finish({other.conv2d(in, 4, 1)}), at("other.tflite"), "").ok());
  expect_complaint(kExitFailed, "other.tflite: its inputs are not the float model's",
                   {model, "--int8", at("other.tflite"), "--pictures", photos});

  GraphBuilder two(DataType::kFloat32);
  const TensorId first = two.input({1, 8, 8, 3});
  const TensorId second = two.input({1, 8, 8, 3});
  EXPECT_TRUE(export_tflite(two.finish({two.add(first, second)}), at("two.tflite"), "").ok());
  expect_complaint(kExitFailed, "it has 2 inputs", {at("two.tflite"), "--pictures", photos});
}

TEST_F(DiffCommand, ExplainsItself) {
  EXPECT_EQ(run({"--help"}), kExitDone);
  EXPECT_NE(out_text.find("ocellus diff detector.tflite"), std::string::npos);
}

}  // namespace
}  // namespace ocellus::tools
