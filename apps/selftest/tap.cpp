#include "apps/selftest/tap.hpp"

#include "runtime/track/json_writer.hpp"

namespace ocellus::selftest {
namespace {

// In a line, # begins a directive and \ an escape.
void put_description(JsonWriter& out, std::string_view text) {
  for (const char c : text) {
    if (c == '#' || c == '\\') out.put('\\');
    out.put(c == '\n' ? ' ' : c);
  }
}

// YAML takes JSON's strings and numbers.
void put_words(JsonWriter& out, std::string_view key, std::string_view value) {
  out.put("  ");
  out.put(key);
  out.put(": ");
  out.put_string(value);
  out.put('\n');
}

void put_number(JsonWriter& out, std::string_view key, std::int64_t value, int decimals) {
  out.put("  ");
  out.put(key);
  out.put(": ");
  if (decimals == 0) {
    out.put_integer(value);
  } else {
    out.put_fixed(value, decimals);
  }
  out.put('\n');
}

void put_block(JsonWriter& out, const Finding& finding) {
  out.put("  ---\n");
  if (const auto& q = finding.quantity()) {
    put_number(out, "value", q->value, q->decimals);
    if (q->least) put_number(out, "least", *q->least, q->decimals);
    if (q->most) put_number(out, "most", *q->most, q->decimals);
    put_words(out, "unit", q->unit);
  } else {
    put_words(out, "value", finding.value());
    put_words(out, "limit", finding.limit());
  }
  if (!finding.sentence().empty()) put_words(out, "do", finding.sentence());
  out.put("  ...\n");
}

}  // namespace

std::string_view tap(const Finding& finding, std::size_t number, Detail detail,
                     std::span<char> room) {
  JsonWriter out(room);
  const bool failed = finding.verdict() == Verdict::kFailed;
  out.put(failed ? "not ok " : "ok ");
  out.put_unsigned(number);
  out.put(" - ");
  put_description(out, finding.name());
  if (finding.verdict() == Verdict::kNotTested) {
    out.put(" # SKIP ");
    put_description(out, finding.sentence());
  }
  out.put('\n');
  if (failed || (detail == Detail::kOfAll && finding.verdict() == Verdict::kPassed)) {
    put_block(out, finding);
  }
  return out.result();
}

std::string_view tap_end(const Findings& findings, std::span<char> room) {
  JsonWriter out(room);
  out.put("1..");
  out.put_unsigned(findings.all().size() + findings.lost());
  out.put("\n# ");
  out.put_unsigned(findings.count(Verdict::kPassed));
  out.put(" passed, ");
  out.put_unsigned(findings.count(Verdict::kFailed));
  out.put(" failed, ");
  out.put_unsigned(findings.count(Verdict::kNotTested));
  out.put(" not tested\n");
  return out.result();
}

}  // namespace ocellus::selftest
