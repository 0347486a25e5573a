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

constexpr double most_values = 100'000;  // of a range

// FNV-1a: the stream of the random generator that a key uses.
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
  double lo, hi, last;  // the number of values; of a range the step
  std::uint64_t seed, stream;

  bool logarithmic() const { return kind == "log" || kind == "random_log"; }
  bool random() const { return kind.starts_with("random"); }

  // What its ends need beyond their bounds; "" if nothing.
  std::string fault() const {
    if (kind == "range" && !(lo <= hi)) return "lo at most hi";
    return random() && !(lo < hi) ? "lo below hi" : "";
  }
  std::size_t count() const {
    return static_cast<std::size_t>(kind == "range" ? std::floor((hi - lo) / last) + 1 : last);
  }
  // The position of the i-th value between the ends, from 0 to 1.
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

// Only the parser gives a node its place, so the value is parsed at the generator's place.
LooseValue placed(const std::string& text, const toml::source_region& at) {
  const std::size_t line = at.begin.line, column = at.begin.column;
  const std::string lead = "value=";
  std::string document(line == 0 ? 0 : line - 1, '\n');
  document += lead + std::string(column > lead.size() ? column - 1 - lead.size() : 0, ' ') + text;
  return toml::parse(document, at.path ? *at.path : "");
}

}  // namespace

bool is_random(const toml::node& generator) {
  const toml::table* table = generator.as_table();
  return table && table->size() == 1 && table->begin()->first.str().starts_with("random_");
}

std::vector<LooseValue> generate(const toml::table& generator, const std::string& key,
                                 std::uint64_t seed, std::vector<Mistake>& mistakes) {
  TableReader in(generator, "[sweep]", mistakes);
  const std::string what = fmt::format("sweep of '{}'", key);
  const auto choice = read_choice(generator, manifest_table("generator"), in, what);
  if (!choice) return {};
  const ManifestTable &kinds = *choice->kinds, &parts = *table_of_key(kinds, *choice->kind);
  const bool integers = parts.keys.front().type == KeyType::integer;
  const toml::array* list = choice->value->as_array();
  const auto triple = numbers(*choice->value, 3);
  const auto refuse = [&](const std::string& needs) {
    in.mistake(generator, fmt::format("{}: {} needs {}; it is {}", what,
                                      kind_form(kinds, *choice->kind), needs, shown(generator)));
    return std::vector<LooseValue>();
  };
  if (!triple || (integers && !list->is_homogeneous<std::int64_t>()))
    return refuse(integers ? "three integers" : "three numbers");
  if (!parts_accept(parts, *triple)) return refuse(kind_needs(kinds, *choice->kind));
  const Generator made{std::string(choice->kind->key),
                       (*triple)[0],
                       (*triple)[1],
                       (*triple)[2],
                       seed,
                       stream_of(key)};
  if (const std::string fault = made.fault(); !fault.empty()) return refuse(fault);
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
