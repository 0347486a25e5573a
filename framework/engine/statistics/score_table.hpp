// How every learner did on every problem.
#pragma once

#include <cstddef>
#include <vector>

namespace firstmove::engine {

// scores[learner][problem]; less is better, +infinity or NaN is a failure.
using ScoreTable = std::vector<std::vector<double>>;

// How many problems there are. Throws std::invalid_argument if not all learners have as many.
std::size_t problems_of(const ScoreTable& scores);

}  // namespace firstmove::engine
