#include "apps/bench/report.hpp"

#include "runtime/kernels/peak.hpp"

namespace ocellus::bench {
namespace {

int size_of(std::string_view text) { return static_cast<int>(text.size()); }

void print_temperature(Page& page, std::optional<int> celsius) {
  if (celsius) {
    page.print("%d", *celsius);
  } else {
    page.print("unknown");
  }
}

void json_temperature(Page& page, const char* key, std::optional<int> celsius) {
  page.print(",\"%s\":", key);
  if (celsius) {
    page.print("%d", *celsius);
  } else {
    page.print("null");
  }
}

}  // namespace

void print_text(Page& page, const platform::Machine& machine) {
  page.print("%s, %d cores, %s\n", machine.processor.data(), machine.cores, machine.system.data());
}

void print_text(Page& page, const Figures& f) {
  const std::string_view isa = name(f.model->isa);
  page.print("\n%.*s: %.*s, %d thread%s, %.1f M MACs, %zu runs\n", size_of(f.model->name),
             f.model->name.data(), size_of(isa), isa.data(), f.threads, f.threads == 1 ? "" : "s",
             static_cast<double>(f.model->macs) / 1e6, f.runs);
  page.print("  median %.4f ms, 99 %% %.4f ms, minimum %.4f ms\n", f.milliseconds.median,
             f.milliseconds.percentile99, f.milliseconds.minimum);
  page.print("  %.1f MACs a cycle, %.0f %% of the peak\n", f.macs_per_cycle,
             100 * f.fraction.median);
  page.print("  clock %.2f GHz; %s reaches %.1f GMAC/s on one core\n", f.gigahertz,
             kernels::peak_instruction(f.model->isa), f.peak_gmacs);
  page.print("  degrees Celsius before: ");
  print_temperature(page, f.celsius_before);
  page.print(", after: ");
  print_temperature(page, f.celsius_after);
  page.print("\n");
  if (f.steps.empty()) return;
  page.print("\n        ms  of peak  operator\n");
  double sum = 0;
  for (const StepFigures& step : f.steps) {
    sum += step.milliseconds;
    page.print("  %8.4f ", step.milliseconds);
    if (step.step->macs == 0) {
      page.print("       -");
    } else {
      page.print("%6.0f %%", 100 * step.fraction);
    }
    page.print("  %.*s\n", size_of(step.step->label), step.step->label.data());
  }
  page.print("  %8.4f           all of them, on one thread, each a function by itself\n", sum);
}

void begin_json(Page& page, const platform::Machine& machine) {
  page.print("{\"machine\":{\"processor\":").quoted(machine.processor.data());
  page.print(",\"cores\":%d,\"system\":", machine.cores).quoted(machine.system.data());
  page.print("},\"networks\":[");
}

void print_json(Page& page, const Figures& f, bool first) {
  page.print("%s{\"name\":", first ? "" : ",").quoted(f.model->name);
  page.print(",\"isa\":").quoted(name(f.model->isa));
  page.print(",\"threads\":%d,\"macs\":%llu,\"runs\":%zu", f.threads,
             static_cast<unsigned long long>(f.model->macs), f.runs);
  page.print(",\"median_ms\":%.5f,\"percentile99_ms\":%.5f,\"minimum_ms\":%.5f",
             f.milliseconds.median, f.milliseconds.percentile99, f.milliseconds.minimum);
  page.print(",\"macs_per_cycle\":%.3f,\"fraction_of_peak\":%.4f", f.macs_per_cycle,
             f.fraction.median);
  page.print(",\"gigahertz\":%.3f,\"peak_gmacs\":%.3f", f.gigahertz, f.peak_gmacs);
  json_temperature(page, "celsius_before", f.celsius_before);
  json_temperature(page, "celsius_after", f.celsius_after);
  if (!f.steps.empty()) {
    page.print(",\"layers\":[");
    for (const StepFigures& step : f.steps) {
      page.print("%s{\"operator\":", &step == f.steps.data() ? "" : ",").quoted(step.step->label);
      page.print(",\"macs\":%llu,\"median_ms\":%.5f,\"fraction_of_peak\":%.4f}",
                 static_cast<unsigned long long>(step.step->macs), step.milliseconds,
                 step.fraction);
    }
    page.print("]");
  }
  page.print("}");
}

void end_json(Page& page) { page.print("]}\n"); }

}  // namespace ocellus::bench
