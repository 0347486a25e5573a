#include "direction_field.hpp"

#include <spdlog/fmt/fmt.h>

#include <memory>

#include "learner.hpp"
#include "point.hpp"
#include "schedule.hpp"

namespace firstmove {

std::vector<double> direction(const ExperimentSpec& spec, const LearnerSpec& learner,
                              const std::vector<double>& x, std::uint64_t k) {
  try {
    Point at(spec, x);
    const Shape& shape = at.shape();
    Subscriptions wanted;
    std::vector<std::unique_ptr<Learner>> rules;
    std::vector<double> step_sizes, directions;
    for (std::uint32_t p = 0; p < shape.players(); ++p) {
      rules.push_back(
          std::make_unique<Learner>(learner.players[p], p, spec.place, at.oracle(), wanted));
      step_sizes.push_back(step_size(learner.players[p].step, k));
    }
    std::vector<double*> results = wanted.outputs();
    at.oracle().evaluate(at.oracle().prepare(wanted.requests()), k, at.x(), nullptr,
                         results.data());
    for (std::uint32_t p = 0; p < shape.players(); ++p) {
      BatchArray action(shape.dims[p], at.oracle().stride());
      rules[p]->act(k, at.x(), step_sizes, action);
      for (const Remark& given_up : rules[p]->take_given_up())
        throw InputError(fmt::format("learner '{}': {}", learner.name, given_up.text));
      for (std::uint32_t c = 0; c < shape.dims[p]; ++c)
        directions.push_back(rules[p]->responds() ? x[shape.offsets[p] + c] - action.row(c)[0]
                                                  : action.row(c)[0]);
    }
    return directions;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove
