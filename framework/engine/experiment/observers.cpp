#include "experiment/observers.hpp"

#include <spdlog/fmt/fmt.h>

#include <map>

#include "call/task.hpp"

namespace firstmove::engine {

ExperimentView view_of(const Manifest& manifest, const Screen& screen) {
  const ExperimentSpec& spec = manifest.variants.front().spec;
  ExperimentView view;
  view.name = spec.name;
  for (const LearnerSpec& learner : spec.learners) view.learner_names.push_back(learner.name);
  for (const std::string& name : view.learner_names) view.name_pointers.push_back(name.c_str());
  const std::uint64_t runs =
      manifest.variants.size() * spec.learners.size() * spec.replicates.size();
  view.c = {sizeof(fm_experiment),
            static_cast<std::uint32_t>(spec.learners.size()),
            view.name.c_str(),
            view.name_pointers.data(),
            static_cast<std::uint32_t>(spec.replicates.size()),
            static_cast<std::uint32_t>(manifest.variants.size()),
            spec.steps,
            runs,
            screen.terminal,
            screen.width,
            screen.color,
            0};
  return view;
}

std::vector<std::unique_ptr<Observer>> make_observers(const Manifest& manifest,
                                                      const ExperimentView& view,
                                                      const Distrust& distrust) {
  std::vector<std::unique_ptr<Observer>> observers;
  std::map<std::string, int> seen;
  for (const ObserverSpec& spec : manifest.variants.front().spec.observers) {
    const std::string id = spec.plugin.descriptor->id;
    const int nth = ++seen[id];
    if (distrust.covers(spec.plugin)) continue;
    const double limit = manifest.variants.front().spec.budget.call;
    std::string fault;
    try {
      fault = attempt(fmt::format("create observer {} {}", id, nth), limit, [&] {
        observers.push_back(std::make_unique<Observer>(
            spec, view, nth == 1 ? id : fmt::format("{}-{}", id, nth), limit));
      });
    } catch (const PluginFailure& failure) {
      fault = failure.what();
    }
    if (!fault.empty()) throw InputError(fmt::format("observer '{}': {}", id, fault));
  }
  return observers;
}

}  // namespace firstmove::engine
