// The score of every learner on every problem.
#pragma once

#include <cstddef>
#include <vector>

namespace firstmove::engine {

// scores[learner][problem]; less is better, +infinity or NaN is a failure.
using ScoreTable = std::vector<std::vector<double>>;

// The number of problems. Throws std::invalid_argument if it differs between learners.
std::size_t problems_of(const ScoreTable& scores);

}  // namespace firstmove::engine
