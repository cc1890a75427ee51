#include "tools/ocellus/emit/report.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <string_view>
#include <variant>

namespace ocellus::tools {
namespace {

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...) {
  std::array<char, 512> buffer{};
  std::va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(buffer.data(), buffer.size(), pattern, arguments);
  va_end(arguments);
  return buffer.data();
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      result += format("\\u%04x", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

bool is_convolution(const Step& step) {
  return std::holds_alternative<Convolution<kernels::Conv2d>>(step.call) ||
         std::holds_alternative<Convolution<kernels::DepthwiseConv2d>>(step.call);
}

std::string_view kind(const PackedStep& step) {
  return step.requantize == kernels::Requantize::kFloat ? "float" : "integer";
}

// How many of the convolutions requantize in float.
std::size_t in_float(const Compilation& c, const PackedProgram& packed) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < packed.steps.size(); ++i) {
    if (is_convolution(c.program.steps[i]) &&
        packed.steps[i].requantize == kernels::Requantize::kFloat) {
      ++count;
    }
  }
  return count;
}

std::size_t convolutions(const Compilation& c) {
  return static_cast<std::size_t>(std::ranges::count_if(c.program.steps, is_convolution));
}

double above_bound(const Compilation& c) {
  const auto bound = static_cast<double>(c.plan.lower_bound);
  return 100.0 * (static_cast<double>(c.plan.arena_bytes) - bound) / bound;
}

}  // namespace

std::string text_report(const Compilation& c) {
  const Step& peak = c.program.steps[c.plan.peak_step()];
  std::string s = c.name + " for " + std::string(c.board->name) + ", from " + c.source + "\n";
  s += format("  operators    %zu, in %zu steps\n", c.operators, c.program.steps.size());
  s += format("  MACs         %.1f M\n", static_cast<double>(c.macs) / 1e6);
  s += format("  arena        %zu bytes, %.2f %% above its lower bound of %zu\n",
              c.plan.arena_bytes, above_bound(c), c.plan.lower_bound);
  s += "  peak         at operator " + describe(peak) + "\n";
  s += std::string("  order        ") + (c.plan.order_proved
                                             ? "no other needs less at its peak\n"
                                             : "the best that was found; the search was cut off\n");
  for (const PackedProgram& packed : c.packed) {
    s += format("  %-12s %zu read-only bytes; %zu of %zu convolutions requantize in float\n",
                std::string(name(packed.isa)).c_str(), packed.parameters.size(),
                in_float(c, packed), convolutions(c));
  }
  s += "\n  operator  live bytes       MACs  requantize  shapes\n";
  for (std::size_t at = 0; at < c.plan.order.size(); ++at) {
    const std::size_t i = c.plan.order[at];
    const Step& step = c.program.steps[i];
    std::string ways;
    for (const PackedProgram& packed : c.packed) {
      if (!is_convolution(step)) break;
      ways += kind(packed.steps[i]).front();
    }
    s += format("  %8d %11zu %10llu  %-10s  ", step.source_index, c.plan.live_bytes[at],
                static_cast<unsigned long long>(step.macs), ways.c_str()) +
         step.operator_name + " " + step.shapes + "\n";
  }
  return s + "  (requantize: f float, i integer, one letter for each instruction set above)\n";
}

std::string json_report(const Compilation& c) {
  const Step& peak = c.program.steps[c.plan.peak_step()];
  std::string s = "{\"model\":" + json_string(c.source) + ",\"name\":" + json_string(c.name) +
                  ",\"board\":" + json_string(c.board->name) +
                  format(",\"operators\":%zu,\"steps\":%zu,\"macs\":%llu", c.operators,
                         c.program.steps.size(), static_cast<unsigned long long>(c.macs)) +
                  format(",\"arena_bytes\":%zu,\"arena_lower_bound\":%zu", c.plan.arena_bytes,
                         c.plan.lower_bound) +
                  format(",\"peak\":{\"operator\":%d,\"name\":", peak.source_index) +
                  json_string(peak.operator_name) + ",\"tensor\":" + json_string(peak.tensor_name) +
                  ",\"shapes\":" + json_string(peak.shapes) +
                  "},\"order_proved\":" + (c.plan.order_proved ? "true" : "false") + ",\"isas\":[";
  for (const PackedProgram& packed : c.packed) {
    s += (&packed == c.packed.data() ? "" : ",");
    s += "{\"isa\":" + json_string(name(packed.isa)) +
         format(",\"read_only_bytes\":%zu,\"requantize\":{\"float\":%zu,\"integer\":%zu}}",
                packed.parameters.size(), in_float(c, packed),
                convolutions(c) - in_float(c, packed));
  }
  s += "],\"layers\":[";
  for (std::size_t at = 0; at < c.plan.order.size(); ++at) {
    const std::size_t i = c.plan.order[at];
    const Step& step = c.program.steps[i];
    s += (at == 0 ? "" : ",");
    s += format("{\"operator\":%d,\"name\":", step.source_index) + json_string(step.operator_name) +
         ",\"tensor\":" + json_string(step.tensor_name) +
         ",\"shapes\":" + json_string(step.shapes) +
         format(",\"macs\":%llu,\"live_bytes\":%zu", static_cast<unsigned long long>(step.macs),
                c.plan.live_bytes[at]);
    if (is_convolution(step)) {
      s += ",\"requantize\":{";
      for (const PackedProgram& packed : c.packed) {
        s += (&packed == c.packed.data() ? "" : ",");
        s += json_string(name(packed.isa)) + ":" + json_string(kind(packed.steps[i]));
      }
      s += "}";
    }
    s += "}";
  }
  return s + "]}\n";
}

}  // namespace ocellus::tools
