// A confidence interval.
#pragma once

namespace firstmove::engine {

struct ConfidenceInterval {
  double lower, upper;
  // What the method guarantees. It is below the confidence that was asked for if so few values
  // cannot give more, and may be above it because ranks are whole numbers.
  double confidence;
};

}  // namespace firstmove::engine
