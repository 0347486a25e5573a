#include "play/learner.hpp"

#include <algorithm>

namespace firstmove::engine {

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
                 Subscriptions& subscriptions, bool warnings,
                 std::function<void(std::uint64_t, const double*)> charge,
                 std::function<void(std::uint32_t, double)> left)
    : table_(spec.rule.learner()),
      act_(table_.direction ? table_.direction : table_.respond),
      oracle_(oracle),
      host_(spec.rule.descriptor->id),
      place_(place),
      lent_(oracle, host_,
            {.subscribe =
                 [&](const fm_request& request) {
                   subscribed_.push_back(
                       subscriptions.add(request, oracle_.game().shape(), oracle_.stride()));
                 },
             .fail =
                 [this](std::uint32_t replica, std::string reason) {
                   given_up_.push_back({replica, std::move(reason)});
                 },
             .warn = warnings ? std::function([this](std::uint32_t replica, std::string_view text) {
               warn(replica, text);
             })
                              : nullptr,
             .left = std::move(left),
             .charge = std::move(charge)}) {
  const Shape& shape = oracle.game().shape();
  const fm_role role = {sizeof(fm_role), player,
                        shape.players(), static_cast<std::uint32_t>(oracle.replicates().size()),
                        oracle.stride(), shape.dims.data(),
                        place_.data(),   shape.domains.data()};
  host_.call("create", "be created for this game", [&] {
    return table_.create(host_.get(), &spec.params.values(), &role, lent_.c(), &instance_);
  });
  lent_.seal();
  batch_ = oracle.batch(0, nullptr);
  for (const std::size_t index : subscribed_) quantities_.push_back(subscriptions.at(index));
}

void Learner::warn(std::uint32_t replica, std::string_view text) {
  warned_.resize(oracle_.replicates().size());
  if (replica >= warned_.size()) return;
  std::vector<std::string>& known = warned_[replica];
  if (std::find(known.begin(), known.end(), text) != known.end()) return;
  known.emplace_back(text);
  warnings_.push_back({replica, known.back()});
}

Learner::~Learner() {
  if (instance_) host_.release("destroy", [&] { table_.destroy(instance_); });
}

void Learner::act(std::uint64_t step, const double* x, const std::vector<double>& step_sizes,
                  BatchArray& out) {
  lent_.set_step(step);
  batch_.step = step;
  batch_.x = x;
  const fm_step at = {sizeof(fm_step), 0, &batch_, step_sizes.data(), quantities_.data()};
  host_.call(responds() ? "respond" : "direction", "act at a step",
             [&] { return act_(instance_, &at, out.data()); });
}

const fm_expansion* Learner::expansion() const {
  if (!table_.extension) return nullptr;
  const auto* found = static_cast<const fm_expansion*>(
      host_.ask("extension", [&] { return table_.extension(instance_, FM_EXPANSION_EXTENSION); }));
  return found && found->order > 0 ? found : nullptr;
}

void Learner::expand(const std::vector<double>& step_sizes,
                     const std::vector<const double*>& taylor, double* direction,
                     double* jacobian) {
  host_.call("expand", "expand its direction", [&] {
    return expansion()->expand(instance_, step_sizes.data(), taylor.data(), direction, jacobian);
  });
}

}  // namespace firstmove::engine
