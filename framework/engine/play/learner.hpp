// One instance of a learner plugin for one player of a batch, with the oracle that it uses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "play/lent_oracle.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// The quantities that the learners of a batch need at every step, each once.
class Subscriptions {
 public:
  // Returns the index of the quantity.
  std::size_t add(const fm_request& request, const Shape& shape, std::size_t stride);
  const std::vector<fm_request>& requests() const { return requests_; }
  const double* at(std::size_t index) const { return results_[index].data(); }
  std::vector<double*> outputs();

 private:
  std::vector<fm_request> requests_;
  std::vector<BatchArray> results_;
};

// What a learner reported about one replica, verbatim.
struct Remark {
  std::uint32_t replica;
  std::string text;
};

class Learner {
 public:
  // Throws PluginFailure if the rule refuses the game or the place, or the game lacks a quantity.
  // `warnings`: whether the learner may warn of what the theory does not cover. `charge` is called
  // for its evaluations beyond the subscriptions, `left` with what its iterative solves leave
  // (LentOracle::Rights).
  Learner(const PlayerSpec& spec, std::uint32_t player, const std::vector<std::uint32_t>& place,
          Oracle& oracle, Subscriptions& subscriptions, bool warnings = false,
          std::function<void(std::uint64_t, const double*)> charge = {},
          std::function<void(std::uint32_t, double)> left = {});
  ~Learner();
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  bool responds() const { return table_.direction == nullptr; }
  // Writes the direction or, for a rule that responds, the action. Throws PluginFailure.
  void act(std::uint64_t step, const double* x, const std::vector<double>& step_sizes,
           BatchArray& out);
  // The rule's own expansion of its direction; NULL if it has none.
  const fm_expansion* expansion() const;
  // Evaluates it at one joint action: d_i directions and their Jacobian by rows. Throws
  // PluginFailure.
  void expand(const std::vector<double>& step_sizes, const std::vector<const double*>& taylor,
              double* direction, double* jacobian);
  // Whether replicas were given up or warnings given since the last call of the two below.
  bool remarks() const { return !given_up_.empty() || !warnings_.empty(); }
  // The replicas given up and the new warnings since the last call.
  std::vector<Remark> take_given_up() { return std::exchange(given_up_, {}); }
  std::vector<Remark> take_warnings() { return std::exchange(warnings_, {}); }

 private:
  void warn(std::uint32_t replica, std::string_view text);

  const fm_learner& table_;
  fm_status (*const act_)(fm_learner_instance*, const fm_step*, double*);
  Oracle& oracle_;
  HostSide host_;
  std::vector<std::uint32_t> place_;
  std::vector<std::size_t> subscribed_;
  std::vector<const double*> quantities_;
  std::vector<Remark> given_up_, warnings_;
  std::vector<std::vector<std::string>> warned_;  // of each replica: texts already given
  LentOracle lent_;
  fm_batch batch_;
  fm_learner_instance* instance_ = nullptr;
};

}  // namespace firstmove::engine
