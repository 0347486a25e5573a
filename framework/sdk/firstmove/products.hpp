// Products of second derivatives with quantities of the step, all in one evaluation, for rules that
// anticipate the next step of other players.
#pragma once

#include "learner.hpp"
#include "sums.hpp"

namespace firstmove {

class Products {
 public:
  Products(const Role& role, Oracle& oracle) : oracle_(oracle), role_(role) {}

  // Adds D_jk f_i v, where v is a quantity of the step. Returns its index for operator[].
  std::size_t add(std::uint32_t i, std::uint32_t j, std::uint32_t k, Quantity v) {
    requests_.push_back(hessian_product(i, j, k));
    vectors_.push_back(v);
    results_.emplace_back(role_.dims[j], role_.stride);
    return results_.size() - 1;
  }
  // Call it once, after the last add().
  void prepare() {
    plan_ = oracle_.prepare(requests_);
    for (RowStore& result : results_) outputs_.push_back(result.rows().data());
    inputs_.resize(vectors_.size());
  }
  void evaluate(const Step& step) {
    for (std::size_t p = 0; p < vectors_.size(); ++p) inputs_[p] = step[vectors_[p]].data();
    oracle_.evaluate(plan_, step.x(), inputs_, outputs_);
  }
  ConstRows operator[](std::size_t place) { return results_[place].rows(); }

 private:
  Oracle& oracle_;
  Role role_;
  std::vector<fm_request> requests_;
  std::vector<Quantity> vectors_;
  std::vector<RowStore> results_;
  Plan plan_;
  std::vector<const double*> inputs_;
  std::vector<double*> outputs_;
};

// xi = (D_1 f_1, .., D_n f_n): every player's own gradient.
inline std::vector<Quantity> own_gradients(const Role& role, Oracle& oracle) {
  std::vector<Quantity> xi;
  for (std::uint32_t j = 0; j < role.players; ++j) xi.push_back(oracle.subscribe(gradient(j, j)));
  return xi;
}

}  // namespace firstmove
