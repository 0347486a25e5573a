// An experiment made up for the observer under check.
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
  // Throws PluginFailure if the observer refuses.
  explicit Bench(const CheckedPlugin& subject);

  struct Session {
    Practice game = Practice::general_sum;
    std::vector<std::uint32_t> replicates;
    std::uint64_t first_step = 0, steps = 5;
    bool complete = true;  // else the batch is given up
    double padding = 0.5;
    // What one replica's coordinates are instead of numbers, and which.
    std::int64_t victim = -1;
    double value = 0;
    std::int64_t first_run = 0;  // tells the files of batches apart
  };
  // Lets it watch a batch from open to close; what it recorded of each replica. Throws
  // PluginFailure.
  std::vector<Recorded> watch(const Session& session);
  bool looks_at_batches() const { return observer_->table().open != nullptr; }

  // Progress up to the last call.
  void follow();
  // The end, with no runs, with some of every kind, and with many.
  void finish(std::size_t runs);

 private:
  ExperimentView view_;
  std::filesystem::path folder_;
  std::unique_ptr<Observer> observer_;
};

}  // namespace firstmove::engine::checks
