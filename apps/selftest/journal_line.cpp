#include "apps/selftest/journal_line.hpp"

#include "runtime/track/json_writer.hpp"

namespace ocellus::selftest {
namespace {

void begin(JsonWriter& out, std::chrono::milliseconds time) {
  out.put("{\"time\":");
  out.put_fixed(time.count(), 3);
  out.put(",\"notice\":\"selftest\"");
}

void put_key(JsonWriter& out, std::string_view key) {
  out.put(',');
  out.put_string(key);
  out.put(':');
}

void put_words(JsonWriter& out, std::string_view key, std::string_view value) {
  put_key(out, key);
  out.put_string(value);
}

void put_number(JsonWriter& out, std::string_view key, std::int64_t value, int decimals) {
  put_key(out, key);
  if (decimals == 0) {
    out.put_integer(value);
  } else {
    out.put_fixed(value, decimals);
  }
}

void begin_finding(JsonWriter& out, const Finding& finding, std::chrono::milliseconds time) {
  begin(out, time);
  put_words(out, "test", finding.name());
  put_words(out, "verdict", name(finding.verdict()));
}

}  // namespace

std::string_view journal_line(const Finding& finding, std::chrono::milliseconds time,
                              std::span<char> room) {
  JsonWriter out(room);
  begin_finding(out, finding, time);
  if (const auto& q = finding.quantity()) {
    put_number(out, "value", q->value, q->decimals);
    if (q->least) put_number(out, "least", *q->least, q->decimals);
    if (q->most) put_number(out, "most", *q->most, q->decimals);
    put_words(out, "unit", q->unit);
  } else if (finding.verdict() != Verdict::kNotTested) {
    put_words(out, "value", finding.value());
    put_words(out, "limit", finding.limit());
  }
  if (!finding.sentence().empty()) put_words(out, "text", finding.sentence());
  out.put("}\n");
  if (!out.result().empty()) return out.result();
  JsonWriter verdict_alone(room);  // the rest is more than a line holds
  begin_finding(verdict_alone, finding, time);
  verdict_alone.put("}\n");
  return verdict_alone.result();
}

std::string_view journal_summary(const Findings& findings, Form form,
                                 std::chrono::milliseconds time, std::span<char> room) {
  JsonWriter out(room);
  begin(out, time);
  put_words(out, "form", name(form));
  const auto count = [&](std::string_view key, std::size_t number) {
    put_number(out, key, static_cast<std::int64_t>(number), 0);
  };
  count("passed", findings.count(Verdict::kPassed));
  count("failed", findings.count(Verdict::kFailed));
  count("not_tested", findings.count(Verdict::kNotTested));
  if (findings.lost() > 0) count("lost", findings.lost());
  out.put("}\n");
  return out.result();
}

}  // namespace ocellus::selftest
