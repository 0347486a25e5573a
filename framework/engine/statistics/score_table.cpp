#include "statistics/score_table.hpp"

#include <stdexcept>
#include <string>

namespace firstmove::engine {

std::size_t problems_of(const ScoreTable& scores) {
  const std::size_t problems = scores.empty() ? 0 : scores[0].size();
  for (std::size_t l = 0; l < scores.size(); ++l)
    if (scores[l].size() != problems)
      throw std::invalid_argument("learner " + std::to_string(l) + " has " +
                                  std::to_string(scores[l].size()) + " scores, but learner 0 has " +
                                  std::to_string(problems));
  return problems;
}

}  // namespace firstmove::engine
