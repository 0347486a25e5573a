// How far an experiment is: a bar on a terminal, now and then a line elsewhere.
#include <firstmove/observer.hpp>

#include <algorithm>
#include <cstdio>

namespace {

using namespace firstmove;

// 1234567 as "1.23 M".
std::string human(double value) {
  const char* unit = "";
  for (const char* next : {"k", "M", "G", "T"}) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  char text[32];
  std::snprintf(text, sizeof(text),
                value < 10    ? "%.2f %s"
                : value < 100 ? "%.1f %s"
                              : "%.0f %s",
                value, unit);
  return text;
}

std::string duration(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  char text[32];
  if (whole >= 3600)
    std::snprintf(text, sizeof(text), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text, sizeof(text), "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

struct Progress {
  static Info info() {
    return {"progress",
            "1.0.0",
            "shows how far the experiment is, its rate and the time left",
            "the firstmove authors",
            "MIT",
            "",
            {real("interval")
                 .at_least(0)
                 .otherwise("10.0")
                 .doc("seconds between two lines when standard error is no terminal")}};
  }

  Progress(const Values& values, const Experiment& e)
      : experiment(e), interval(values.real("interval")) {}

  void progress(const fm_progress& p) {
    if (experiment->terminal) {
      experiment.print("\r" + line(p, true) + "\033[K" + (p.final ? "\n" : ""));
    } else if (p.final || p.seconds >= next_line) {
      next_line = p.seconds + interval;
      experiment.print(line(p, false) + "\n");
    }
  }

 private:
  std::string line(const fm_progress& p, bool with_bar) const {
    const double share = p.runs == p.runs_done
                             ? 1.0
                             : static_cast<double>(p.steps_done) / static_cast<double>(p.steps);
    const double rate = p.seconds > 0 ? static_cast<double>(p.steps_done) / p.seconds : 0;
    std::string text = std::to_string(p.runs_done) + "/" + std::to_string(p.runs) + " runs  " +
                       human(rate) + "steps/s";
    if (p.final)
      text += "  took " + duration(p.seconds);
    else if (rate > 0)
      text += "  " + duration(static_cast<double>(p.steps - p.steps_done) / rate) + " left";
    if (p.failed > 0) text += "  " + std::to_string(p.failed) + " failed";
    char percent[8];
    std::snprintf(percent, sizeof(percent), "%3d%%", static_cast<int>(100 * share));
    const std::size_t taken = text.size() + 8;
    const std::size_t width = experiment->width == 0 ? 80 : experiment->width;
    if (!with_bar || width < taken + 5) return std::string(percent) + "  " + text;
    const std::size_t cells = std::min<std::size_t>(width - taken, 40);
    const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
    std::string bar;
    for (std::size_t i = 0; i < cells; ++i) bar += i < full ? "━" : "─";
    if (experiment->color) bar = "\033[36m" + bar + "\033[0m";
    return bar + " " + percent + "  " + text;
  }

  Experiment experiment;
  double interval;
  double next_line = 0;
};

}  // namespace

FIRSTMOVE_OBSERVER(Progress)
