// Two samples of the same replicates, made pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firstmove::engine {

struct KeyedValue {
  std::uint64_t key;  // what the two have in common, as a replicate; at most once in a sample
  double value;       // NaN of a run that failed
};

// What becomes of a NaN.
enum class FailedRuns {
  dropped,  // its pair goes with it
  worst,    // it is +infinity, above everything finite: for costs, norms and times
};

struct PairedSamples {
  std::vector<std::uint64_t> keys;  // ascending
  std::vector<double> first, second;
  std::size_t alone_first = 0, alone_second = 0;    // dropped, as the other sample lacks their key
  std::size_t failed_first = 0, failed_second = 0;  // NaN among keys that both have

  // first - second of each pair; 0 where both are the same, infinite ones too.
  std::vector<double> differences() const;
};

// Throws std::invalid_argument if a key comes twice.
PairedSamples pair_by_key(std::span<const KeyedValue> first, std::span<const KeyedValue> second,
                          FailedRuns failed);

}  // namespace firstmove::engine
