#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "analysis/attraction.hpp"
#include "analysis/critical_points.hpp"
#include "analysis/landscape.hpp"
#include "call/task.hpp"
#include "report/sections.hpp"
#include "statistics/quantile.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_variants = 4, most_paths = 24, most_panels = 6;
constexpr std::uint32_t field_points = 21, zero_points = 101, region_points = 60;
constexpr std::uint64_t most_region_steps = 2000;

Shape shape_of(const ExperimentSpec& spec) {
  return Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
}

// The rectangle to show. A circle is shown as a whole; else the rectangle contains the starts, the
// critical points, and 90 % of the ends of runs that converged or cycle.
struct Frame {
  std::array<double, 2> lower{INFINITY, INFINITY}, upper{-INFINITY, -INFINITY};
  std::array<bool, 2> circle{};

  // Whether a point is near enough to the rectangle to draw a line towards it.
  bool near(double x, double y) const {
    const auto along = [this](std::size_t c, double at) {
      const double size = upper[c] - lower[c];
      return at >= lower[c] - size && at <= upper[c] + size;
    };
    return along(0, x) && along(1, y);
  }

  void take(const std::vector<double>& x) {
    for (std::size_t c = 0; c < 2; ++c)
      if (std::isfinite(x[c])) {
        lower[c] = std::min(lower[c], x[c]);
        upper[c] = std::max(upper[c], x[c]);
      }
  }
};

Frame frame_of(const Study& study, std::size_t variant, const Shape& shape) {
  Frame frame;
  const SearchBox box = default_box(shape);
  if (!box.lower.empty()) {
    frame.take(box.lower);
    frame.take(box.upper);
  }
  for (const Landmark& mark : study.landmarks(variant).points) frame.take(mark.probe.x);
  std::array<std::vector<double>, 2> ends;
  for (std::size_t l = 0; l < study.learners().size(); ++l)
    for (const RunRecord* run : study.runs(variant, l))
      if (run->x.size() == 2 &&
          (run->outcome == Outcome::converged || run->outcome == Outcome::cycling))
        for (std::size_t c = 0; c < 2; ++c) ends[c].push_back(run->x[c]);
  const std::array<OrderedSample, 2> sorted = {OrderedSample(ends[0]), OrderedSample(ends[1])};
  for (const double p : {0.05, 0.95}) frame.take({sorted[0].quantile(p), sorted[1].quantile(p)});
  for (std::size_t c = 0; c < 2; ++c) {
    const fm_domain& domain = shape.domains[c];
    frame.circle[c] = domain.kind == FM_DOMAIN_PERIODIC;
    if (frame.circle[c]) {
      frame.lower[c] = domain.lower;
      frame.upper[c] = domain.upper;
    } else {
      if (!(frame.lower[c] < frame.upper[c])) {
        frame.lower[c] -= 1;
        frame.upper[c] += 1;
      }
      const double margin = 0.04 * (frame.upper[c] - frame.lower[c]);
      frame.lower[c] -= margin;
      frame.upper[c] += margin;
      if (domain.kind == FM_DOMAIN_BOX) {
        frame.lower[c] = std::max(frame.lower[c], domain.lower);
        frame.upper[c] = std::min(frame.upper[c], domain.upper);
      }
    }
  }
  return frame;
}

Slice slice_of(const Frame& frame, std::uint32_t points) {
  return {{0, 0},
          {0, frame.lower[0], frame.upper[0], points},
          {1, frame.lower[1], frame.upper[1], points}};
}

Axis axis_of(const Frame& frame, std::size_t c, const Shape& shape) {
  const std::string name =
      shape.players() == 2 ? fmt::format("x{}", c + 1) : fmt::format("x1[{}]", c);
  return {
      .label = name, .range = std::array{frame.lower[c], frame.upper[c]}, .angle = frame.circle[c]};
}

// The field -omega, which simultaneous play follows, and the curves of figure 3.
std::vector<Mark> background(const Study& study, std::size_t variant, const Frame& frame) {
  std::vector<Mark> marks;
  const ExperimentSpec& spec = study.spec(variant);
  const unsigned jobs = study.options().jobs;
  const Landscape coarse = landscape(spec, slice_of(frame, field_points), jobs);
  const Slice grid = slice_of(frame, field_points);
  mark::Arrows arrows{.of = {.name = "−ω, field of simultaneous play"}};
  const auto values = [&coarse](const std::string& name) -> const std::vector<double>* {
    for (const Landscape::Grid& g : coarse.grids)
      if (g.name == name) return &g.values;
    return nullptr;
  };
  const auto *u = values("omega-1"), *v = values("omega-2");
  for (std::size_t i = 0; u && v && i < grid.size(); ++i) {
    const std::vector<double> at = grid.point(i);
    arrows.x.push_back(at[0]);
    arrows.y.push_back(at[1]);
    arrows.u.push_back(-(*u)[i]);
    arrows.v.push_back(-(*v)[i]);
  }
  if (!arrows.x.empty()) marks.push_back(std::move(arrows));

  const Landscape fine = landscape(spec, slice_of(frame, zero_points), jobs);
  std::size_t series = 0;
  const std::pair<const char*, const char*> sets[] = {
      {"omega-1", "D₁f₁ = 0"}, {"omega-s-1", "Df₁ = 0"}, {"omega-2", "D₂f₂ = 0"}};
  for (const auto& [name, label] : sets)
    for (const Landscape::ZeroSet& set : fine.zero_sets)
      if (set.name == name && !set.curves.empty())
        marks.push_back(mark::Curves{.of = {.series = series++, .name = label},
                                     .pieces = set.curves,
                                     .dashed = std::string_view(name) == "omega-s-1"});
  return marks;
}

std::vector<Mark> landmark_marks(const Study& study, std::size_t variant) {
  std::vector<Mark> marks;
  for (const auto& [letter, marker, name] :
       {std::tuple{'N', Marker::circle, "Nash"}, std::tuple{'S', Marker::star, "Stackelberg"},
        std::tuple{'B', Marker::diamond, "Nash and Stackelberg"},
        std::tuple{'A', Marker::triangle, "non-Nash attractor"},
        std::tuple{'C', Marker::cross, "other critical point"},
        std::tuple{'U', Marker::plus, "undecided critical point"}}) {
    mark::Points points{.of = {.name = name},
                        .marker = marker,
                        .filled = letter != 'C' && letter != 'U',
                        .size = 10};
    for (const Landmark& mark : study.landmarks(variant).points)
      if (mark.name[0] == letter) {
        points.x.push_back(mark.probe.x[0]);
        points.y.push_back(mark.probe.x[1]);
        points.labels.push_back(fmt::format("{}: {}", mark.name, mark.kind));
      }
    if (!points.x.empty()) marks.push_back(std::move(points));
  }
  return marks;
}

std::vector<Mark> path_marks(const Study& study, std::size_t variant, std::size_t learner,
                             const Frame& frame) {
  std::vector<Mark> marks;
  mark::Points ends{.of = {.learner = study.on_page(learner)}, .size = 4};
  const auto& runs = study.runs(variant, learner);
  const std::size_t count = std::min(runs.size(), most_paths);
  for (std::size_t i = 0; i < count; ++i) {
    const RunRecord& run = *runs[i * runs.size() / count];  // covers a whole grid of starts
    const Histories::Path& path = study.histories().path(run.id);
    if (path.coordinates != 2) continue;
    mark::Curves curve{.of = {.learner = study.on_page(learner),
                              .name = i == 0 ? study.learners()[learner] : std::string(),
                              .replicate = run.replicate}};
    curve.pieces.emplace_back();
    for (std::size_t s = 0; s < path.steps.size(); ++s)
      if (frame.near(path.x[2 * s], path.x[2 * s + 1]))
        curve.pieces.back().push_back({path.x[2 * s], path.x[2 * s + 1]});
      else if (!curve.pieces.back().empty())
        curve.pieces.emplace_back();
    marks.push_back(std::move(curve));
    if (!frame.near(path.x[path.x.size() - 2], path.x.back())) continue;
    ends.x.push_back(path.x[path.x.size() - 2]);
    ends.y.push_back(path.x.back());
    ends.labels.push_back(fmt::format("run {}: {}", run.id, outcome_name(run.outcome)));
  }
  if (!ends.x.empty()) marks.push_back(std::move(ends));
  return marks;
}

Figure paths_figure(const Study& study, std::size_t variant, const Frame& frame,
                    const Shape& shape) {
  const std::string of = variant_text(study, variant);
  Figure figure{
      .id = study.variants().size() > 1 ? fmt::format("paths-v{}", variant) : "paths",
      .title = "Learning paths" + (of.empty() ? "" : " — " + of),
      .caption = fmt::format("Up to {} runs of each learner. Arrows: minus the field ω, all of the "
                             "same length. Curves: where the players' derivatives vanish (figure 3 "
                             "of the paper); marks: critical points.",
                             most_paths)};
  const std::vector<Mark> behind = background(study, variant, frame);
  const std::vector<Mark> before = landmark_marks(study, variant);
  const bool each = study.learners().size() <= most_panels && study.learners().size() > 1;
  for (std::size_t first = 0; first < (each ? study.learners().size() : 1); ++first) {
    Panel panel{.title = each ? study.learners()[first] : "",
                .x = axis_of(frame, 0, shape),
                .y = axis_of(frame, 1, shape),
                .equal = frame.circle[0] == frame.circle[1],
                .marks = behind};
    for (std::size_t l = first; l < (each ? first + 1 : study.learners().size()); ++l)
      for (Mark& mark : path_marks(study, variant, l, frame))
        panel.marks.push_back(std::move(mark));
    panel.marks.insert(panel.marks.end(), before.begin(), before.end());
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

// Ends at critical points are regions with their names, the same in all panels; all other ends
// share one region.
Panel region_panel(const Study& study, std::size_t variant, std::size_t learner, const Frame& frame,
                   const Shape& shape, std::uint64_t steps) {
  const ExperimentSpec& spec = study.spec(variant);
  const Landmarks& marks = study.landmarks(variant);
  const Slice slice = slice_of(frame, region_points);
  const Attraction found = attraction(spec, spec.learners[learner], slice, steps,
                                      study.options().tolerance, study.options().jobs);
  mark::Regions regions{.x = {frame.lower[0], frame.upper[0], region_points},
                        .y = {frame.lower[1], frame.upper[1], region_points}};
  std::vector<std::int32_t> of_mark;
  for (const Landmark& mark : marks.points) {
    of_mark.push_back(mark.attracts ? static_cast<std::int32_t>(regions.regions.size()) : -1);
    if (mark.attracts) regions.regions.push_back({mark.name + ", " + mark.kind, false});
  }
  const auto elsewhere = static_cast<std::int32_t>(regions.regions.size());
  regions.regions.push_back({"elsewhere", true});
  std::vector<std::int32_t> of_end;
  for (const Attraction::End& end : found.ends) {
    const int mark = marks.at(end.x);
    const std::int32_t region = mark < 0 ? -1 : of_mark[static_cast<std::size_t>(mark)];
    of_end.push_back(region < 0 ? elsewhere : region);
  }
  for (const std::int32_t end : found.region)
    regions.region.push_back(end < 0 ? elsewhere : of_end[static_cast<std::size_t>(end)]);
  return {.title = study.learners()[learner],
          .x = axis_of(frame, 0, shape),
          .y = axis_of(frame, 1, shape),
          .equal = frame.circle[0] == frame.circle[1],
          .marks = {std::move(regions)}};
}

void add_regions(const Study& study, std::size_t variant, const Frame& frame, const Shape& shape,
                 std::vector<Block>& blocks) {
  const std::string of = variant_text(study, variant);
  const std::uint64_t steps = std::min(study.spec(variant).steps, most_region_steps);
  Figure figure{.id = study.variants().size() > 1 ? fmt::format("regions-v{}", variant) : "regions",
                .title = "Regions of attraction" + (of.empty() ? "" : " — " + of),
                .caption = fmt::format(
                    "The critical point at which each of {0} × {0} starts ends within {1} steps; "
                    "elsewhere: starts that end at none of them, do not settle, or fail.",
                    region_points, steps)};
  for (std::size_t l = 0; l < std::min(study.learners().size(), most_panels); ++l) {
    try {
      figure.panels.push_back(region_panel(study, variant, l, frame, shape, steps));
    } catch (const std::exception& refused) {
      blocks.push_back(Paragraph{
          fmt::format("No regions of attraction of “{}”: {}", study.learners()[l], refused.what()),
          true});
    }
  }
  if (!figure.panels.empty()) blocks.push_back(std::move(figure));
}

void add_variant(const Study& study, std::size_t v, Section& section) {
  const Shape shape = shape_of(study.spec(v));
  if (shape.coordinates() != 2) return;
  const Frame frame = frame_of(study, v, shape);
  section.blocks.push_back(paths_figure(study, v, frame, shape));
  add_regions(study, v, frame, shape, section.blocks);
}

}  // namespace

Section plane_section(const Study& study) {
  Section section{"plane", "In the plane of joint actions", {}};
  if (!study.manifest()) return section;
  for (std::size_t v = 0; v < std::min(study.variants().size(), most_variants); ++v) {
    const ExperimentSpec& spec = study.spec(v);
    if (!spec.game.refusal.empty()) continue;
    std::string fault;
    try {
      fault = attempt(fmt::format("plane of variant {}", v), spec.budget.call,
                      [&] { add_variant(study, v, section); });
    } catch (const std::exception& refused) {
      fault = refused.what();
    }
    if (!fault.empty()) section.blocks.push_back(Paragraph{fault, true});
  }
  return section;
}

}  // namespace firstmove::engine
