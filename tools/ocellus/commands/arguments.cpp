#include "tools/ocellus/commands/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace ocellus::tools {
namespace {

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

void print(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

}  // namespace

std::optional<int> Arguments::parse(const Usage& usage, std::span<char* const> words) {
  bool options_ended = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (options_ended || word.size() < 2 || word[0] != '-') {
      operands_.push_back(word);
      continue;
    }
    if (word == "--") {
      options_ended = true;
      continue;
    }
    if (word == "--help" || word == "-h") {
      print(stdout, help(usage));
      return kExitDone;
    }
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const std::string_view name = word.substr(0, equals);
    const auto option =
        std::find_if(usage.options.begin(), usage.options.end(), [&](const Option& candidate) {
          return candidate.name == name || candidate.short_name == name;
        });
    if (option == usage.options.end()) return misuse(usage, "unknown option " + quoted(name));
    if (option->value.empty()) {
      if (equals != std::string_view::npos) {
        return misuse(usage, "option " + quoted(name) + " takes no value");
      }
      values_[option->name] = {};
    } else if (equals != std::string_view::npos) {
      values_[option->name] = word.substr(equals + 1);
    } else if (i + 1 < words.size()) {
      values_[option->name] = words[++i];
    } else {
      return misuse(usage,
                    "option " + quoted(name) + " needs a value: " + std::string(option->value));
    }
    if (!option->value.empty() && values_[option->name].empty()) {
      return misuse(usage, "the value of option " + quoted(name) + " is empty");
    }
  }
  for (const Option& option : usage.options) {
    if (option.required && !has(option.name)) {
      return misuse(usage, "option " + quoted(option.name) + " is missing");
    }
  }
  if (operands_.size() > usage.most_operands) {
    return misuse(usage, "unexpected argument " + quoted(operands_[usage.most_operands]));
  }
  if (operands_.size() < usage.least_operands) {
    return misuse(usage, "missing argument: " + std::string(usage.operands));
  }
  return std::nullopt;
}

std::optional<std::string_view> Arguments::value(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::string_view Arguments::value_or(std::string_view name, std::string_view fallback) const {
  return value(name).value_or(fallback);
}

Result<std::int64_t> Arguments::number(std::string_view name, std::int64_t low, std::int64_t high,
                                       std::int64_t fallback) const {
  const std::optional<std::string_view> text = value(name);
  if (!text) return fallback;
  std::int64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || rest != end || number < low || number > high) {
    return Failure{std::string(name), quoted(*text) + " is not a whole number from " +
                                          std::to_string(low) + " to " + std::to_string(high)};
  }
  return number;
}

std::string help(const Usage& usage) {
  std::string text = "usage: " + std::string(usage.command);
  if (!usage.operands.empty()) text += " " + std::string(usage.operands);
  for (const Option& option : usage.options) {
    std::string word(option.short_name.empty() ? option.name : option.short_name);
    if (!option.value.empty()) word += " " + std::string(option.value);
    text += option.required ? " " + word : " [" + word + "]";
  }
  text += "\n\n" + std::string(usage.summary) + "\n\n";

  std::vector<std::pair<std::string, std::string_view>> rows;
  for (const Option& option : usage.options) {
    std::string left;
    if (!option.short_name.empty()) left += std::string(option.short_name) + ", ";
    left += option.name;
    if (!option.value.empty()) left += " " + std::string(option.value);
    rows.emplace_back(std::move(left), option.help);
  }
  rows.emplace_back("--help", "print this and exit");
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  for (const auto& [left, right] : rows) {
    text += "  " + left + std::string(width - left.size() + 2, ' ') + std::string(right) + "\n";
  }
  if (!usage.example.empty()) text += "\nexample:\n  " + std::string(usage.example) + "\n";
  return text;
}

int misuse(const Usage& usage, std::string_view what) {
  print(stderr, std::string(usage.command) + ": " + std::string(what) + "; see '" +
                    std::string(usage.command) + " --help'\n");
  return kExitMisused;
}

int report(const Failure& failure) {
  print(stderr, failure.line() + "\n");
  return kExitFailed;
}

}  // namespace ocellus::tools
