// Learners in C++: a struct that yields one player's direction becomes a learner plugin.
//
//   #include <firstmove/learner.hpp>
//
//   struct GradientPlay {
//     static firstmove::Info info() { return {"gradient-play", ...}; }
//     GradientPlay(const firstmove::Values&, firstmove::Role role, firstmove::Oracle& oracle)
//         : own(oracle.subscribe(firstmove::gradient(role.player, role.player))) {}
//     void direction(const firstmove::Step& step, firstmove::Rows d) { copy(step[own], d); }
//     firstmove::Quantity own;
//   };
//   FIRSTMOVE_LEARNER(GradientPlay)
//
// The constructor asks for what the rule needs; direction() works on whole batches, a Lane of
// replicas at a time. A rule that plays an action outright, as a best response does, has respond()
// with the same arguments instead of direction(). Throw Refusal from the constructor for a game or
// a place in it that the rule is not defined for.
#pragma once

#include <algorithm>
#include <memory>
#include <numeric>

#include "multi_index.hpp"
#include "plugin.hpp"
#include "rows.hpp"

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
inline fm_request third_product(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                std::uint32_t l) {  // D_jkl f_i (u, v)
  return {sizeof(fm_request), FM_THIRD_PRODUCT, i, j, k, l};
}

// The learner's place in the game and the size of its batch.
struct Role {
  explicit Role(const fm_role& r)
      : player(r.player),
        players(r.players),
        count(r.count),
        stride(r.stride),
        dims(r.dims, r.players),
        place(r.place, r.players) {
    offsets.push_back(0);
    for (const std::uint32_t d : dims) offsets.push_back(offsets.back() + d);
    domains = {r.domains, offsets.back()};
  }
  std::uint32_t dim() const { return dims[player]; }
  // The players after this one in the order of play.
  std::vector<std::uint32_t> followers() const {
    std::vector<std::uint32_t> after;
    for (std::uint32_t p = 0; p < players; ++p)
      if (place[p] > place[player]) after.push_back(p);
    return after;
  }

  std::uint32_t player, players, count;
  std::size_t stride;
  std::span<const std::uint32_t> dims, place;
  std::vector<std::uint32_t> offsets;
  std::span<const fm_domain> domains;
};

// A quantity that arrives with every step.
struct Quantity {
  std::uint32_t index = 0, rows = 0;
};
// Quantities that the learner evaluates when it wants them.
struct Plan {
  std::uint32_t handle = 0;
};

class Oracle {
 public:
  Oracle(const fm_oracle* oracle, const Role& role) : oracle_(*oracle), dims_(role.dims) {}

  bool offers(const fm_request& request) const { return oracle_.offers(&oracle_, &request) != 0; }
  // In constructors only. Throw Refusal, with the host's sentence already given, if the game can't.
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
  // In direction() and respond() only.
  // `vectors` and `out` in the order of the plan's requests; see fm_oracle.evaluate.
  void evaluate(Plan plan, const double* x, std::span<const double* const> vectors,
                std::span<double* const> out) const {
    require(oracle_.evaluate(&oracle_, plan.handle, x, vectors.data(), out.data()));
  }
  void fail(std::size_t replica, const std::string& reason) const {
    oracle_.fail(&oracle_, static_cast<std::uint32_t>(replica), reason.c_str());
  }
  // Whether somebody wants to know what the theory does not cover; then warn() says it.
  bool warns() const { return FM_HAS(&oracle_, fm_oracle, warn) && oracle_.warn != nullptr; }
  void warn(std::size_t replica, const std::string& text) const {
    oracle_.warn(&oracle_, static_cast<std::uint32_t>(replica), text.c_str());
  }

  struct Refused {  // the host holds the sentence
    fm_status status;
  };

 private:
  static void require(fm_status status) {
    if (status != FM_OK) throw Refused{status};
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

// What there is to know of a rule; see fm_rule. A learner says it in `static Rule rule()`.
struct Rule {
  std::string direction, needs, cost, players, converges;
  bool slower = false;  // a leader whose results take it for slower than its followers
};

// One step of the batch.
class Step {
 public:
  explicit Step(const fm_step& step) : step_(step) {}
  ConstRows operator[](Quantity q) const { return {step_.quantities[q.index], q.rows, stride()}; }
  const double* x() const { return step_.batch->x; }
  double step_size(std::uint32_t player) const { return step_.step_sizes[player]; }
  std::uint64_t k() const { return step_.batch->step; }
  std::size_t count() const { return step_.batch->count; }
  std::size_t stride() const { return step_.batch->stride; }

 private:
  const fm_step& step_;
};

template <class L>
class LearnerPlugin {
 public:
  static const fm_descriptor* descriptor() { return descriptor_of<L>(FM_KIND_LEARNER, table()); }

 private:
  struct Instance {
    Instance(const fm_host* h, const Values& values, const fm_role* r, const fm_oracle* o)
        : host(h), role(*r), oracle(o, role), learner(values, role, oracle) {}
    const fm_host* host;
    Role role;
    Oracle oracle;
    L learner;
  };
  static Instance& at(fm_learner_instance* p) { return *reinterpret_cast<Instance*>(p); }

  // A refusal of the host's oracle passes through: its sentence stands already.
  template <class Body>
  static fm_status guarded(const fm_host* host, Body&& body) noexcept {
    fm_status status = FM_OK;
    const fm_status own = at_border(host, [&] {
      try {
        body();
      } catch (const Oracle::Refused& refused) {
        status = refused.status;
      }
    });
    return own != FM_OK ? own : status;
  }

  static fm_status create(const fm_host* host, const fm_values* values, const fm_role* role,
                          const fm_oracle* oracle, fm_learner_instance** out) {
    return guarded(host, [&] {
      *out =
          reinterpret_cast<fm_learner_instance*>(new Instance(host, Values(values), role, oracle));
    });
  }
  static void destroy(fm_learner_instance* learner) { delete &at(learner); }

  static fm_status direction(fm_learner_instance* learner, const fm_step* step, double* out) {
    Instance& self = at(learner);
    return guarded(self.host, [&] {
      self.learner.direction(Step(*step), Rows(out, self.role.dim(), self.role.stride));
    });
  }
  static fm_status respond(fm_learner_instance* learner, const fm_step* step, double* out) {
    Instance& self = at(learner);
    return guarded(self.host, [&] {
      self.learner.respond(Step(*step), Rows(out, self.role.dim(), self.role.stride));
    });
  }

  static constexpr bool responds = requires(L & learner, const Step& step, Rows out) {
    learner.respond(step, out);
  };
  // Never destroyed: the host may read it until the very end of the process.
  static const fm_rule* rule() {
    if constexpr (requires { L::rule(); }) {
      static const Rule& told = *new Rule(L::rule());
      static const fm_rule c = {sizeof(fm_rule),       told.slower,       told.direction.c_str(),
                                told.needs.c_str(),    told.cost.c_str(), told.players.c_str(),
                                told.converges.c_str()};
      return &c;
    }
    return nullptr;
  }

  static const fm_learner* table() {
    static const fm_learner made = [] {
      fm_learner t{sizeof(fm_learner), 0, create, destroy, nullptr, nullptr, nullptr, rule()};
      if constexpr (responds)
        t.respond = respond;
      else
        t.direction = direction;
      return t;
    }();
    return &made;
  }
};

}  // namespace firstmove

// Makes this library the learner plugin of struct L.
#define FIRSTMOVE_LEARNER(L) FIRSTMOVE_LIBRARY(firstmove::LearnerPlugin<L>)
