#include "learner.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace firstmove {

std::size_t Subscriptions::add(const fm_request& request, const Shape& shape, std::size_t stride) {
  const auto known =
      std::find_if(requests_.begin(), requests_.end(),
                   [&](const fm_request& known_one) { return same(known_one, request); });
  if (known != requests_.end()) return static_cast<std::size_t>(known - requests_.begin());
  requests_.push_back(request);
  results_.emplace_back(rows_of(request, shape), stride);
  return requests_.size() - 1;
}

std::vector<double*> Subscriptions::outputs() {
  std::vector<double*> pointers;
  for (BatchArray& result : results_) pointers.push_back(result.data());
  return pointers;
}

Learner::Learner(const PlayerSpec& spec, std::uint32_t player,
                 const std::vector<std::uint32_t>& place, Oracle& oracle,
                 Subscriptions& subscriptions)
    : table_(spec.rule.learner()), oracle_(oracle), subscriptions_(subscriptions), place_(place) {
  c_ = {sizeof(fm_oracle), 0, this, offers, subscribe, prepare, evaluate, fail};
  const Shape& shape = oracle.game().shape();
  const fm_role role = {sizeof(fm_role), player,
                        shape.players(), static_cast<std::uint32_t>(oracle.replicates().size()),
                        oracle.stride(), shape.dims.data(),
                        place_.data(),   shape.domains.data()};
  host_.call("be made for this game", [&] {
    return table_.create(host_.get(), &spec.params.values(), &role, &c_, &instance_);
  });
  creating_ = false;
  for (const std::size_t index : subscribed_) quantities_.push_back(subscriptions_.at(index));
}

Learner::~Learner() {
  if (instance_) table_.destroy(instance_);
}

void Learner::act(std::uint64_t step, const double* x, const std::vector<double>& step_sizes,
                  BatchArray& out) {
  step_ = step;
  const fm_batch batch = oracle_.batch(step, x);
  const fm_step at = {sizeof(fm_step), 0, &batch, step_sizes.data(), quantities_.data()};
  const auto act = responds() ? table_.respond : table_.direction;
  host_.call("act at a step", [&] { return act(instance_, &at, out.data()); });
}

template <class Body>
fm_status Learner::answer(Body&& body) noexcept {
  try {
    body();
    return FM_OK;
  } catch (const PluginFailure& failure) {
    host_.get()->message(host_.get(), FM_LEVEL_ERROR, failure.what());
    return failure.status;
  } catch (const std::exception& error) {
    host_.get()->message(host_.get(), FM_LEVEL_ERROR, error.what());
    return FM_FAILED;
  }
}

std::uint32_t Learner::offers(const fm_oracle* oracle, const fm_request* request) {
  return static_cast<Learner*>(oracle->context)->oracle_.offers(*request);
}

fm_status Learner::subscribe(const fm_oracle* oracle, const fm_request* const* requests,
                             std::uint32_t count) {
  Learner& self = *static_cast<Learner*>(oracle->context);
  return self.answer([&] {
    if (!self.creating_)
      throw PluginFailure(FM_INVALID, "a learner subscribes only while it is made");
    for (std::uint32_t q = 0; q < count; ++q) {
      const fm_request& request = *requests[q];
      if (vectors_of(request) != 0)
        throw PluginFailure(FM_INVALID,
                            "a learner cannot subscribe to products, only prepare them");
      if (!self.oracle_.offers(request))
        throw PluginFailure(FM_UNSUPPORTED,
                            fmt::format("the game '{}' does not give {}", self.oracle_.game().id(),
                                        describe(request)));
      self.subscribed_.push_back(
          self.subscriptions_.add(request, self.oracle_.game().shape(), self.oracle_.stride()));
    }
  });
}

fm_status Learner::prepare(const fm_oracle* oracle, const fm_request* const* requests,
                           std::uint32_t count, std::uint32_t* plan) {
  Learner& self = *static_cast<Learner*>(oracle->context);
  return self.answer([&] {
    if (!self.creating_)
      throw PluginFailure(FM_INVALID, "a learner prepares only while it is made");
    std::vector<fm_request> copies;
    for (std::uint32_t q = 0; q < count; ++q) copies.push_back(*requests[q]);
    self.plans_.push_back(self.oracle_.prepare(copies));
    *plan = static_cast<std::uint32_t>(self.plans_.size() - 1);
  });
}

fm_status Learner::evaluate(const fm_oracle* oracle, std::uint32_t plan, const double* x,
                            const double* const* vectors, double* const* out) {
  Learner& self = *static_cast<Learner*>(oracle->context);
  return self.answer([&] {
    if (plan >= self.plans_.size())
      throw PluginFailure(FM_INVALID, "the learner evaluates a plan that it never prepared");
    self.oracle_.evaluate(self.plans_[plan], self.step_, x, vectors, out);
  });
}

void Learner::fail(const fm_oracle* oracle, std::uint32_t replica, const char* reason) {
  Learner& self = *static_cast<Learner*>(oracle->context);
  self.answer([&] { self.given_up_.push_back({replica, reason ? reason : "no reason given"}); });
}

}  // namespace firstmove
