// Checks of observers, which watch an artificial experiment.
#include "check/bench.hpp"
#include "check/guarded_array.hpp"
#include "check/leak.hpp"
#include "check/parameter_check.hpp"
#include "check/seat.hpp"
#include "check/surroundings.hpp"
#include "check/threads.hpp"

namespace firstmove::engine::checks {
namespace {

std::vector<std::uint32_t> many_replicates(std::size_t count) {
  std::vector<std::uint32_t> replicates(count);
  for (std::size_t r = 0; r < count; ++r) replicates[r] = static_cast<std::uint32_t>(3 * r + 1);
  return replicates;
}

std::vector<Recorded> recorded(const CheckedPlugin& subject, const Bench::Session& session) {
  return sound_call([&] { return Bench(subject).watch(session); });
}

void require_batches(const CheckedPlugin& subject) {
  if (!subject.plugin.observer().open) throw Skipped("the observer does not watch batches");
}

void same_record(const Recorded& a, const Recorded& b, const std::string& what) {
  const auto differ = [&what](const std::string& which, double one, double other) {
    throw Failed(fmt::format("{} differs ({:.17g} and {:.17g}): {}", which, one, other, what));
  };
  if (a.metrics.size() != b.metrics.size())
    throw Failed(fmt::format("{} and {} metrics were recorded: {}", a.metrics.size(),
                             b.metrics.size(), what));
  for (std::size_t m = 0; m < a.metrics.size(); ++m) {
    const MetricRow &one = a.metrics[m], &other = b.metrics[m];
    if (one.name != other.name || one.step != other.step)
      throw Failed(
          fmt::format("the metrics '{}' and '{}' were recorded: {}", one.name, other.name, what));
    if (!same_bits(one.value, other.value))
      differ(fmt::format("'{}' at step {}", one.name, one.step), one.value, other.value);
  }
  const RecordedPath &one = a.trajectory, &other = b.trajectory;
  if (one.steps.size() != other.steps.size())
    throw Failed(fmt::format("paths of {} and {} steps were recorded: {}", one.steps.size(),
                             other.steps.size(), what));
  for (std::size_t i = 0; i < one.values.size(); ++i)
    if (!same_bits(one.values[i], other.values[i]))
      differ(fmt::format("coordinate {} of its path", i % one.width()), one.values[i],
             other.values[i]);
}

Answer calls(const CheckedPlugin& subject) {
  std::size_t rows = 0, games = 0;
  std::string refusal;
  for (const Practice game : all_practice) {
    if (!subject.plugin.observer().open) break;
    for (const bool complete : {true, false}) {
      Bench::Session session{game, many_replicates(9)};
      session.complete = complete;
      std::unique_ptr<Bench> bench = sound_call([&] { return std::make_unique<Bench>(subject); });
      try {
        for (const Recorded& r : bench->watch(session))
          rows += r.metrics.size() + r.trajectory.steps.size() + r.files.size();
        ++games;
      } catch (const PluginFailure& refused) {
        refusal = refused.what();
        if (refusal.starts_with("the plugin let an exception"))
          throw Failed(refusal, Fault::exception);
        if (refusal.ends_with("and gave no reason"))
          throw Failed("the observer refuses a batch without an error message");
      }
    }
  }
  sound_call([&] {
    Bench bench(subject);
    bench.follow();
    bench.finish(20);
    return 0;
  });
  if (subject.plugin.observer().open && games == 0)
    throw Failed(fmt::format(
        "not checked: the observer refuses every practice game; the last refusal: '{}'", refusal));
  return passed(fmt::format(
      "every function of the table is called and returns; {} rows and files "
      "recorded from {} batches{}",
      rows, games, refusal.empty() ? "" : fmt::format("; others were refused: '{}'", refusal)));
}

Answer parameters(const CheckedPlugin& subject) {
  return check_parameters(subject, [&](const Parameters& params) -> std::string {
    CheckedPlugin other = subject;
    other.params = params;
    std::string said;
    try {
      Bench bench(other);
      if (bench.looks_at_batches()) (void)bench.watch({Practice::general_sum, many_replicates(3)});
    } catch (const PluginFailure& refusal) {
      said = refusal.what();
      if (said.starts_with("the plugin let an exception")) throw Failed(said, Fault::exception);
      if (said.ends_with("and gave no reason"))
        throw Failed("the observer refuses without an error message");
    }
    return said;
  });
}

Answer batch(const CheckedPlugin& subject) {
  require_batches(subject);
  const std::vector<std::uint32_t> all = many_replicates(17);
  Bench::Session session{Practice::general_sum, all};
  const std::vector<Recorded> whole = recorded(subject, session);
  std::size_t compared = 0;
  // The first replica of a batch ends early (Bench::watch), so it is not compared.
  for (const std::size_t count : {2u, 3u, 8u, 9u}) {
    session.replicates.clear();
    for (std::size_t r = 0; r < count; ++r) session.replicates.push_back(all[16 - r]);
    session.padding = -1e10;
    const std::vector<Recorded> some = recorded(subject, session);
    for (std::size_t r = 1; r < count; ++r, ++compared)
      same_record(whole[16 - r], some[r],
                  fmt::format("replica {} of 17, compared with the same replica in a batch of {}",
                              16 - r, count));
  }
  return passed(fmt::format(
      "the records of {} replicas have the same bits for every batch size, order and padding",
      compared));
}

Answer repeat(const CheckedPlugin& subject) {
  require_batches(subject);
  const Bench::Session session{Practice::three_players, many_replicates(9)};
  const std::vector<Recorded> one = recorded(subject, session), again = recorded(subject, session);
  for (std::size_t r = 0; r < one.size(); ++r)
    same_record(one[r], again[r], fmt::format("replica {} watched twice", r));
  return passed("the same batch gives the same record bit for bit");
}

Answer threads(const CheckedPlugin& subject) {
  require_batches(subject);
  constexpr unsigned count = 4;
  std::vector<Bench::Session> sessions;
  std::vector<std::vector<Recorded>> alone;
  for (unsigned t = 0; t < count; ++t) {
    Bench::Session session{Practice::general_sum, many_replicates(9 + t)};
    for (std::uint32_t& replicate : session.replicates) replicate += 100 * t;
    session.first_run = 1000 * t;
    sessions.push_back(session);
    alone.push_back(recorded(subject, session));
  }
  // Batches of one instance run in parallel.
  Bench bench(subject);
  sound_call([&] {
    find_shared_scratch(subject,
                        [&](int which) { (void)bench.watch(sessions[which == 0 ? 0 : 1]); });
    return 0;
  });
  std::vector<Worker> workers;
  for (unsigned t = 0; t < count; ++t)
    workers.push_back([&, t] {
      return [&, t]() -> std::string {
        try {
          const std::vector<Recorded> here = sound_call([&] { return bench.watch(sessions[t]); });
          for (std::size_t r = 0; r < here.size(); ++r)
            same_record(alone[t][r], here[r],
                        "a batch observed alone, compared with one observed in parallel");
        } catch (const Failed& apart) {
          return apart.what();
        }
        return "";
      };
    });
  note("fm_observer in {} threads", count);
  const std::size_t batches = work_at_once(workers);
  return passed(
      fmt::format("{} batches of one instance in {} threads give the same records as batches "
                  "observed alone, and no static storage changes with the input",
                  batches, count));
}

Answer inputs(const CheckedPlugin& subject) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::size_t compared = 0;
  if (subject.plugin.observer().open) {
    const Bench::Session session{Practice::general_sum, many_replicates(9)};
    const std::vector<Recorded> sound = recorded(subject, session);
    for (const double value : {std::numeric_limits<double>::quiet_NaN(), inf, -inf, 1e300, -0.0}) {
      Bench::Session strange = session;
      strange.victim = 4;
      strange.value = value;
      const std::vector<Recorded> rows = recorded(subject, strange);
      for (std::size_t r = 0; r < rows.size(); ++r)
        if (r != 4) {
          same_record(
              sound[r], rows[r],
              fmt::format("replica {}, compared with the same replica beside a neighbour at {}", r,
                          value));
          ++compared;
        }
    }
  }
  sound_call([&] {
    for (const std::size_t runs : {0u, 1u, 7u, 3000u}) {
      Bench bench(subject);
      bench.finish(runs);
    }
    Bench(subject).follow();
    return 0;
  });
  return passed(fmt::format(
      "NaN and infinity in a joint action do not change the records of {} neighbours; experiments "
      "of 0 to 3000 runs, some of them failed, skipped or without costs, are accepted",
      compared));
}

Answer last_step(const CheckedPlugin& subject) {
  require_batches(subject);
  Bench::Session session{Practice::zero_sum, many_replicates(3)};
  session.first_step = std::numeric_limits<std::uint64_t>::max() - 4;
  session.replicates[1] = 0xffffffffu;
  (void)recorded(subject, session);
  return passed("steps up to the largest step number are accepted");
}

Answer arguments(const CheckedPlugin& subject) {
  const fm_observer& table = subject.plugin.observer();
  if (!FM_HAS(&table, fm_observer, extension) || !table.extension)
    throw Skipped("the observer has no extensions");
  const TestHost host;
  ExperimentView view;
  view.c = {sizeof(fm_experiment), 0, "practice", nullptr, 1, 1, 1, 0, 0, 0, 0, 0};
  fm_observer_instance* instance = nullptr;
  note("fm_observer.create(an experiment without learners)");
  if (!refusal_of([&] {
         return table.create(host.get(), &subject.params.values(), &view.c, &instance);
       }).empty())
    return passed("an experiment without learners is refused with an error message");
  for (const char* id : {"", "firstmove.nothing", "\xff"}) {
    note("fm_observer.extension(\"{}\")", id);
    if (guarded([&] { return table.extension(instance, id); }))
      throw Failed(fmt::format("{} returned a table for an unknown extension", journal().call));
  }
  guarded([&] { table.destroy(instance); });
  return passed("unknown extensions are NULL");
}

Answer environment(const CheckedPlugin& subject) {
  const Surroundings before = surroundings();
  sound_call([&] {
    Bench bench(subject);
    if (bench.looks_at_batches()) (void)bench.watch({Practice::zero_sum, many_replicates(3)});
    bench.follow();
    bench.finish(20);
    return 0;
  });
  if (const std::string change = changed(before, surroundings()); !change.empty())
    throw Failed("after the plugin was called, " + change);
  return passed(
      "floating-point mode, locale, signals, working folder and environment are unchanged");
}

Answer leak(const CheckedPlugin& subject) {
  std::size_t times = find_leak("create and destroy", [&] { const Bench bench(subject); });
  Bench bench(subject);
  if (bench.looks_at_batches())
    for (const bool complete : {true, false}) {
      Bench::Session session{Practice::zero_sum, many_replicates(3)};
      session.complete = complete;
      times += find_leak(complete ? "a batch" : "a cancelled batch",
                         [&] { sound_call([&] { return bench.watch(session); }); });
    }
  times += find_leak("an experiment's end", [&] {
    sound_call([&] {
      Bench own(subject);
      own.follow();
      own.finish(20);
      return 0;
    });
  });
  return passed(fmt::format("created, used and freed {} times without growth", times));
}

}  // namespace

std::vector<Check> observer_checks() {
  return {
      {"calls", "every function of its table returns", calls},
      {"parameters", "values that the schema allows are accepted or refused with an error message",
       parameters},
      {"batch", "a replica's record does not depend on its neighbours, place or padding", batch},
      {"repeat", "the same batch gives the same record", repeat},
      {"threads", "batches on several threads share nothing", threads},
      {"inputs",
       "NaN and infinity in one replica do not reach others; empty, failed and skipped runs are "
       "accepted",
       inputs},
      {"last-step", "steps at the end of their range are accepted", last_step},
      {"arguments", "unknown extensions are NULL", arguments},
      {"environment", "the state of the process is unchanged", environment},
      {"leak", "what is allocated is freed", leak}};
}

}  // namespace firstmove::engine::checks
