// One instance of a learner plugin for one player of a batch, with the oracle it asks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "manifest.hpp"
#include "oracle.hpp"

namespace firstmove {

// The quantities that the learners of a batch want in every step, each once.
class Subscriptions {
 public:
  // Where the quantity will be.
  std::size_t add(const fm_request& request, const Shape& shape, std::size_t stride);
  const std::vector<fm_request>& requests() const { return requests_; }
  const double* at(std::size_t index) const { return results_[index].data(); }
  std::vector<double*> outputs();

 private:
  std::vector<fm_request> requests_;
  std::vector<BatchArray> results_;
};

// Replicas that a learner gave up, with its reasons.
struct GivenUp {
  std::uint32_t replica;
  std::string reason;
};

class Learner {
 public:
  // Throws PluginFailure if the rule refuses the game or the place, or the game lacks a quantity.
  Learner(const PlayerSpec& spec, std::uint32_t player, const std::vector<std::uint32_t>& place,
          Oracle& oracle, Subscriptions& subscriptions);
  ~Learner();
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  bool responds() const { return table_.direction == nullptr; }
  // Writes the direction or, of a rule that responds, the action. Throws PluginFailure.
  void act(std::uint64_t step, const double* x, const std::vector<double>& step_sizes,
           BatchArray& out);
  // Replicas given up since the last call.
  std::vector<GivenUp> take_given_up() { return std::exchange(given_up_, {}); }

 private:
  static std::uint32_t offers(const fm_oracle* oracle, const fm_request* request);
  static fm_status subscribe(const fm_oracle* oracle, const fm_request* const* requests,
                             std::uint32_t count);
  static fm_status prepare(const fm_oracle* oracle, const fm_request* const* requests,
                           std::uint32_t count, std::uint32_t* plan);
  static fm_status evaluate(const fm_oracle* oracle, std::uint32_t plan, const double* x,
                            const double* const* vectors, double* const* out);
  static void fail(const fm_oracle* oracle, std::uint32_t replica, const char* reason);
  // Runs `body` for a plugin that called back: what it throws becomes a status and a message.
  template <class Body>
  fm_status answer(Body&& body) noexcept;

  const fm_learner& table_;
  Oracle& oracle_;
  Subscriptions& subscriptions_;
  HostSide host_;
  fm_oracle c_{};
  std::vector<std::uint32_t> place_;
  bool creating_ = true;
  std::uint64_t step_ = 0;
  std::vector<std::size_t> subscribed_;
  std::vector<const double*> quantities_;
  std::vector<std::size_t> plans_;
  std::vector<GivenUp> given_up_;
  fm_learner_instance* instance_ = nullptr;
};

}  // namespace firstmove
