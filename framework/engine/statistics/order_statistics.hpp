// The interval of a median from the ordered values, without any assumption on their distribution.
#pragma once

#include <cstddef>
#include <span>

#include "statistics/confidence_interval.hpp"

namespace firstmove::engine {

// Conover 1999, "Practical nonparametric statistics", section 3.2: the k-th least and the k-th
// largest value with the largest k such that the median lies between them with the given
// probability, which is binomial and exact for independent draws from any distribution (at least as
// large if values can be equal). Where even the least and the largest value do not have it, the
// interval is from one to the other, with a lower confidence: 1 - 2^(1 - n), which is 96.9 % for
// six values and 93.8 % for five.
//
// +infinity is a value like others, the largest; so an end may be infinite. NaN is left out. NaN
// and confidence 0 for an empty sample.
ConfidenceInterval median_interval(std::span<const double> sample, double confidence);

// The k of that interval, counted from 1; 0 if none has the confidence.
std::size_t median_rank(std::size_t size, double confidence);

}  // namespace firstmove::engine
