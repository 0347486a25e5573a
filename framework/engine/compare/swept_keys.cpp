#include "compare/swept_keys.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

SweptKey ascending(const SweptKey& swept) {
  std::vector<std::size_t> order(swept.values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return swept.values[a].get<double>() < swept.values[b].get<double>();
  });
  SweptKey sorted = swept;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted.values[i] = swept.values[order[i]];
    sorted.variants[i] = swept.variants[order[i]];
  }
  return sorted;
}

}  // namespace

std::vector<SweptKey> swept_keys(const std::vector<std::string>& variants) {
  std::vector<SweptKey> keys;
  for (std::size_t v = 0; v < variants.size(); ++v) {
    const auto variant = nlohmann::ordered_json::parse(variants[v]);
    for (const auto& [key, value] : variant.items()) {
      auto swept = std::find_if(keys.begin(), keys.end(),
                                [&key = key](const SweptKey& s) { return s.key == key; });
      if (swept == keys.end()) swept = keys.insert(keys.end(), SweptKey{key, {}, {}, true});
      swept->numeric = swept->numeric && value.is_number();
      const auto known = std::find(swept->values.begin(), swept->values.end(), value);
      const auto at = static_cast<std::size_t>(known - swept->values.begin());
      if (known == swept->values.end()) {
        swept->values.push_back(value);
        swept->variants.emplace_back();
      }
      swept->variants[at].push_back(v);
    }
  }
  std::erase_if(keys, [](const SweptKey& swept) { return swept.values.size() < 2; });
  for (SweptKey& swept : keys)
    if (swept.numeric) swept = ascending(swept);
  return keys;
}

}  // namespace firstmove::engine
