// Access to the game for learners and observers.
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <exception>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "internal/multi_index.hpp"
#include "plugin.hpp"

namespace firstmove {

// Requests of quantities, players counted from 0 (abi.h).
inline fm_request cost(std::uint32_t i) { return {sizeof(fm_request), FM_COST, i, 0, 0, 0}; }
inline fm_request gradient(std::uint32_t i, std::uint32_t j) {  // D_j f_i
  return {sizeof(fm_request), FM_GRADIENT, i, j, 0, 0};
}
inline fm_request hessian_block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {  // D_jk f_i
  return {sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0};
}
inline fm_request hessian_product(std::uint32_t i, std::uint32_t j,
                                  std::uint32_t k) {  // D_jk f_i v
  return {sizeof(fm_request), FM_HESSIAN_PRODUCT, i, j, k, 0};
}
inline fm_request taylor(std::uint32_t i, std::uint32_t order) {  // D f_i .. D^order f_i
  return {sizeof(fm_request), FM_TAYLOR, i, order, 0, 0};
}
inline fm_request metric(std::uint32_t k) {  // the game's own metric number k
  return {sizeof(fm_request), FM_METRIC, k, 0, 0, 0};
}
inline fm_request third_product(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                std::uint32_t l) {  // D_jkl f_i (u, v)
  return {sizeof(fm_request), FM_THIRD_PRODUCT, i, j, k, l};
}

// A quantity that arrives with every step.
struct Quantity {
  std::uint32_t index = 0, rows = 0;
};
// Quantities that the learner or observer evaluates on request.
struct Plan {
  std::uint32_t handle = 0;
};

// A verdict on a joint action and the numbers that decide it; see fm_verdict.
struct ToldVerdict {
  std::string name, number, relation;
  bool holds;
  double value, bound;
  bool undecided = false;   // neither shown to hold nor to fail; then `holds` is false
  std::string reason = {};  // why it is undecided; "" if it is decided
};

class Oracle {
 public:
  Oracle(const fm_oracle* oracle, std::span<const std::uint32_t> dims)
      : oracle_(*oracle), dims_(dims) {}

  bool offers(const fm_request& request) const { return oracle_.offers(&oracle_, &request) != 0; }
  // In constructors only; subscribe() for learners only. Both throw HostRefused if a quantity is
  // not available.
  Quantity subscribe(const fm_request& request) {
    const fm_request* pointer = &request;
    require(oracle_.subscribe(&oracle_, &pointer, 1));
    return {subscribed_++, rows_of(request)};
  }
  Plan prepare(const std::vector<fm_request>& requests) {
    std::vector<const fm_request*> pointers;
    for (const fm_request& request : requests) pointers.push_back(&request);
    Plan plan;
    require(oracle_.prepare(&oracle_, pointers.data(), static_cast<std::uint32_t>(pointers.size()),
                            &plan.handle));
    return plan;
  }
  // In direction(), respond() and observe() only. `vectors` and `out` are in the order of the
  // plan's requests; see fm_oracle.evaluate.
  void evaluate(Plan plan, const double* x, std::span<const double* const> vectors,
                std::span<double* const> out) const {
    require(oracle_.evaluate(&oracle_, plan.handle, x, vectors.data(), out.data()));
  }
  // The same, but only replicas with needed[r] != 0 are charged; see fm_oracle.evaluate_for.
  void evaluate_for(const double* needed, Plan plan, const double* x,
                    std::span<const double* const> vectors, std::span<double* const> out) const {
    if (FM_HAS(&oracle_, fm_oracle, evaluate_for) && oracle_.evaluate_for != nullptr)
      require(oracle_.evaluate_for(&oracle_, plan.handle, x, vectors.data(), out.data(), needed));
    else
      evaluate(plan, x, vectors, out);
  }
  void fail(std::size_t replica, const std::string& reason) const {
    oracle_.fail(&oracle_, static_cast<std::uint32_t>(replica), reason.c_str());
  }
  // Whether warnings are on; only then may warn() be called.
  bool warns() const { return FM_HAS(&oracle_, fm_oracle, warn) && oracle_.warn != nullptr; }
  void warn(std::size_t replica, const std::string& text) const {
    oracle_.warn(&oracle_, static_cast<std::uint32_t>(replica), text.c_str());
  }
  // What an iterative solve of this step left for a replica, relative to its right-hand side; see
  // fm_oracle.left.
  void left(std::size_t replica, double residual) const {
    if (FM_HAS(&oracle_, fm_oracle, left) && oracle_.left != nullptr)
      oracle_.left(&oracle_, static_cast<std::uint32_t>(replica), residual);
  }
  // For observers, in observe() and close(): classifies a joint action, one value per coordinate.
  // Call classify() only if classifies().
  bool classifies() const {
    return FM_HAS(&oracle_, fm_oracle, classify_in_full) && oracle_.classify_in_full != nullptr;
  }
  std::vector<ToldVerdict> classify(const double* x) const {
    struct List {
      std::vector<ToldVerdict> verdicts;
      std::exception_ptr thrown;  // no exception may pass through the host
    } list;
    require(oracle_.classify_in_full(&oracle_, x, &list, [](void* context, const fm_verdict* v) {
      List& to = *static_cast<List*>(context);
      try {
        to.verdicts.push_back({v->name, v->number, v->relation, v->holds != 0, v->value, v->bound});
        if (!FM_HAS(v, fm_verdict, reason) || v->undecided == 0) return;
        to.verdicts.back().undecided = true;
        to.verdicts.back().reason = v->reason;
      } catch (...) {
        to.thrown = std::current_exception();
      }
    }));
    if (list.thrown) std::rethrow_exception(list.thrown);
    return list.verdicts;
  }

 private:
  static void require(fm_status status) {
    if (status != FM_OK) throw HostRefused{status};
  }
  std::uint32_t rows_of(const fm_request& r) const {
    switch (r.quantity) {
      case FM_COST:
      case FM_METRIC:
        return 1;
      case FM_HESSIAN_BLOCK:
        return dims_[r.j] * dims_[r.k];
      case FM_TAYLOR:
        return static_cast<std::uint32_t>(
            derivatives(std::accumulate(dims_.begin(), dims_.end(), std::size_t{0}), r.j));
      default:
        return dims_[r.j];
    }
  }

  const fm_oracle& oracle_;
  std::span<const std::uint32_t> dims_;
  std::uint32_t subscribed_ = 0;
};

}  // namespace firstmove
