#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/file_names.hpp"
#include "compare/score.hpp"
#include "compare/times.hpp"
#include "report/sections.hpp"
#include "statistics/aligned_curves.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_variants = 6;
// The number of single runs in a panel: of all learners together, and at least of each learner.
constexpr std::size_t most_singles = 60, least_singles = 3;

// The curve of a run: values over steps, or over another measure of effort.
struct Curve {
  std::vector<double> at, values;
};
using CurveOf = std::function<Curve(const RunRecord&)>;
using EndOf = std::function<double(const RunRecord&)>;

bool positive(const Panel& panel) {
  bool any = false;
  for (const Mark& mark : panel.marks)
    if (const auto* band = std::get_if<mark::Band>(&mark))
      for (std::size_t i = 0; i < band->lower.size(); ++i) {
        if (band->lower[i] <= 0) return false;
        any = any || std::isfinite(band->lower[i]);
      }
  return any;
}

// The steps at which the runs were observed. Other measures of effort differ between runs: for
// these, a grid of 120 points, evenly spaced on a logarithmic axis.
std::vector<double> grid_of(const std::vector<RunCurve>& runs) {
  const bool alike = std::all_of(runs.begin(), runs.end(), [&](const RunCurve& run) {
    return run.steps.front() == runs.front().steps.front();
  });
  if (alike) return farthest_steps(runs);
  constexpr std::size_t places = 120;
  double first = INFINITY, last = 0;
  for (const RunCurve& run : runs) {
    first = std::min(first, run.steps.front());
    last = std::max(last, run.steps.back());
  }
  std::vector<double> grid;
  for (std::size_t i = 0; i < places; ++i)
    grid.push_back(first * std::pow(last / first, static_cast<double>(i) / (places - 1)));
  return grid;
}

// Medians and quartile bands of all learners, with some single runs of each as thin lines.
Panel panel_of(const Study& study, std::size_t variant, const std::string& x_label,
               const std::string& y_label, const CurveOf& curve_of, const EndOf& end_of,
               bool with_singles = true) {
  const std::size_t singles =
      with_singles ? std::max(least_singles, most_singles / study.learners().size()) : 0;
  Panel panel{.x = {.label = x_label, .scale = Axis::Scale::log}, .y = {.label = y_label}};
  std::vector<Mark> lines, replicates;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    std::vector<Curve> kept;
    std::vector<const RunRecord*> owners;
    for (const RunRecord* run : study.runs(variant, l)) {
      Curve curve = curve_of(*run);
      // A logarithmic axis cannot show step 0.
      while (!curve.at.empty() && !(curve.at.front() > 0)) {
        curve.at.erase(curve.at.begin());
        curve.values.erase(curve.values.begin());
      }
      if (curve.at.empty()) continue;
      kept.push_back(std::move(curve));
      owners.push_back(run);
    }
    if (kept.empty()) continue;
    std::vector<RunCurve> runs;
    for (std::size_t i = 0; i < kept.size(); ++i)
      runs.push_back({kept[i].at, kept[i].values, end_of(*owners[i]),
                      counts_as(*owners[i]) == CountsAs::worst});
    const AlignedCurves aligned = align(runs, grid_of(runs), {0.25, 0.5, 0.75});
    const Owner owner{.learner = study.on_page(l), .name = study.learners()[l]};
    panel.marks.push_back(mark::Band{.of = owner,
                                     .x = aligned.grid,
                                     .lower = aligned.quantiles[0],
                                     .upper = aligned.quantiles[2],
                                     .quantiles = "quartiles"});
    lines.push_back(
        mark::Line{.of = owner, .x = aligned.grid, .y = aligned.quantiles[1], .thick = true});
    for (std::size_t i = 0; i < std::min(kept.size(), singles); ++i) {
      Owner one = owner;
      one.name.clear();
      one.replicate = owners[i]->replicate;
      replicates.push_back(mark::Line{.of = one, .x = kept[i].at, .y = kept[i].values});
    }
  }
  std::move(lines.begin(), lines.end(), std::back_inserter(panel.marks));
  std::move(replicates.begin(), replicates.end(), std::back_inserter(panel.marks));
  return panel;
}

// The number of active runs at each step; without marks if all runs end at the same step.
Panel running_panel(const Study& study, std::size_t variant) {
  Panel panel{.title = "active runs",
              .x = {.label = "step", .scale = Axis::Scale::log},
              .y = {.label = "runs"}};
  bool all = true;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    std::vector<double> ends;
    for (const RunRecord* run : study.runs(variant, l))
      ends.push_back(static_cast<double>(std::max<std::uint64_t>(run->steps, 1)));
    if (ends.empty()) continue;
    std::sort(ends.begin(), ends.end());
    all = all && ends.front() == ends.back();
    mark::Line line{.of = {.learner = study.on_page(l), .name = study.learners()[l]},
                    .steps = true};
    line.x = {1};
    line.y = {static_cast<double>(ends.size())};
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (i + 1 < ends.size() && ends[i + 1] == ends[i]) continue;
      line.x.push_back(ends[i]);
      line.y.push_back(static_cast<double>(ends.size() - i - 1));
    }
    panel.marks.push_back(std::move(line));
  }
  if (all) panel.marks.clear();
  return panel;
}

double last_step(const RunRecord& run) { return static_cast<double>(run.steps); }

CurveOf metric(const Study& study, const std::string& name) {
  return [&study, name](const RunRecord& run) {
    const Histories::Series& series = study.histories().metric(name, run.id);
    return Curve{series.steps, series.values};
  };
}

// The same over the effort spent, from the clock records.
CurveOf over(const Study& study, const std::string& name,
             std::vector<double> Histories::Clock::*spent) {
  return [&study, name, spent](const RunRecord& run) {
    const Histories::Series& series = study.histories().metric(name, run.id);
    return Curve{study.histories().spent(run.id, spent, series.steps), series.values};
  };
}

std::string suffix(std::size_t variant, std::size_t variants) {
  return variants > 1 ? fmt::format("-v{}", variant) : "";
}

constexpr const char* method =
    "Lines: medians over replicates; bands: quartiles (type 7 quantiles). Runs that ended keep "
    "their last value; runs that diverged or failed count as +∞ after their end.";

class Curves {
 public:
  Curves(const Study& study, std::size_t variant) : study_(study), variant_(variant) {}

  void costs(std::vector<Block>& blocks) {
    Figure figure = titled("costs", "Costs over steps");
    each_player([&](std::size_t p) {
      figure.panels.push_back(panel_of(study_, variant_, "step", fmt::format("cost f{}", p),
                                       metric(study_, fmt::format("cost-{}", p)), last_step));
    });
    if (Panel running = running_panel(study_, variant_);
        !figure.panels.empty() && !running.marks.empty())
      figure.panels.push_back(std::move(running));
    add(blocks, std::move(figure));
    effort(blocks, "products", "oracle products", &Histories::Clock::products,
           [](const RunRecord& run) { return static_cast<double>(run.products); });
    effort(blocks, "seconds", "seconds", &Histories::Clock::seconds,
           [](const RunRecord& run) { return run.wall_seconds; });
  }

  void gradients(std::vector<Block>& blocks) {
    Figure figure = titled("gradients", "Norms of the players' own gradients");
    each_player([&](std::size_t p) {
      Panel panel = panel_of(study_, variant_, "step", fmt::format("|D{} f{}|", p, p),
                             metric(study_, fmt::format("gradient-norm-{}", p)), last_step);
      if (positive(panel)) panel.y.scale = Axis::Scale::log;
      figure.panels.push_back(std::move(panel));
    });
    add(blocks, std::move(figure));
  }

  void distances(std::vector<Block>& blocks) {
    Figure figure =
        titled("distance", "Distance to the critical point nearest to the end of a run");
    Panel panel = panel_of(
        study_, variant_, "step", "|x − x*|",
        [this](const RunRecord& run) {
          std::vector<double> apart = distances_to_landmark(study_, variant_, run);
          if (apart.empty()) return Curve{};
          return Curve{study_.histories().path(run.id).steps, std::move(apart)};
        },
        last_step);
    if (positive(panel)) panel.y.scale = Axis::Scale::log;
    figure.panels.push_back(std::move(panel));
    add(blocks, std::move(figure));
  }

  // Other metrics, of games and observers.
  void others(std::vector<Block>& blocks) {
    const std::vector<std::string>& metrics = study_.histories().metrics();
    const std::vector<std::string> ids = file_names("metric-", metrics);
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      const std::string& name = metrics[m];
      if (name.starts_with("cost-") || name.starts_with("gradient-norm-") ||
          name.starts_with("class.") || name.starts_with("decides."))
        continue;
      Figure figure = titled(ids[m], name + " over steps");
      Panel panel = panel_of(study_, variant_, "step", name, metric(study_, name), last_step);
      if (positive(panel)) panel.y.scale = Axis::Scale::log;
      figure.panels.push_back(std::move(panel));
      add(blocks, std::move(figure));
    }
  }

 private:
  Figure titled(const std::string& id, const std::string& title) const {
    const std::string variant = variant_text(study_, variant_);
    return {.id = id + suffix(variant_, study_.variants().size()),
            .title = title + (variant.empty() ? "" : " — " + variant),
            .caption = method};
  }
  template <class Visit>
  void each_player(Visit&& visit) const {
    constexpr std::size_t most = 6;
    for (std::size_t p = 1; p <= std::min(study_.players(), most); ++p) visit(p);
  }
  void effort(std::vector<Block>& blocks, const char* id, const char* label,
              std::vector<double> Histories::Clock::*spent, const EndOf& end_of) {
    Figure figure = titled(fmt::format("costs-{}", id), fmt::format("Costs over {}", label));
    each_player([&](std::size_t p) {
      figure.panels.push_back(panel_of(study_, variant_, label, fmt::format("cost f{}", p),
                                       over(study_, fmt::format("cost-{}", p), spent), end_of,
                                       false));
    });
    add(blocks, std::move(figure));
  }
  static void add(std::vector<Block>& blocks, Figure figure) {
    const bool empty = std::all_of(figure.panels.begin(), figure.panels.end(),
                                   [](const Panel& panel) { return panel.marks.empty(); });
    if (!empty) blocks.push_back(std::move(figure));
  }

  const Study& study_;
  std::size_t variant_;
};

}  // namespace

Section curves_section(const Study& study) {
  Section section{"curves", "Along the runs", {}};
  for (std::size_t v = 0; v < std::min(study.variants().size(), most_variants); ++v) {
    Curves curves(study, v);
    curves.costs(section.blocks);
    curves.gradients(section.blocks);
    curves.distances(section.blocks);
    curves.others(section.blocks);
  }
  if (section.blocks.empty())
    section.blocks.push_back(Paragraph{
        "Nothing was recorded along the runs. Add the observers “metrics” and “trajectory” to the "
        "manifest.",
        false});
  else if (study.variants().size() > most_variants)
    section.blocks.push_back(Paragraph{fmt::format("Only the first {} of {} variants are drawn.",
                                                   most_variants, study.variants().size()),
                                       false});
  return section;
}

}  // namespace firstmove::engine
