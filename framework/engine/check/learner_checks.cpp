// Checks of learners, which play small games.
#include <spdlog/fmt/ranges.h>

#include <cstring>

#include "check/leak.hpp"
#include "check/parameter_check.hpp"
#include "check/seat.hpp"
#include "check/surroundings.hpp"
#include "check/threads.hpp"
#include "game/lengths.hpp"
#include "point/finite_differences.hpp"

namespace firstmove::engine::checks {
namespace {

constexpr std::uint64_t some_steps = 4;

std::vector<std::uint32_t> many_replicates(std::size_t count) {
  std::vector<std::uint32_t> replicates(count);
  for (std::size_t r = 0; r < count; ++r) replicates[r] = static_cast<std::uint32_t>(5 * r + 2);
  return replicates;
}

bool without_reason(const std::string& said) { return said.ends_with("and gave no reason"); }
bool exception_out(const std::string& said) {
  return said.starts_with("the plugin let an exception cross the ABI boundary");
}

Path path_of(const CheckedPlugin& subject, const Place& place, const std::vector<std::uint32_t>& of,
             double padding = 0.25) {
  return sound_call([&] {
    Seat seat(subject, place, of);
    return seat.play(starts(seat.shape(), of, padding), some_steps);
  });
}

Answer calls(const CheckedPlugin& subject) {
  std::size_t taken = 0, refused = 0;
  std::string said;
  for (const Place& place : places()) {
    try {
      Seat seat(subject, place, {0, 1, 2});
      ++taken;
    } catch (const PluginFailure& refusal) {
      said = refusal.what();
      if (exception_out(said)) throw Failed(said, Fault::exception);
      if (without_reason(said))
        throw Failed(
            fmt::format("the rule refuses to be {} without an error message", place.text()));
      ++refused;
      continue;
    }
    path_of(subject, place, {0, 1, 2});
  }
  if (taken == 0)
    throw Failed(
        fmt::format("not checked: the rule refuses all {} places in {} small games; "
                    "the last refusal: '{}'",
                    refused, std::size(all_practice), said));
  return passed(refused == 0
                    ? fmt::format("it plays in all {} places of {} small games", taken,
                                  std::size(all_practice))
                    : fmt::format("it plays in {} places of small games and refuses {} with an "
                                  "error message: '{}'",
                                  taken, refused, said));
}

Answer parameters(const CheckedPlugin& subject) {
  const std::vector<Place> taken = taken_places(subject);
  const Place& place = taken.front();
  return check_parameters(subject, [&](const Parameters& params) -> std::string {
    CheckedPlugin other = subject;
    other.params = params;
    std::string said;
    try {
      Seat seat(other, place, {0, 1});
    } catch (const PluginFailure& refusal) {
      said = refusal.what();
      if (exception_out(said)) throw Failed(said, Fault::exception);
      if (without_reason(said)) throw Failed("the rule refuses without an error message");
    }
    return said;
  });
}

Answer batch(const CheckedPlugin& subject) {
  const std::vector<std::uint32_t> all = many_replicates(17);
  const std::vector<Place> taken = taken_places(subject);
  std::size_t compared = 0;
  for (const Place& place : taken) {
    const Path whole = path_of(subject, place, all);
    const auto compare = [&](const std::vector<std::size_t>& which, double padding,
                             const std::string& how) {
      std::vector<std::uint32_t> some;
      for (const std::size_t r : which) some.push_back(all[r]);
      const Path path = path_of(subject, place, some, padding);
      for (std::size_t r = 0; r < which.size(); ++r, ++compared)
        same_path(whole, which[r], path, r,
                  fmt::format("replica {} of 17, compared with the same replica {}, as {}",
                              which[r], how, place.text()));
    };
    for (const std::size_t r : {0u, 3u, 8u, 16u}) compare({r}, -3, "alone");
    for (const std::size_t count : {3u, 7u, 8u, 9u}) {
      std::vector<std::size_t> backward;
      for (std::size_t r = 0; r < count; ++r) backward.push_back(16 - r);
      compare(backward, 1e10, fmt::format("in a batch of {} in reverse order", count));
    }
  }
  return passed(
      fmt::format("{} replicas in {} places have the same bits for every batch size, order "
                  "and padding",
                  compared, taken.size()));
}

Answer repeat(const CheckedPlugin& subject) {
  const std::vector<std::uint32_t> all = many_replicates(9);
  const std::vector<Place> taken = taken_places(subject);
  for (const Place& place : taken) {
    const Path one = path_of(subject, place, all);
    (void)path_of(subject, place, many_replicates(3));
    const Path again = path_of(subject, place, all);
    for (std::size_t r = 0; r < all.size(); ++r)
      same_path(one, r, again, r, fmt::format("two fresh instances, as {}", place.text()));
  }
  return passed(fmt::format("fresh instances take the same {} steps bit for bit, in {} places",
                            some_steps, taken.size()));
}

Answer threads(const CheckedPlugin& subject) {
  const std::vector<Place> taken = taken_places(subject);
  const std::vector<std::uint32_t> all = many_replicates(24), others = many_replicates(25);
  const Place& place = taken.front();
  {
    Seat one(subject, place, all), other(subject, place, {all.rbegin(), all.rend()});
    const BatchArray here = starts(one.shape(), all), there = starts(other.shape(), others);
    BatchArray x(there.rows(), here.stride());
    for (std::size_t c = 0; c < x.rows(); ++c)
      for (std::size_t r = 0; r < x.stride(); ++r) x.row(c)[r] = there.row(c)[r + 1];
    std::uint64_t step = one.learner().responds() ? 0 : 1;
    BatchArray out(one.coordinates(), one.stride());
    find_shared_scratch(subject, [&](int which) {
      sound_call([&] {
        Seat& seat = which == 0 ? one : other;
        const BatchArray& at = which == 0 ? here : x;
        seat.bring(step, at);
        seat.act_into(step++, at, 0.05, out);
      });
    });
  }
  constexpr unsigned count = 4;
  std::vector<std::vector<std::uint32_t>> replicates;
  std::vector<Path> alone;
  for (unsigned t = 0; t < count; ++t) {
    std::vector<std::uint32_t>& own = replicates.emplace_back(all);
    for (std::uint32_t& replicate : own) replicate += 1000 * t;
    alone.push_back(path_of(subject, taken[t % taken.size()], own));
  }
  std::vector<Worker> workers;
  for (unsigned t = 0; t < count; ++t)
    workers.push_back([&, t] {
      return [&, t] {
        try {
          const Path path = path_of(subject, taken[t % taken.size()], replicates[t]);
          for (std::size_t r = 0; r < all.size(); ++r)
            same_path(alone[t], r, path, r, "a sequential run, compared with a threaded one");
        } catch (const Failed& apart) {
          return std::string(apart.what());
        }
        return std::string();
      };
    });
  note("fm_learner in {} threads", count);
  const std::size_t plays = work_at_once(workers);
  return passed(fmt::format(
      "{} paths in {} threads have the same bits as sequential ones, and no static storage changes "
      "with the input",
      plays, count));
}

Answer inputs(const CheckedPlugin& subject) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Place> taken = taken_places(subject);
  const std::vector<std::uint32_t> all = many_replicates(9);
  std::size_t compared = 0;
  for (const Place& place : taken) {
    const Path sound = path_of(subject, place, all);
    for (const double value : {nan, inf, -inf, 1e300, 1e150, 5e-324, -0.0}) {
      const std::size_t victim = 4;
      const Path path = sound_call([&] {
        Seat seat(subject, place, all);
        BatchArray x = starts(seat.shape(), all);
        for (std::size_t c = 0; c < x.rows(); ++c) x.row(c)[victim] = value;
        return seat.play(x, some_steps);
      });
      for (std::size_t r = 0; r < all.size(); ++r)
        if (r != victim) {
          same_path(
              sound, r, path, r,
              fmt::format(
                  "replica {}, compared with the same replica beside a neighbour at {}, as {}", r,
                  value, place.text()));
          ++compared;
        }
    }
    for (const double size : {nan, inf, -inf, 0.0, 1e300}) {
      Seat seat(subject, place, all);
      const BatchArray x = starts(seat.shape(), all);
      try {
        (void)seat.act(1, x, size);
      } catch (const PluginFailure& refusal) {
        if (exception_out(refusal.what())) throw Failed(refusal.what(), Fault::exception);
        if (without_reason(refusal.what()))
          throw Failed(
              fmt::format("the rule refuses a step size of {} without an error message", size));
      }
    }
  }
  return passed(
      fmt::format("NaN and infinity do not change the bits of {} neighbours; invalid step sizes "
                  "(NaN, infinite, zero, negative, huge) are tolerated",
                  compared));
}

// Makes the oracle fail at each evaluation of a step in turn.
Answer oracle(const CheckedPlugin& subject) {
  const std::vector<Place> taken = taken_places(subject);
  std::size_t failures = 0;
  for (const Place& place : taken)
    for (std::int64_t well = 0; well < 12; ++well) {
      Seat seat(subject, place, {0, 1, 2}, true);
      const BatchArray x = starts(seat.shape(), {0, 1, 2});
      BatchArray out(seat.coordinates(), seat.stride());
      seat.bring(1, x);
      let_evaluations(well);
      std::string said;
      try {
        seat.act_into(1, x, 0.05, out);
      } catch (const PluginFailure& failure) {
        said = failure.what();
      }
      const bool failed = let_evaluations(-1) == -2;
      if (!failed) break;
      if (exception_out(said)) throw Failed(said, Fault::exception);
      if (said.empty())
        throw Failed(fmt::format(
            "the oracle failed at evaluation {} of a step, and the rule ignored the failure, as {}",
            well + 1, place.text()));
      ++failures;
    }
  offer_costs_alone(true);
  std::string refusal;
  try {
    const Seat seat(subject, taken.front(), {0}, true);
  } catch (const PluginFailure& refused) {
    refusal = refused.what();
    if (exception_out(refusal)) throw Failed(refusal, Fault::exception);
    if (without_reason(refusal))
      throw Failed("the rule refuses a game that offers only costs without an error message");
  }
  offer_costs_alone(false);
  return passed(fmt::format(
      "{}; a game that offers only costs is {}",
      failures == 0 ? "it makes no oracle call within a step"
                    : fmt::format("{} failures of the oracle within a step are reported", failures),
      refusal.empty() ? "accepted" : fmt::format("refused: '{}'", refusal)));
}

Answer last_step(const CheckedPlugin& subject) {
  const std::vector<Place> taken = taken_places(subject);
  const std::vector<std::uint32_t> all = {0, 0xffffffffu, 7};
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  for (const Place& place : taken)
    for (const std::uint64_t step : {std::uint64_t{1} << 32, std::uint64_t{1} << 53, most}) {
      const auto once = [&] {
        return sound_call([&] {
          Seat seat(subject, place, all);
          const BatchArray x = starts(seat.shape(), all);
          Path path{{}, std::vector<bool>(all.size())};
          path.acts.push_back(seat.act(step - 1, x));
          path.acts.push_back(seat.act(step, x));
          return path;
        });
      };
      const Path one = once(), other = once();
      for (std::size_t r = 0; r < all.size(); ++r)
        same_path(one, r, other, r, fmt::format("two calls at step {}", step));
    }
  return passed(fmt::format("steps up to {} are accepted, each repeated bit for bit", most));
}

Answer arguments(const CheckedPlugin& subject) {
  const fm_learner& table = subject.plugin.learner();
  if (!FM_HAS(&table, fm_learner, extension) || !table.extension)
    throw Skipped("the rule has no extensions");
  // The instance is private to the host's Learner; this table wraps `create` to get access to it.
  static const fm_learner* real = nullptr;
  static std::vector<std::string> wrong;
  real = &table;
  wrong.clear();
  static fm_learner spying;
  spying = {};
  std::memcpy(static_cast<void*>(&spying), &table,
              std::min<std::size_t>(sizeof(spying), table.struct_size));
  spying.create = [](const fm_host* host, const fm_values* values, const fm_role* role,
                     const fm_oracle* asked, fm_learner_instance** out) {
    const fm_status status = real->create(host, values, role, asked, out);
    if (status != FM_OK) return status;
    for (const char* id : {"", "firstmove.nothing", "firstmove.expansions", "\xff"}) {
      note("fm_learner.extension(\"{}\")", id);
      if (real->extension(*out, id)) wrong.emplace_back(id);
    }
    return status;
  };
  fm_descriptor changed = subject.descriptor();
  changed.table = &spying;
  CheckedPlugin spied = subject;
  spied.plugin.descriptor = &changed;
  const std::vector<Place> taken = taken_places(spied);
  if (!wrong.empty())
    throw Failed(fmt::format(
        "fm_learner.extension(\"{}\") returned a table for an unknown extension", wrong.front()));
  return passed("unknown extensions are NULL");
}

Answer environment(const CheckedPlugin& subject) {
  const Surroundings before = surroundings();
  for (const Place& place : taken_places(subject)) path_of(subject, place, {0, 1, 2});
  if (const std::string change = changed(before, surroundings()); !change.empty())
    throw Failed("after the plugin was called, " + change);
  return passed(
      "floating-point mode, locale, signals, working folder and environment are unchanged");
}

Answer leak(const CheckedPlugin& subject) {
  const std::vector<Place> taken = taken_places(subject);
  const std::vector<std::uint32_t> all = many_replicates(9);
  std::size_t times = 0;
  for (const Place& place : taken)
    times += find_leak("create and destroy", [&] { const Seat seat(subject, place, all); });
  Seat seat(subject, taken.front(), all);
  const BatchArray x = starts(seat.shape(), all);
  BatchArray out(seat.coordinates(), seat.stride());
  std::uint64_t step = 0;
  times += find_leak("a step", [&] {
    sound_call([&] {
      seat.bring(++step, x);
      seat.act_into(step, x, 0.05, out);
    });
    (void)seat.learner().take_given_up();
  });
  return passed(fmt::format("created, called and freed {} times without growth", times));
}

// Compares the expansion's direction and Jacobian with the first step of a fresh instance.
Answer expansion(const CheckedPlugin& subject) {
  std::size_t compared = 0;
  for (const Place& place : taken_places(subject)) {
    Seat seat(subject, place, {0});
    const fm_expansion* const table = seat.learner().expansion();
    if (!table) continue;
    if (!FM_HAS(table, fm_expansion, expand) || !table->expand)
      throw Failed("fm_expansion is too small, or its function is NULL");
    const Shape& shape = seat.shape();
    const auto d = static_cast<Eigen::Index>(shape.coordinates());
    const auto own = static_cast<Eigen::Index>(seat.coordinates());
    const BatchArray start = starts(shape, {3});
    std::vector<double> x;
    for (Eigen::Index c = 0; c < d; ++c) x.push_back(start.row(static_cast<std::size_t>(c))[0]);

    std::vector<std::vector<double>> rows;
    std::vector<const double*> taylor;
    for (std::uint32_t p = 0; p < shape.players(); ++p) {
      const fm_request request = {sizeof(fm_request), FM_TAYLOR, p, table->order, 0, 0};
      BatchArray values(rows_of(request, shape), seat.stride());
      double* const out = values.data();
      seat.oracle().evaluate(seat.oracle().prepare({request}), 1, start.data(), nullptr, &out);
      std::vector<double>& own_rows = rows.emplace_back();
      for (std::size_t row = 0; row < values.rows(); ++row) own_rows.push_back(values.row(row)[0]);
    }
    for (const auto& own_rows : rows) taylor.push_back(own_rows.data());
    std::vector<double> direction(static_cast<std::size_t>(own)),
        jacobian(static_cast<std::size_t>(own * d));
    note("fm_expansion.expand(as {})", place.text());
    sound_call([&] {
      seat.learner().expand(std::vector<double>(shape.players(), 0.05), taylor, direction.data(),
                            jacobian.data());
      return 0;
    });

    const auto field = [&](const std::vector<std::vector<double>>& points) {
      std::vector<std::uint32_t> replicates(points.size(), 0);
      Seat fresh(subject, place, replicates);
      BatchArray at(shape.coordinates(), fresh.stride());
      for (std::size_t c = 0; c < at.rows(); ++c)
        for (std::size_t r = 0; r < at.stride(); ++r)
          at.row(c)[r] = points[std::min(r, points.size() - 1)][c];
      const BatchArray given = sound_call([&] { return fresh.act(1, at); });
      Eigen::MatrixXd values = Eigen::MatrixXd::Zero(d, static_cast<Eigen::Index>(points.size()));
      for (Eigen::Index a = 0; a < own; ++a)
        for (std::size_t r = 0; r < points.size(); ++r)
          values(a, static_cast<Eigen::Index>(r)) = given.row(static_cast<std::size_t>(a))[r];
      return values;
    };
    const Eigen::MatrixXd first = field({x});
    const FiniteDifferences found = finite_differences(shape, x, field);
    const std::vector<double> sizes = lengths(shape, x);
    for (Eigen::Index a = 0; a < own; ++a) {
      const double is = direction[static_cast<std::size_t>(a)];
      double change = 0;  // of the direction when x moves by its own size
      for (Eigen::Index c = 0; c < d; ++c)
        change += std::abs(jacobian[static_cast<std::size_t>(a * d + c)]) *
                  sizes[static_cast<std::size_t>(c)];
      if (!(std::abs(is - first(a, 0)) <= 1e-7 * (change + std::abs(is))))
        throw Failed(
            fmt::format("as {} its expansion gives the direction {:.12g}, but its step {:.12g}",
                        place.text(), is, first(a, 0)));
      for (Eigen::Index c = 0; c < d; ++c, ++compared) {
        const double claimed = jacobian[static_cast<std::size_t>(a * d + c)];
        if (!(std::abs(claimed - found.jacobian(a, c)) <=
              20 * found.error(a, c) + 1e-6 * change / sizes[static_cast<std::size_t>(c)]))
          throw Failed(
              fmt::format("as {} the Jacobian at x = ({:.6g}) is {:.12g} in row {}, column "
                          "{}, but {:.12g} by differences of the direction",
                          place.text(), fmt::join(x, ", "), claimed, a, c, found.jacobian(a, c)));
      }
    }
  }
  if (compared == 0) throw Skipped("the rule has no expansion");
  return passed(
      fmt::format("{} entries of Jacobians agree with differences of the direction", compared));
}

}  // namespace

std::vector<Check> learner_checks() {
  return {
      {"calls", "it plays small games, or refuses them with an error message", calls},
      {"parameters", "values that the schema allows are accepted or refused with an error message",
       parameters},
      {"batch", "a replica does not depend on its neighbours, place or padding", batch},
      {"repeat", "a fresh instance gives the same bits", repeat},
      {"threads", "instances on several threads share nothing", threads},
      {"inputs", "NaN and infinity in one replica do not reach others", inputs},
      {"oracle", "a failure of its oracle is reported", oracle},
      {"last-step", "steps at the end of their range are accepted", last_step},
      {"arguments", "unknown extensions are NULL", arguments},
      {"environment", "the state of the process is unchanged", environment},
      {"leak", "what is allocated is freed", leak},
      {"expansion", "its Jacobian is the derivative of its direction", expansion}};
}

}  // namespace firstmove::engine::checks
