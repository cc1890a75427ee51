// Reads the input as a settings text. Beyond what the sanitizers see: whatever the text is, the
// settings can be used, a mistake names a line of the text and is text itself, and a text without
// mistakes is read the same again when its lines end as on Windows.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "apps/camera/settings/reader.hpp"
#include "apps/camera/settings/values.hpp"

namespace {

using namespace ocellus::camera;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Mistakes& mistakes, std::string_view text) {
  std::uint32_t lines = 1;
  for (const char c : text) lines += c == '\n' || c == '\r' ? 1 : 0;
  require(mistakes.total() >= mistakes.first().size());
  for (const Mistake& mistake : mistakes.first()) {
    require(mistake.line >= 1 && mistake.line <= lines);
    require(!mistake.text.empty() && is_utf8(mistake.text.view()));
    for (const char c : mistake.text.view()) require(static_cast<unsigned char>(c) >= 0x20);
  }
}

void check(const Settings& settings) {
  const auto& wish = settings.camera.wish;
  require(wish.width >= 16 && wish.width <= 4096 && wish.height >= 16 && wish.height <= 4096);
  require(wish.rate == 0 || (wish.rate >= 0.1 && wish.rate <= 120));
  require(settings.detector_count >= 1 && settings.detector_count <= 2);
  require(settings.blur == Blur::kNone || settings.uses(DetectorKind::kFace));
  require(!settings.used_labels()[0].empty());
  require(!settings.thermal.slow_from || !settings.thermal.hurry_from ||
          *settings.thermal.slow_from <= *settings.thermal.hurry_from);
  for (const ocellus::PixelSize size : {ocellus::PixelSize{1, 1}, ocellus::PixelSize{641, 479}}) {
    const ocellus::Region region = settings.region.in(size);
    require(region.x >= 0 && region.y >= 0 && region.width >= 1 && region.height >= 1);
    require(region.x + region.width <= size.width && region.y + region.height <= size.height);
  }
  for (const LineSettings& line : settings.used_lines()) {
    require(is_utf8(line.name.view()) && !line.name.empty() && !(line.from == line.to));
  }
  for (const ZoneSettings& zone : settings.used_zones()) {
    require(is_utf8(zone.name.view()) && !zone.name.empty() && zone.corner_count >= 3);
  }
}

std::string as_on_windows(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string result(text.starts_with(kByteOrderMark) ? "" : kByteOrderMark);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) result += '\r';
    result += text[i];
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  static Settings settings;
  static Settings again;
  Mistakes mistakes;
  const bool good = read_settings(text, settings, mistakes);
  require(good == mistakes.none());
  check(mistakes, text);
  check(settings);
  if (!good) return 0;
  require(read_settings(as_on_windows(text), again, mistakes));
  require(again.line_count == settings.line_count && again.zone_count == settings.zone_count);
  require(again.source.view() == settings.source.view() && again.region == settings.region);
  return 0;
}
