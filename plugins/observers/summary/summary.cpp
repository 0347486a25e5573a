// A table a learner when the experiment has ended: what its runs came to.
#include <firstmove/observer.hpp>

#include <algorithm>
#include <charconv>
#include <map>

#include "table.hpp"

namespace {

using namespace firstmove;

std::string number(double value) {
  if (std::isnan(value)) return "n/a";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::general, 6);
  return {text, end.ptr};
}

// Median and range of a sample; "n/a" where nothing is known.
struct Spread {
  explicit Spread(std::vector<double> values) {
    std::erase_if(values, [](double v) { return std::isnan(v); });
    if (values.empty()) return;
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    median = n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
    least = values.front();
    most = values.back();
  }
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double median = none, least = none, most = none;
};

struct Summary {
  static Info info() {
    return {"summary",
            "1.0.0",
            "prints a table a learner at the end: final actions, costs, steps over replicates",
            "the firstmove authors",
            "MIT",
            "",
            {integer("coordinates")
                 .at_least(1)
                 .otherwise("12")
                 .doc("of the joint action that are shown, at the most")}};
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
  std::string table(std::uint32_t learner, const std::vector<const fm_run*>& runs) const {
    std::vector<const fm_run*> well;
    std::map<std::string, std::size_t> reasons;  // how runs ended early, with how many
    std::size_t failed = 0;
    for (const fm_run* run : runs) {
      if (run->status == FM_RUN_FAILED)
        ++failed;
      else
        well.push_back(run);
      if (*run->reason) ++reasons[run->reason];
    }

    std::string text = strong(learners[learner]) + "  " + name;
    if (*runs.front()->variant_label) text += std::string("  ") + runs.front()->variant_label;
    text += "\n";
    Table rows({std::to_string(runs.size()) + " replicates", "median", "least", "most"});
    const auto add = [&](const std::string& label, auto&& value) {
      std::vector<double> values;
      for (const fm_run* run : well) values.push_back(value(*run));
      const Spread spread(std::move(values));
      rows.row({label, number(spread.median), number(spread.least), number(spread.most)});
    };
    std::size_t hidden = 0;
    if (!well.empty()) hidden = add_actions(*well.front(), add);
    for (std::uint32_t p = 0; !well.empty() && p < well.front()->players; ++p)
      add("cost f" + std::to_string(p + 1), [p](const fm_run& run) { return run.cost[p]; });
    add("steps", [](const fm_run& run) { return static_cast<double>(run.steps); });
    text += rows.draw();
    if (hidden > 0) text += " and " + std::to_string(hidden) + " coordinates more\n";
    if (failed > 0)
      text += " " + std::to_string(failed) + " of " + std::to_string(runs.size()) +
              " runs failed and are not counted above\n";
    for (const auto& [reason, count] : most_frequent(reasons))
      text += "   " + std::to_string(count) + " x " + reason + "\n";
    return text;
  }

  // A row each coordinate; returns how many found no room.
  template <class Add>
  std::size_t add_actions(const fm_run& shape, Add&& add) const {
    std::size_t c = 0;
    for (std::uint32_t p = 0; p < shape.players; ++p)
      for (std::uint32_t k = 0; k < shape.dims[p]; ++k, ++c)
        if (c < shown)
          add("x" + std::to_string(p + 1) +
                  (shape.dims[p] == 1 ? "" : "[" + std::to_string(k) + "]"),
              [c](const fm_run& run) { return run.x[c]; });
    return c - std::min(c, shown);
  }

  static std::vector<std::pair<std::string, std::size_t>> most_frequent(
      const std::map<std::string, std::size_t>& reasons) {
    std::vector<std::pair<std::string, std::size_t>> list(reasons.begin(), reasons.end());
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    if (list.size() > 5) list.resize(5);
    return list;
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
