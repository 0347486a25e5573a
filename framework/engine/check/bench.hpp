// An artificial experiment for the observer under check.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "check/checked_plugin.hpp"
#include "check/practice.hpp"
#include "play/observer.hpp"

namespace firstmove::engine::checks {

class Bench {
 public:
  // Throws PluginFailure if the observer refuses the experiment.
  explicit Bench(const CheckedPlugin& subject);

  struct Session {
    Practice game = Practice::general_sum;
    std::vector<std::uint32_t> replicates;
    std::uint64_t first_step = 0, steps = 5;
    bool complete = true;  // else the batch is cancelled
    double padding = 0.5;
    // The replica whose coordinates are replaced by `value`; -1: none.
    std::int64_t victim = -1;
    double value = 0;
    std::int64_t first_run = 0;  // gives each batch its own file names
  };
  // Lets the observer watch a batch from open to close. Returns its records of each replica. Throws
  // PluginFailure.
  std::vector<Recorded> watch(const Session& session);
  bool looks_at_batches() const { return observer_->table().open != nullptr; }

  // Makes progress calls up to the final one.
  void follow();
  // Ends an experiment of so many runs, of every kind of outcome.
  void finish(std::size_t runs);

 private:
  ExperimentView view_;
  std::filesystem::path folder_;
  std::unique_ptr<Observer> observer_;
};

}  // namespace firstmove::engine::checks
