// Learners in C++: a struct that computes one player's direction becomes a learner plugin.
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
// The constructor requests the quantities that the rule needs; direction() works on whole batches,
// a Lane of replicas at a time. A rule that computes the next action itself, as a best response
// does, has respond() with the same arguments instead of direction(). Throw Refusal from the
// constructor for a game, or a place in the order of play, that the rule is not defined for. A rule
// that reads and writes arrays only by load() and store() of rows.hpp, row[r] and the functions of
// this kit says `static constexpr bool contiguous = true`: then a single replica of a large game
// may have its coordinates one after the other in memory, which is much faster. A learner with
// expand() (internal/expansion.hpp) provides the exact Jacobian of its direction.
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>

#include "internal/expansion.hpp"
#include "oracle.hpp"
#include "plugin.hpp"
#include "role.hpp"
#include "rows.hpp"

namespace firstmove {

// The documentation of a rule; see fm_rule. A learner returns it from `static Rule rule()`.
struct Rule {
  std::string direction, needs, cost, players, converges;
  bool slower = false;  // convergence results assume that it is slower than its followers
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
        : host(h), role(*r), oracle(o, role.dims), learner(values, role, oracle) {
      if constexpr (requires { learner.expansion_order(); })
        expansion.order = learner.expansion_order();
    }
    const fm_host* host;
    Role role;
    Oracle oracle;
    L learner;
    fm_expansion expansion = {sizeof(fm_expansion), 3, expand};
  };
  static Instance& at(fm_learner_instance* p) { return *reinterpret_cast<Instance*>(p); }
  static const Instance& at(const fm_learner_instance* p) {
    return *reinterpret_cast<const Instance*>(p);
  }

  static fm_status create(const fm_host* host, const fm_values* values, const fm_role* role,
                          const fm_oracle* oracle, fm_learner_instance** out) {
    return at_border(host, [&] {
      *out =
          reinterpret_cast<fm_learner_instance*>(new Instance(host, Values(values), role, oracle));
    });
  }
  static void destroy(fm_learner_instance* learner) { delete &at(learner); }

  static fm_status direction(fm_learner_instance* learner, const fm_step* step, double* out) {
    Instance& self = at(learner);
    return at_border(self.host, [&] {
      self.learner.direction(Step(*step), Rows(out, self.role.dim(), self.role.stride));
    });
  }
  static fm_status respond(fm_learner_instance* learner, const fm_step* step, double* out) {
    Instance& self = at(learner);
    return at_border(self.host, [&] {
      self.learner.respond(Step(*step), Rows(out, self.role.dim(), self.role.stride));
    });
  }

  static constexpr bool expands = requires(const L& learner, const Expansion& costs) {
    learner.expand(costs);
  };
  static fm_status expand(const fm_learner_instance* learner, const double* step_sizes,
                          const double* const* taylor, double* direction, double* jacobian) {
    const Instance& self = at(learner);
    return at_border(self.host, [&] {
      if constexpr (expands) {
        const Expansion costs(self.role, self.expansion.order, step_sizes, taylor);
        for (const Series& component : self.learner.expand(costs)) {
          *direction++ = first_lane(value(component));
          for (std::size_t c = 0; c < self.role.offsets.back(); ++c)
            *jacobian++ = first_lane(component.derivative(1 + c));
        }
      }
    });
  }
  static const void* extension(const fm_learner_instance* learner, const char* id) {
    return std::string_view(id) == FM_EXPANSION_EXTENSION ? &at(learner).expansion : nullptr;
  }

  static constexpr bool responds = requires(L & learner, const Step& step, Rows out) {
    learner.respond(step, out);
  };
  // Never destroyed: the host may read it until the end of the process.
  static const fm_rule* rule() {
    if constexpr (requires { L::rule(); }) {
      static const Rule& kept = *new Rule(L::rule());
      static const fm_rule c = {sizeof(fm_rule),       kept.slower,       kept.direction.c_str(),
                                kept.needs.c_str(),    kept.cost.c_str(), kept.players.c_str(),
                                kept.converges.c_str()};
      return &c;
    }
    return nullptr;
  }

  static const fm_learner* table() {
    static const fm_learner made = [] {
      fm_learner t{sizeof(fm_learner), 0, create, destroy, nullptr, nullptr, nullptr, rule(), 0, 0};
      if constexpr (responds)
        t.respond = respond;
      else
        t.direction = direction;
      if constexpr (expands) t.extension = extension;
      if constexpr (requires { L::contiguous; }) t.contiguous = L::contiguous;
      return t;
    }();
    return &made;
  }
};

}  // namespace firstmove

// Makes this library the learner plugin of struct L.
#define FIRSTMOVE_LEARNER(L) FIRSTMOVE_LIBRARY(firstmove::LearnerPlugin<L>)
