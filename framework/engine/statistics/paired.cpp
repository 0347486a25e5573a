#include "statistics/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace firstmove::engine {
namespace {

std::vector<KeyedValue> by_key(std::span<const KeyedValue> sample) {
  std::vector<KeyedValue> sorted(sample.begin(), sample.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const KeyedValue& a, const KeyedValue& b) { return a.key < b.key; });
  const auto twice =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const KeyedValue& a, const KeyedValue& b) { return a.key == b.key; });
  if (twice != sorted.end())
    throw std::invalid_argument("key " + std::to_string(twice->key) + " occurs twice in a sample");
  return sorted;
}

}  // namespace

std::vector<double> PairedSamples::differences() const {
  std::vector<double> result(keys.size());
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = first[i] == second[i] ? 0 : first[i] - second[i];
  return result;
}

PairedSamples pair_by_key(std::span<const KeyedValue> first, std::span<const KeyedValue> second,
                          FailedRuns failed) {
  const std::vector<KeyedValue> a = by_key(first), b = by_key(second);
  PairedSamples pairs;
  const auto taken = [&](double value, std::size_t& count) {
    if (!std::isnan(value)) return value;
    ++count;
    return failed == FailedRuns::worst ? std::numeric_limits<double>::infinity() : value;
  };
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (j == b.size() || (i < a.size() && a[i].key < b[j].key)) {
      ++pairs.alone_first, ++i;
    } else if (i == a.size() || b[j].key < a[i].key) {
      ++pairs.alone_second, ++j;
    } else {
      const double x = taken(a[i].value, pairs.failed_first);
      const double y = taken(b[j].value, pairs.failed_second);
      if (!std::isnan(x) && !std::isnan(y)) {
        pairs.keys.push_back(a[i].key);
        pairs.first.push_back(x);
        pairs.second.push_back(y);
      }
      ++i, ++j;
    }
  }
  return pairs;
}

}  // namespace firstmove::engine
