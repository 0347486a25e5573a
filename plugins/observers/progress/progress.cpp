// The progress of an experiment: a bar on a terminal, otherwise a line at intervals.
#include <firstmove/observer.hpp>
#include <firstmove/table.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>
#include <vector>

namespace {

using namespace firstmove;

// 1234567 as "1.23 M", in any locale.
std::string human(double value) {
  const char* unit = "";
  for (const char* next : {"k", "M", "G", "T"}) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  char text[400];  // holds any double
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed,
                                 value < 10    ? 2
                                 : value < 100 ? 1
                                               : 0);
  return std::string(text, end.ptr) + " " + unit;
}

std::string duration(double seconds) {
  constexpr double longest = 100.0 * 24 * 3600;
  if (!(seconds < longest)) return "over 100 days";
  const auto whole = static_cast<long long>(seconds + 0.5);
  char text[32];
  if (whole >= 3600)
    std::snprintf(text, sizeof(text), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text, sizeof(text), "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

// The share of the possible replica-steps that have been taken. Runs that stop early do not take
// all of theirs.
double share_done(const fm_progress& p) {
  if (p.runs_done >= p.runs) return 1;
  if (p.steps == 0) return 0;
  return std::min(1.0, static_cast<double>(p.steps_done) / static_cast<double>(p.steps));
}

std::string percent(double share) {
  const std::string digits = std::to_string(static_cast<int>(100 * share));
  return std::string(3 - digits.size(), ' ') + digits + "%";
}

// The parts of the line, in order. If the line is too long, the part with the highest `rank` is
// omitted first; rank 0 is never omitted.
struct Part {
  int rank;
  std::string text;
};
std::vector<Part> parts_of(const fm_progress& p) {
  const double share = share_done(p);
  const double rate = p.seconds > 0 ? static_cast<double>(p.steps_done) / p.seconds : 0;
  std::vector<Part> parts = {
      {0, percent(share)},
      {2, std::to_string(p.runs_done) + "/" + std::to_string(p.runs) + " runs"},
      {4, human(rate) + "steps/s"}};
  if (p.final)
    parts.push_back({3, "took " + duration(p.seconds)});
  else if (share > 0 && rate > 0)
    parts.push_back({3, duration(p.seconds / share * (1 - share)) + " left"});
  if (p.failed > 0) parts.push_back({1, std::to_string(p.failed) + " failed"});
  return parts;
}

std::string joined(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) text += (text.empty() ? "" : "  ") + part.text;
  return text;
}

struct Progress {
  static Info info() {
    return {"progress",
            "1.1.0",
            "shows the progress of the experiment and of each learner, the rate and the time left",
            "the firstmove authors",
            "MIT",
            "",
            {real("interval")
                 .at_least(0)
                 .otherwise("10.0")
                 .doc("seconds between two lines if standard error is not a terminal")}};
  }

  Progress(const Values& values, const Experiment& e)
      : experiment(e),
        learners(e->learner_names, e->learner_names + e->learners),
        interval(values.real("interval")),
        next_line(interval) {}

  void progress(const fm_progress& p) {
    if (experiment->terminal) {
      const std::string above = learner_lines(p);
      experiment.print(std::exchange(back_up, "") + "\r" + above + terminal_line(p) + "\033[K" +
                       (p.final ? "\n" : ""));
      const auto lines = std::count(above.begin(), above.end(), '\n');
      if (lines > 0) back_up = "\033[" + std::to_string(lines) + "A";
    } else if (p.final || p.seconds >= next_line) {
      next_line = p.seconds + interval;
      experiment.print(joined(parts_of(p)) + "\n");
    }
  }

 private:
  // One column stays free: a full line would wrap, and the next one would be drawn below it.
  std::string terminal_line(const fm_progress& p) const {
    const std::size_t room = (experiment->width == 0 ? 80 : experiment->width) - 1;
    std::vector<Part> parts = parts_of(p);
    while (joined(parts).size() > room) {
      const auto least = std::max_element(
          parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.rank < b.rank; });
      if (least->rank == 0) break;
      parts.erase(least);
    }
    const std::string text = joined(parts);
    if (room < text.size() + 1 + shortest_bar) return text;
    return bar(share_done(p), std::min(room - text.size() - 1, longest_bar)) + " " + text;
  }

  // One line per learner above the line of the whole experiment, if there are only a few learners.
  std::string learner_lines(const fm_progress& p) const {
    const std::size_t room = (experiment->width == 0 ? 80 : experiment->width) - 1;
    if (!p.learner_runs || learners.size() < 2 || learners.size() > most_learners || room < 40)
      return "";
    std::size_t widest = 0;
    for (const std::string& name : learners)
      widest = std::max(widest, std::min(columns_of(name), room / 2));
    std::string text;
    for (std::size_t l = 0; l < learners.size(); ++l) {
      const std::string name = shortened(learners[l], widest);
      const std::uint64_t runs = p.learner_runs[l], done = p.learner_runs_done[l];
      const double share = runs == 0 ? 1 : static_cast<double>(done) / static_cast<double>(runs);
      std::string line = name + std::string(widest - columns_of(name), ' ') + " " + bar(share, 10) +
                         " " + std::to_string(done) + "/" + std::to_string(runs);
      if (p.learner_failed[l] > 0) line += "  " + std::to_string(p.learner_failed[l]) + " failed";
      text += line + "\033[K\n";
    }
    return text;
  }

  // The name, cut to a number of characters; a UTF-8 character is never split.
  static std::string shortened(const std::string& name, std::size_t columns) {
    if (columns_of(name) <= columns) return name;
    std::string text = name;
    while (columns_of(text) >= columns) {
      text.pop_back();
      while (!text.empty() && (text.back() & '\xC0') == '\x80') text.pop_back();
    }
    return text + "…";
  }

  std::string bar(double share, std::size_t cells) const {
    const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
    std::string text;
    for (std::size_t i = 0; i < cells; ++i) text += i < full ? "━" : "─";
    return experiment->color ? "\033[36m" + text + "\033[0m" : text;
  }

  static constexpr std::size_t shortest_bar = 5, longest_bar = 40, most_learners = 16;

  Experiment experiment;
  std::vector<std::string> learners;
  std::string back_up;  // moves the cursor up to the first of the lines drawn before
  double interval;
  double next_line;  // the time of the next line, in seconds since the first run began
};

}  // namespace

FIRSTMOVE_OBSERVER(Progress)
