#include "proof/certificates.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

ProvenVerdict positive(const std::string& name, const std::string& number,
                       const std::optional<Interval>& bounds) {
  if (!bounds) return {name, false, false, number, Interval::whole()};
  return {name, bounds->lower() > 0, bounds->upper() < 0, number, *bounds};
}

// Bounds on the least eigenvalue of several matrices; empty if one of them has none.
std::optional<Interval> least_of(const std::vector<IntervalMatrix>& symmetric) {
  std::optional<Interval> least;
  for (const IntervalMatrix& m : symmetric) {
    const auto own = least_eigenvalue(m);
    if (!own) return std::nullopt;
    least = !least ? *own
                   : Interval(std::min(least->lower(), own->lower()),
                              std::min(least->upper(), own->upper()));
  }
  return least;
}

// Tightens the bounds of a symmetric matrix: those of both halves hold.
IntervalMatrix symmetric(IntervalMatrix m) {
  for (std::size_t r = 0; r < m.rows(); ++r)
    for (std::size_t c = 0; c < r; ++c)
      m(r, c) = m(c, r) =
          meet(m(r, c), m(c, r)) ? common(m(r, c), m(c, r)) : hull(m(r, c), m(c, r));
  return m;
}

std::vector<ProvenVerdict> simultaneous_verdicts(const Shape& shape, const EnclosedField& at,
                                                 const IntervalMatrix& motion) {
  std::vector<IntervalMatrix> own;
  for (std::uint32_t i = 0; i < shape.players(); ++i)
    own.push_back(symmetric(
        at.jacobian.block(shape.offsets[i], shape.offsets[i], shape.dims[i], shape.dims[i])));
  const ProvenVerdict stable =
      positive("stable_simultaneous", "least real part of J's spectrum", least_real_part(motion));
  const ProvenVerdict nash =
      positive("differential_nash", "least eigenvalue of the own Hessians", least_of(own));
  ProvenVerdict attractor = stable;
  attractor.name = "non_nash_attractor";
  attractor.holds = stable.holds && nash.fails;
  attractor.fails = stable.fails || nash.holds;
  return {stable, nash, attractor};
}

// The submatrix of the given rows and columns.
IntervalMatrix part(const IntervalMatrix& m, const std::vector<std::uint32_t>& rows,
                    const std::vector<std::uint32_t>& columns) {
  IntervalMatrix chosen(rows.size(), columns.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns.size(); ++c) chosen(r, c) = m(rows[r], columns[c]);
  return chosen;
}

std::vector<ProvenVerdict> stackelberg_verdicts(const Shape& shape,
                                                const std::vector<std::uint32_t>& place,
                                                const EnclosedField& at,
                                                const IntervalMatrix& motion) {
  std::vector<std::uint32_t> players(place.size()), below;
  for (std::uint32_t p = 0; p < place.size(); ++p) players[place[p]] = p;
  std::vector<IntervalMatrix> totals;  // stackelberg_field.hpp
  for (std::size_t j = players.size(); j-- > 0;) {
    std::vector<std::uint32_t> own;
    for (std::uint32_t c = shape.offsets[players[j]]; c < shape.offsets[players[j] + 1]; ++c)
      own.push_back(c);
    IntervalMatrix total = part(at.jacobian, own, own);
    if (!below.empty()) {
      const IntervalMatrix taken_up =
          part(at.jacobian, own, below) *
          solve(part(at.jacobian, below, below), part(at.jacobian, below, own));
      for (std::size_t r = 0; r < own.size(); ++r)
        for (std::size_t c = 0; c < own.size(); ++c) total(r, c) -= taken_up(r, c);
    }
    totals.push_back(symmetric(std::move(total)));
    below.insert(below.end(), own.begin(), own.end());
  }
  return {
      positive("stable_stackelberg", "least real part of J_S's spectrum", least_real_part(motion)),
      positive("differential_stackelberg", "least eigenvalue of the total second derivatives",
               least_of(totals))};
}

// The free coordinates of a box: held ones stay in the middle, and the sides of the others reach as
// far as translations of points of the box do.
struct FreeBox {
  SearchBox box;
  std::vector<double> middle;  // of the whole box
};
FreeBox free_box(const Translations& across, const SearchBox& of) {
  FreeBox part;
  for (std::size_t c = 0; c < of.lower.size(); ++c)
    part.middle.push_back(of.lower[c] + (of.upper[c] - of.lower[c]) / 2);
  for (std::size_t f = 0; f < across.free.size(); ++f) {
    double reach = 0;
    for (std::size_t t = 0; t < across.held.size(); ++t)
      reach += std::abs(across.along(static_cast<Eigen::Index>(f), static_cast<Eigen::Index>(t))) *
               (of.upper[across.held[t]] - of.lower[across.held[t]]) / 2;
    part.box.lower.push_back(of.lower[across.free[f]] - reach);
    part.box.upper.push_back(of.upper[across.free[f]] + reach);
  }
  return part;
}

std::vector<std::vector<double>> points(const Translations& across,
                                        const std::vector<Probe>& probes) {
  std::vector<std::vector<double>> all;
  for (const Probe& probe : probes) all.push_back(across.free_of(probe.x));
  return all;
}

std::vector<double> middle_of(const Box& box) {
  std::vector<double> x;
  for (const Interval& side : box) x.push_back(side.middle());
  return x;
}

}  // namespace

Certificates certify(const ExperimentSpec& spec, const SearchBox& within,
                     const CriticalPoints& known, const SearchLimits& limits, const Tell& tell) {
  try {
    const Shape whole_shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
    const Translations& across =
        known.across.free.empty() ? Translations::of_none(whole_shape.coordinates()) : known.across;
    const FreeBox part = free_box(across, within);
    EnclosedGame game(spec, across, part.middle);
    if (!game.without().empty()) throw InputError("nothing can be certified: " + game.without());
    const Shape& shape = game.shape();
    const auto search = [&](const std::string& play, const FieldOverBox& field,
                            const std::vector<Probe>& starts, auto verdicts) {
      Tell of_play;
      if (tell) of_play = [&](const std::string& line) { tell(play + " play: " + line); };
      CertifiedSearch found{
          {}, search_exhaustively(field, shape, part.box, points(across, starts), limits, of_play)};
      for (EnclosedZero& zero : found.search.zeros) {
        EnclosedField at = field(zero.tight);
        zero = {game.whole(zero.tight), game.whole(zero.unique)};
        std::vector<double> x = across.into(within.lower, within.upper, middle_of(zero.tight));
        if (across.none() || turn_into(within, whole_shape, x))
          found.points.push_back({zero, verdicts(at, game.motion(at.jacobian))});
      }
      for (auto* regions : {&found.search.undecided, &found.search.unexplored})
        for (OpenRegion& region : *regions) region.box = game.whole(region.box);
      return found;
    };
    return {
        search(
            "simultaneous", [&](const Box& box) { return game.simultaneous(box); },
            known.simultaneous,
            [&](const EnclosedField& at, const IntervalMatrix& motion) {
              return simultaneous_verdicts(shape, at, motion);
            }),
        search(
            "Stackelberg", [&](const Box& box) { return game.stackelberg(box); }, known.stackelberg,
            [&](const EnclosedField& at, const IntervalMatrix& motion) {
              return stackelberg_verdicts(shape, spec.place, at, motion);
            })};
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
