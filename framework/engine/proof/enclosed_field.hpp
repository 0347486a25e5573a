// Proven bounds on the fields of a game over boxes of joint actions.
#pragma once

#include <firstmove/internal/enclosure.hpp>

#include <vector>

#include "game/game.hpp"
#include "point/translations.hpp"
#include "proof/interval_matrix.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

using Box = std::vector<Interval>;  // one interval per coordinate

// A field over a box.
struct EnclosedField {
  std::vector<Interval> value;
  IntervalMatrix jacobian;
  // A second field with its Jacobian, or empty. It vanishes wherever `value` is defined and
  // vanishes, and it stays bounded where a matrix that `value` inverts is singular.
  std::vector<Interval> cleared;
  IntervalMatrix cleared_jacobian;
  bool smooth = true;  // no branch of a cost changes within the box: the Jacobians are valid
};

// A game whose costs can be enclosed. Throws PluginFailure like any game. Where translations change
// no cost, it is the game over the free coordinates: boxes, fields and Jacobians have these alone,
// and the held coordinates stay where they are in `middle`, a joint action.
class EnclosedGame {
 public:
  explicit EnclosedGame(const ExperimentSpec& spec);
  EnclosedGame(const ExperimentSpec& spec, const Translations& across,
               const std::vector<double>& middle);

  const Shape& shape() const { return free_shape_; }
  // The box of joint actions for one of the free coordinates.
  Box whole(const Box& free) const;
  // The field as motions modulo the translations: its spectrum decides stability.
  IntervalMatrix motion(const IntervalMatrix& jacobian) const;
  // Why nothing can be proven about it; "" if something can.
  const std::string& without() const { return without_; }

  EnclosedField simultaneous(const Box& box);  // omega and J
  // omega_S and J_S, stackelberg_field.hpp. Where D_12 f_2 = 0 is proven exactly, so that the
  // follower's gradient does not depend on the leader, the derivative of its response counts as 0
  // even where D_22 f_2 is singular and does not determine it.
  EnclosedField stackelberg(const Box& box);

 private:
  EnclosedSeries cost(std::uint32_t player, std::uint32_t order, const Box& box, bool& smooth);
  void add_cleared(const EnclosedSeries& leader, const EnclosedSeries& follower,
                   EnclosedField& field) const;

  Game game_;
  Translations across_;
  std::vector<double> middle_;
  Shape free_shape_;
  std::vector<std::uint32_t> players_;  // in the order of play
  std::string without_;
  EnclosureSpaces spaces_;
};

}  // namespace firstmove::engine
