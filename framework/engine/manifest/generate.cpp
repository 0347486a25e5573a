#include "manifest/generate.hpp"

#include <spdlog/fmt/fmt.h>
#include <firstmove/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/toml_reader.hpp"
#include "manifest/read_choice.hpp"

namespace firstmove::engine {
namespace {

constexpr double most_values = 100'000;  // values

// FNV-1a: which of the generator's streams a key has.
std::uint64_t stream_of(const std::string& key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : key) hash = (hash ^ c) * 0x100000001b3;
  return hash;
}

double rounded(double value, int digits) {
  return std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr);
}

struct Generator {
  std::string kind;
  double lo, hi, last;  // the last is how many, of a range the step
  std::uint64_t seed, stream;

  bool logarithmic() const { return kind == "log" || kind == "random_log"; }
  bool random() const { return kind.starts_with("random"); }

  std::string fault() const {
    if (kind == "range")
      return -0x1p53 <= lo && lo <= hi && hi <= 0x1p53 && last >= 1
                 ? ""
                 : "needs lo at most hi and a step of at least 1";
    const double least = random() ? 1 : 2;
    if (last != std::floor(last) || last < least || last > most_values)
      return fmt::format("needs how many values as its last number, from {} to {}", least,
                         most_values);
    if (logarithmic() && !(lo > 0 && hi > 0)) return "needs ends above 0";
    return random() && !(lo < hi) ? "needs lo below hi" : "";
  }
  std::size_t count() const {
    return static_cast<std::size_t>(kind == "range" ? std::floor((hi - lo) / last) + 1 : last);
  }
  // Where the i-th value lies between the ends.
  double share(std::size_t i) const {
    if (random()) return Draw{seed, 0, stream, i, Purpose::sweep}.uniform(0);
    return static_cast<double>(i) / (last - 1);
  }
  std::string text(std::size_t i) const {
    if (kind == "range")
      return std::to_string(static_cast<std::int64_t>(lo) +
                            static_cast<std::int64_t>(last) * static_cast<std::int64_t>(i));
    const double t = share(i);
    if (t == 0) return real_text(lo);
    if (t == 1) return real_text(hi);
    return real_text(logarithmic() ? rounded(lo * std::pow(hi / lo, t), 12)
                                   : rounded(lo + (hi - lo) * t, 15));
  }
};

// A node can have a place only from the parser: the value is parsed where the generator stands.
LooseValue placed(const std::string& text, const toml::source_region& at) {
  const std::size_t line = at.begin.line, column = at.begin.column;
  const std::string lead = "value=";
  std::string document(line == 0 ? 0 : line - 1, '\n');
  document += lead + std::string(column > lead.size() ? column - 1 - lead.size() : 0, ' ') + text;
  return toml::parse(document, at.path ? *at.path : "");
}

}  // namespace

const std::vector<std::string>& generator_kinds() {
  static const std::vector<std::string> kinds = {"linear", "log", "range", "random_uniform",
                                                 "random_log"};
  return kinds;
}

bool is_random(const toml::node& generator) {
  const toml::table* table = generator.as_table();
  return table && table->size() == 1 && table->begin()->first.str().starts_with("random_");
}

std::vector<LooseValue> generate(const toml::table& generator, const std::string& key,
                                 std::uint64_t seed, std::vector<Mistake>& mistakes) {
  TableReader in(generator, "[sweep]", mistakes);
  const std::string what = fmt::format("sweep of '{}'", key);
  const auto choice = read_choice(generator, what.c_str(), generator_kinds(), in);
  if (!choice) return {};
  const bool whole = choice->kind == "range";
  const auto triple = numbers(*choice->node, 3);
  const bool integers = triple && choice->node->as_array()->is_homogeneous<std::int64_t>();
  const Generator made = triple ? Generator{choice->kind, (*triple)[0], (*triple)[1],
                                            (*triple)[2], seed,         stream_of(key)}
                                : Generator{};
  const std::string form = whole ? "[lo, hi, step]" : "[lo, hi, n]";
  const std::string fault = !triple || (whole && !integers)
                                ? (whole ? "needs three integers" : "needs three numbers")
                                : made.fault();
  if (!fault.empty()) {
    in.mistake(generator, fmt::format("{}: {{ {} = {} }} {}; it is {}", what, choice->kind, form,
                                      fault, shown(generator)));
    return {};
  }
  if (static_cast<double>(made.count()) > most_values) {
    in.mistake(generator, fmt::format("{} has more than {} values", what, most_values));
    return {};
  }
  std::vector<LooseValue> values;
  for (std::size_t i = 0; i < made.count(); ++i)
    values.push_back(placed(made.text(i), generator.source()));
  return values;
}

}  // namespace firstmove::engine
