#include "tools/ocellus/emit/report.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include "tools/ocellus/emit/json_writer.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

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

// How the arena compares with the least that the order of the steps can do with.
std::string against_bound(const Compilation& c) {
  const std::size_t bound = c.plan.lower_bound;
  if (c.plan.arena_bytes == bound) return ", its lower bound";
  return format(
      ", %.2f %% above its lower bound of %zu: no placement without gaps was found",
      100.0 * static_cast<double>(c.plan.arena_bytes - bound) / static_cast<double>(bound), bound);
}

}  // namespace

std::string text_report(const Compilation& c) {
  const Step& peak = c.program.steps[c.plan.peak_step()];
  std::string s = c.name + " for " + std::string(c.board->name) + ", from " + c.source + "\n";
  s += format("  operators    %zu, in %zu steps\n", c.operators, c.program.steps.size());
  s += format("  MACs         %.1f M\n", static_cast<double>(c.macs) / 1e6);
  s += format("  arena        %zu bytes%s\n", c.plan.arena_bytes, against_bound(c).c_str());
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
  JsonWriter json;
  json.open('{').member("model", c.source).member("name", c.name).member("board", c.board->name);
  json.member("operators", c.operators).member("steps", c.program.steps.size());
  json.member("macs", c.macs);
  json.member("arena_bytes", c.plan.arena_bytes).member("arena_lower_bound", c.plan.lower_bound);
  json.key("peak").open('{').member("operator", peak.source_index);
  json.member("name", peak.operator_name).member("tensor", peak.tensor_name);
  json.member("shapes", peak.shapes).close('}');
  json.member("order_proved", c.plan.order_proved);
  json.key("isas").open('[');
  for (const PackedProgram& packed : c.packed) {
    const std::size_t floats = in_float(c, packed);
    json.open('{').member("isa", name(packed.isa));
    json.member("read_only_bytes", packed.parameters.size());
    json.key("requantize").open('{').member("float", floats);
    json.member("integer", convolutions(c) - floats).close('}').close('}');
  }
  json.close(']').key("layers").open('[');
  for (std::size_t at = 0; at < c.plan.order.size(); ++at) {
    const std::size_t i = c.plan.order[at];
    const Step& step = c.program.steps[i];
    json.open('{').member("operator", step.source_index).member("name", step.operator_name);
    json.member("tensor", step.tensor_name).member("shapes", step.shapes);
    json.member("macs", step.macs).member("live_bytes", c.plan.live_bytes[at]);
    if (is_convolution(step)) {
      json.key("requantize").open('{');
      for (const PackedProgram& packed : c.packed) {
        json.member(name(packed.isa), kind(packed.steps[i]));
      }
      json.close('}');
    }
    json.close('}');
  }
  return json.close(']').close('}').text() + "\n";
}

}  // namespace ocellus::tools
