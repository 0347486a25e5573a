// One table per learner when the experiment has ended: the results of its runs.
#include <firstmove/observer.hpp>
#include <firstmove/table.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace {

using namespace firstmove;

// A count in full, where number() would print 2e+06; a median may lie between two counts.
std::string count_text(double value) {
  if (std::isnan(value)) return "n/a";
  char text[400];  // holds any double
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed);
  return {text, end.ptr};
}

// A histogram of values in the eighths of [least, most], as blocks of up to eight heights, with a
// blank for 0. Empty if the interval has no finite positive width.
std::string sparkline(const std::vector<double>& values, double least, double most) {
  constexpr std::size_t bins = 8;
  const double width = most - least;
  if (!(width > 0) || !std::isfinite(width)) return "";
  std::array<std::size_t, bins> counts{};
  for (const double v : values) {
    const auto bin = static_cast<std::size_t>((v - least) / width * bins);
    ++counts[std::min(bin, bins - 1)];
  }
  const std::size_t highest = *std::max_element(counts.begin(), counts.end());
  constexpr std::array<const char*, 9> blocks = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string text;
  for (const std::size_t count : counts) text += blocks[(8 * count + highest - 1) / highest];
  return text;
}

// Median, range and histogram of a sample; NaN if it has no values.
struct Spread {
  explicit Spread(std::vector<double> values) : middle(median(values)) {
    std::erase_if(values, [](double v) { return std::isnan(v); });
    if (values.empty()) return;
    least = *std::min_element(values.begin(), values.end());
    most = *std::max_element(values.begin(), values.end());
    shape = sparkline(values, least, most);
  }
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double middle, least = none, most = none;
  std::string shape;
};

struct Summary {
  static Info info() {
    return {"summary",
            "1.2.0",
            "prints a table per learner at the end: final actions, costs, steps over replicates",
            "the firstmove authors",
            "MIT",
            "",
            {integer("coordinates")
                 .at_least(1)
                 .otherwise("12")
                 .doc("of the joint action to show, at most")}};
  }

  Summary(const Values& values, const Experiment& e)
      : experiment(e),
        name(e->name),
        learners(e->learner_names, e->learner_names + e->learners),
        shown(static_cast<std::size_t>(values.integer("coordinates"))) {}

  void finish(std::span<const fm_run* const> runs) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<const fm_run*>> groups;
    for (const fm_run* run : runs) groups[{run->variant, run->learner}].push_back(run);
    std::string text = "\n";
    for (const auto& [key, group] : groups) text += table(key.second, group) + "\n";
    experiment.print(text);
  }

 private:
  using Reasons = std::map<std::string, std::size_t>;  // with the number of runs that each ended

  std::string table(std::uint32_t learner, const std::vector<const fm_run*>& runs) const {
    std::vector<const fm_run*> well;
    Reasons stopped, failed, skipped;
    std::size_t bad = 0;
    for (const fm_run* run : runs) {
      if (was_skipped(*run)) {
        ++skipped[run->reason];
        continue;
      }
      if (ended_badly(*run))
        ++bad;
      else
        well.push_back(run);
      if (run->status == FM_RUN_STOPPED) ++stopped[run->reason];
      if (run->status == FM_RUN_FAILED) ++failed[run->reason];
    }

    std::string text = strong(learners[learner]) + "  " + name;
    if (*runs.front()->variant_label) text += std::string("  ") + runs.front()->variant_label;
    text += "\n";
    if (well.empty()) {
      const std::string all = std::to_string(runs.size());
      const std::string ends = skipped.empty() ? "failed or diverged"
                               : bad == 0      ? "were skipped"
                                               : "were skipped, failed or diverged";
      return text + " " + all + " of " + all + " runs " + ends + "\n" + list(skipped) +
             list(stopped) + list(failed);
    }

    Table rows({replicates(runs.size()), "median", "least", "most", "spread"});
    const auto add_values = [&](const std::string& label, std::vector<double> values,
                                auto&& format) {
      const Spread spread(std::move(values));
      rows.row(
          {label, format(spread.middle), format(spread.least), format(spread.most), spread.shape});
    };
    const auto add = [&](const std::string& label, auto&& value, auto&& format) {
      std::vector<double> values;
      for (const fm_run* run : well) values.push_back(value(*run));
      add_values(label, std::move(values), format);
    };
    const std::size_t hidden = add_actions(
        *well.front(), [&](const std::string& label, auto&& value) { add(label, value, number); });
    for (std::uint32_t p = 0; p < well.front()->players; ++p)
      add_values("cost f" + std::to_string(p + 1), cost_scores(runs, p), number);
    add(
        "steps", [](const fm_run& run) { return static_cast<double>(run.steps); }, count_text);
    text += rows.draw();
    text += " " + outcomes(runs) + "\n";
    if (const std::string classes = end_classes(runs); !classes.empty())
      text += " at rest: " + classes + "\n";
    if (hidden > 0) text += " coordinates not shown: " + std::to_string(hidden) + "\n";
    if (!stopped.empty())
      text += " " + std::to_string(total(stopped)) + " of " + std::to_string(runs.size()) +
              " runs stopped before their last step\n" + list(stopped);
    if (!skipped.empty())
      text += " " + std::to_string(total(skipped)) + " of " + std::to_string(runs.size()) +
              " runs were skipped\n" + list(skipped);
    if (bad > 0)
      text += " " + std::to_string(bad) + " of " + std::to_string(runs.size()) +
              " runs failed or diverged: their costs count as inf, their actions and steps not\n" +
              list(failed);
    return text;
  }

  // "8 converged, 2 cycling", the most frequent first.
  static std::string outcomes(const std::vector<const fm_run*>& runs) {
    Reasons counts;
    for (const fm_run* run : runs) ++counts[run->outcome];
    return by_count(counts);
  }
  // "8 differential Nash, 2 critical, no equilibrium": of the runs that came to rest.
  static std::string end_classes(const std::vector<const fm_run*>& runs) {
    Reasons counts;
    for (const fm_run* run : runs)
      if (FM_HAS(run, fm_run, end_class) && run->end_class) ++counts[run->end_class];
    return by_count(counts);
  }
  static std::string by_count(const Reasons& counts) {
    std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (const auto& [outcome, count] : sorted)
      text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + outcome;
    return text;
  }

  static std::string replicates(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " replicate" : " replicates");
  }

  static std::size_t total(const Reasons& reasons) {
    std::size_t sum = 0;
    for (const auto& [reason, count] : reasons) sum += count;
    return sum;
  }

  // One row per coordinate; returns the number of coordinates that are not shown.
  template <class Add>
  std::size_t add_actions(const fm_run& shape, Add&& add) const {
    std::size_t c = 0;
    for (std::uint32_t p = 0; p < shape.players; ++p)
      for (std::uint32_t k = 0; k < shape.dims[p]; ++k, ++c) {
        if (c >= shown) continue;
        std::string row = "x";
        row += std::to_string(p + 1);
        if (shape.dims[p] > 1) row.append("[").append(std::to_string(k)).append("]");
        add(row, [c](const fm_run& run) { return run.x[c]; });
      }
    return c - std::min(c, shown);
  }

  // The most frequent reasons, one line each, and the number of runs with other reasons.
  static std::string list(const Reasons& reasons) {
    constexpr std::size_t most = 5;
    std::vector<std::pair<std::string, std::size_t>> sorted(reasons.begin(), reasons.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    std::size_t others = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      const auto& [reason, count] = sorted[i];
      if (i >= most)
        others += count;
      else
        text += "   " + std::to_string(count) + " x " +
                (reason.empty() ? "no reason given" : reason) + "\n";
    }
    if (others > 0) text += "   " + std::to_string(others) + " x for other reasons\n";
    return text;
  }

  std::string strong(const std::string& text) const {
    return experiment->color ? "\033[1m" + text + "\033[0m" : text;
  }

  Experiment experiment;
  std::string name;
  std::vector<std::string> learners;
  std::size_t shown;
};

}  // namespace

FIRSTMOVE_OBSERVER(Summary)
