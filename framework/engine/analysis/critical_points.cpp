#include "analysis/critical_points.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <firstmove/random.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include "game/lengths.hpp"
#include "point/simultaneous_followers.hpp"

namespace firstmove::engine {
namespace {

std::optional<Field> simultaneous(Point& at, const std::vector<double>& x) {
  at.move(x);
  const Shape& shape = at.shape();
  Field field{Eigen::VectorXd(shape.coordinates()), at.jacobian()};
  for (std::uint32_t i = 0; i < shape.players(); ++i)
    field.value.segment(shape.offsets[i], shape.dims[i]) = at.gradient(i, i);
  return field;
}

std::optional<Field> led(const std::optional<StackelbergField>& field) {
  if (!field) return std::nullopt;
  return Field{field->omega, field->J};
}

void look_for_translations_in(Point& at, const SearchBox& box) {
  if (at.shape().start_lower.empty())
    look_for_translations(at, box.lower, box.upper);
  else
    look_for_translations(at);
}

// Where all searches look: over the joint action, or across its translations while the point is
// reduced.
class Search {
 public:
  Search(const ExperimentSpec& spec, Point& at, const SearchBox& box, std::uint32_t starts)
      : spec_(spec), at_(at), box_(box), starts_(starts), whole_(at.shape()) {
    for (std::size_t c = 0; c < box.lower.size(); ++c)
      middle_.push_back(box.lower[c] + (box.upper[c] - box.lower[c]) / 2);
    if (reduced()) {
      at.move(middle_);
      at.reduce();
    }
    units_ = units_of_box(whole_, box.lower, box.upper);
    widths_ = units_;
    if (reduced()) units_ = across(units_);
  }
  ~Search() { at_.release(); }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  // Joint actions, sorted.
  std::vector<std::vector<double>> zeros(const FieldAt& field, SearchEnds& ends) const {
    const Shape& shape = at_.shape();
    std::vector<std::vector<double>> found;
    ends.starts = starts_;
    for (std::uint32_t s = 0; s < starts_; ++s) {
      const Draw draw{spec_.seed, s, 0, 0, Purpose::search};
      std::vector<double> x(box_.lower.size());
      for (std::size_t c = 0; c < x.size(); ++c)
        x[c] = box_.lower[c] + (box_.upper[c] - box_.lower[c]) * draw.uniform(c);
      NewtonEnd end = newton(shape, units_, field, reduced() ? at_.across(x) : x);
      if (end.kind != NewtonEnd::Kind::zero) {
        count(end, ends);
        continue;
      }
      const bool inside = is_inside(end.x);
      ++(inside ? ends.inside : ran_away(end) ? ends.ran_away : ends.outside);
      if (inside && std::none_of(found.begin(), found.end(), [&](const auto& known) {
            return same_zero(shape, units_, field, known, end.x);
          }))
        found.push_back(end.x);
    }
    if (reduced())
      for (auto& x : found) x = at_.translations().held_as(middle_, at_.whole(x));
    std::sort(found.begin(), found.end(),
              [this](const auto& a, const auto& b) { return rounded(a) < rounded(b); });
    return found;
  }

 private:
  // For the order of points, which must not depend on the last digits of equal coordinates.
  std::vector<double> rounded(std::vector<double> x) const {
    for (std::size_t c = 0; c < x.size(); ++c) x[c] = std::round(x[c] / widths_[c] * 0x1p30);
    return x;
  }

  bool reduced() const { return !at_.translations().none(); }

  // Whether the point, or one that differs by translations, is in the box. Moves it onto the border
  // and around circles as turn_into() does.
  bool is_inside(std::vector<double>& x) const {
    if (!reduced()) return turn_into(box_, whole_, x);
    std::vector<double> joint = at_.translations().into(box_.lower, box_.upper, at_.whole(x));
    const bool inside = turn_into(box_, whole_, joint);
    if (inside) x = at_.across(joint);
    return inside;
  }

  // The largest unit of the coordinates that each of the reduced ones moves.
  std::vector<double> across(const std::vector<double>& units) const {
    const Eigen::MatrixXd Q = at_.basis();
    std::vector<double> all;
    for (Eigen::Index z = 0; z < Q.cols(); ++z) {
      double largest = 0;
      for (Eigen::Index c = 0; c < Q.rows(); ++c)
        if (Q(c, z) != 0) largest = std::max(largest, units[static_cast<std::size_t>(c)]);
      all.push_back(largest);
    }
    return all;
  }

  // Far outside the box, with a field that is small beside what it was, or at a zero whose Jacobian
  // has fallen to rounding errors.
  bool ran_away(const NewtonEnd& end) const {
    const double died_out = end.kind == NewtonEnd::Kind::zero ? 1e-10 : 1e-2;
    const std::vector<double> x = reduced() ? at_.whole(end.x) : end.x;
    for (std::size_t c = 0; c < x.size(); ++c)
      if (whole_.domains[c].kind == FM_DOMAIN_REAL && end.fell < died_out &&
          (x[c] < box_.lower[c] - widths_[c] || x[c] > box_.upper[c] + widths_[c]))
        return true;
    return false;
  }
  void count(const NewtonEnd& end, SearchEnds& ends) const {
    using Kind = NewtonEnd::Kind;
    ++(ran_away(end)                 ? ends.ran_away
       : end.kind == Kind::singular  ? ends.singular
       : end.kind == Kind::undefined ? ends.undefined
                                     : ends.stuck);
  }

  const ExperimentSpec& spec_;
  Point& at_;
  const SearchBox& box_;
  std::uint32_t starts_;
  Shape whole_;
  std::vector<double> middle_, units_, widths_;
};

// Where Newton's method ends at a singular D_22 f_2, by which omega_S divides, the point is not
// critical, or it is not known to be: `critical` is the verdict on that.
std::vector<Probe> probes_at(Point& at, const std::vector<std::uint32_t>& place,
                             const std::string& critical,
                             const std::vector<std::vector<double>>& points) {
  std::vector<Probe> probes;
  for (const auto& x : points) {
    at.move(x);
    Probe found = probe(at, place);
    const auto holds = [&](const Verdict& v) { return v.name == critical && v.holds; };
    if (std::any_of(found.verdicts.begin(), found.verdicts.end(), holds))
      probes.push_back(std::move(found));
  }
  return probes;
}

}  // namespace

std::string why_none(const SearchEnds& ends) {
  if (ends.inside > 0 || ends.starts == 0) return "";
  std::vector<std::string> parts;
  const auto add = [&](std::uint32_t count, const std::string& what) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
  };
  add(ends.ran_away,
      "ran away to where the field dies out, so that it may vanish only at infinity (mixed "
      "strategies in which an action has probability 0 lie at infinite logits)");
  add(ends.outside, "ended at critical points outside the box");
  add(ends.singular,
      "ended where the Jacobian is singular: zeros that are not isolated, or "
      "degenerate, are not found");
  add(ends.undefined, "ended where the field is not defined");
  add(ends.stuck, "ended where the field does not vanish and no step lowers it");
  return fmt::format("of {} paths of Newton's method, {}", ends.starts, fmt::join(parts, "; "));
}

bool turn_into(const SearchBox& box, const Shape& shape, std::vector<double>& x) {
  bool inside = true;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const fm_domain& domain = shape.domains[c];
    double lower = box.lower[c], upper = box.upper[c];
    if (domain.kind == FM_DOMAIN_BOX) {
      lower = std::max(lower, domain.lower);
      upper = std::min(upper, domain.upper);
    }
    const double slack = 1e-12 * std::max(std::abs(lower), std::abs(upper));
    if (domain.kind == FM_DOMAIN_PERIODIC && !(x[c] >= lower && x[c] <= upper)) {
      const double period = domain.upper - domain.lower;
      x[c] += period * std::ceil((lower - slack - x[c]) / period);  // the first inside, from below
    }
    if (x[c] >= lower - slack && x[c] <= upper + slack)
      x[c] = std::min(std::max(x[c], lower), upper);
    else
      inside = false;
  }
  return inside;
}

SearchBox default_box(const Shape& shape) {
  SearchBox box{shape.start_lower, shape.start_upper};
  const bool circles = std::all_of(shape.domains.begin(), shape.domains.end(),
                                   [](const fm_domain& d) { return d.kind == FM_DOMAIN_PERIODIC; });
  if (box.lower.empty() && !circles) return {};
  box.lower.resize(shape.coordinates());
  box.upper.resize(shape.coordinates());
  for (std::size_t c = 0; c < shape.domains.size(); ++c)
    if (shape.domains[c].kind == FM_DOMAIN_PERIODIC) {
      box.lower[c] = shape.domains[c].lower;
      box.upper[c] = shape.domains[c].upper;
    }
  return box;
}

CriticalPoints critical_points(const ExperimentSpec& spec, const SearchBox& box,
                               std::uint32_t starts) {
  try {
    Point at(spec, box.lower);
    at.require_dense();
    look_for_translations_in(at, box);
    CriticalPoints points;
    points.across = at.translations();
    points.units = units_of_box(at.shape(), box.lower, box.upper);
    const auto search = [&](const std::string& kind, const FieldAt& field, SearchEnds& ends) {
      std::vector<std::vector<double>> found = Search(spec, at, box, starts).zeros(field, ends);
      return probes_at(at, spec.place, "critical_" + kind, found);
    };
    points.simultaneous = search(
        "simultaneous", [&](const std::vector<double>& x) { return simultaneous(at, x); },
        points.simultaneous_ends);
    using Kind = std::optional<StackelbergField> (*)(Point&, const std::vector<std::uint32_t>&);
    const auto search_led = [&](const std::string& name, Kind kind, bool& knows,
                                std::vector<Probe>& found, SearchEnds& ends) {
      at.move(box.lower);
      knows = kind(at, spec.place).has_value();
      if (knows)
        found = search(
            name,
            [&](const std::vector<double>& x) {
              at.move(x);
              return led(kind(at, spec.place));
            },
            ends);
    };
    search_led("stackelberg", stackelberg_field, points.knows_stackelberg, points.stackelberg,
               points.stackelberg_ends);
    search_led("simultaneous_followers", simultaneous_followers_field,
               points.knows_simultaneous_followers, points.simultaneous_followers,
               points.simultaneous_followers_ends);
    return points;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

LearnerPoints learner_points(const ExperimentSpec& spec, const LearnerSpec& learner,
                             const SearchBox& box, std::uint32_t starts) try {
  Point at(spec, box.lower);
  look_for_translations_in(at, box);
  std::string given_up;
  bool plays = false;
  LearnerPoints points;
  const auto field_at = [&](const std::vector<double>& x) -> std::optional<Field> {
    const bool whole = at.translations().none();
    const LearnerField field = learner_field(spec, learner, whole ? x : at.whole(x));
    plays = plays || field.given_up.empty();
    if (!field.given_up.empty()) given_up = field.given_up;
    if (!field.given_up.empty()) return std::nullopt;
    if (whole) return Field{field.direction, field.jacobian};
    const Eigen::MatrixXd Q = at.basis();
    return Field{Q.transpose() * field.direction, Q.transpose() * field.jacobian * Q};
  };
  const auto found = Search(spec, at, box, starts).zeros(field_at, points.ends);
  if (!plays)
    throw InputError("learner '" + learner.name +
                     "' gives up at every starting point: " + given_up);
  for (const auto& x : found)
    points.points.push_back({probe(spec, x), classified_field(spec, learner, x)});
  return points;
} catch (const PluginFailure& failure) {
  throw InputError(failure.what());
}

}  // namespace firstmove::engine
