// Pairs of two samples of the same replicates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firstmove::engine {

struct KeyedValue {
  std::uint64_t key;  // what the values are paired by, such as the replicate; unique in a sample
  double value;       // NaN for a run that failed
};

// How a NaN is treated.
enum class FailedRuns {
  dropped,  // together with its pair
  worst,    // it becomes +infinity, above all finite values: for costs, norms and times
};

struct PairedSamples {
  std::vector<std::uint64_t> keys;  // ascending
  std::vector<double> first, second;
  std::size_t alone_first = 0, alone_second = 0;    // dropped: not in the other sample
  std::size_t failed_first = 0, failed_second = 0;  // NaN among keys that both have

  // first - second of each pair; 0 where both are equal, even if infinite.
  std::vector<double> differences() const;
};

// Throws std::invalid_argument if a key occurs twice in a sample.
PairedSamples pair_by_key(std::span<const KeyedValue> first, std::span<const KeyedValue> second,
                          FailedRuns failed);

}  // namespace firstmove::engine
