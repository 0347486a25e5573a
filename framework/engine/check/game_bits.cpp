// Checks what the bits of a replica's results must not depend on.
#include <array>

#include "check/game_checks.hpp"
#include "check/played_game.hpp"

namespace firstmove::engine::checks {
namespace {

constexpr std::size_t most_requests = 48;
constexpr std::uint32_t counts[] = {1, 3, 7, 8, 9, 17};

// A batch of the given replicas of `spot`, with their replicate numbers.
LentBatch some_of(const LentBatch& spot, const std::vector<std::size_t>& places, std::size_t stride,
                  double padding) {
  std::vector<std::vector<double>> points;
  for (const std::size_t r : places) {
    std::vector<double>& x = points.emplace_back();
    for (std::size_t c = 0; c < spot.x.rows(); ++c) x.push_back(spot.x.row(c)[r]);
  }
  LentBatch some(points, stride);
  some.step = spot.step;
  some.seed = spot.seed;
  for (std::size_t r = 0; r < places.size(); ++r) some.replicates[r] = spot.replicates[places[r]];
  for (std::size_t c = 0; c < some.x.rows(); ++c)
    for (std::size_t r = places.size(); r < stride; ++r) some.x.row(c)[r] = padding;
  return some;
}

class Bits {
 public:
  explicit Bits(const CheckedPlugin& subject)
      : game(subject),
        requests(game.offered(most_requests)),
        draw(game.shape(), 3),
        whole(draw.many(17)) {
    if (requests.empty()) throw Skipped("the game offers no quantities");
    for (std::size_t r = 0; r < whole.replicates.size(); ++r)
      whole.replicates[r] = static_cast<std::uint32_t>(5 * r + 2);
  }

  Rows at(PlayedGame::Plan& plan, const LentBatch& spot, double garbage = 0) {
    return plan.at(spot, random_vectors(requests, game.shape(), spot), garbage);
  }

  PlayedGame game;
  std::vector<fm_request> requests;
  Points draw;
  LentBatch whole;
};

}  // namespace

Answer check_game_batch(const CheckedPlugin& subject) {
  Bits bits(subject);
  PlayedGame::Plan plan(bits.game, bits.requests);
  const Rows all = bits.at(plan, bits.whole);
  std::size_t compared = 0;
  const auto compare = [&](const std::vector<std::size_t>& places, std::size_t stride,
                           double padding, double garbage, const std::string& how) {
    const Rows some = bits.at(plan, some_of(bits.whole, places, stride, padding), garbage);
    for (std::size_t r = 0; r < places.size(); ++r, ++compared)
      same_results(
          bits.requests, all, places[r], some, r,
          fmt::format("replica {} of 17, compared with the same replica {}", places[r], how));
  };
  for (std::size_t r = 0; r < 17; ++r) compare({r}, 8, 0.5, 0, "alone");
  for (const std::uint32_t count : counts) {
    std::vector<std::size_t> forward, backward;
    for (std::size_t r = 0; r < count; ++r) {
      forward.push_back(r);
      backward.push_back(16 - r);
    }
    compare(forward, stride_for(count), -7.25, 1e30, fmt::format("in a batch of {}", count));
    compare(backward, stride_for(count), 1e300, -3,
            fmt::format("in a batch of {} in reverse order", count));
    compare(forward, stride_for(count) + 16, 0, std::numeric_limits<double>::quiet_NaN(),
            fmt::format("in a batch of {} with a longer stride", count));
  }
  return passed(
      fmt::format("{} quantities of {} replicas have the same bits for every batch size, order, "
                  "stride, padding and previous content of the result arrays",
                  bits.requests.size(), compared));
}

Answer check_game_repeat(const CheckedPlugin& subject) {
  Bits bits(subject);
  PlayedGame::Plan plan(bits.game, bits.requests);
  const Rows first = bits.at(plan, bits.whole);
  const auto same = [&](const Rows& again, const char* how) {
    for (std::size_t r = 0; r < 17; ++r)
      same_results(bits.requests, first, r, again, r,
                   fmt::format("replica {}, compared with {}", r, how));
  };
  same(bits.at(plan, bits.whole), "the same call repeated");
  const auto differs = [&](const Rows& other) {
    for (std::size_t q = 0; q < first.size(); ++q)
      for (std::size_t row = 0; row < first[q].rows(); ++row)
        for (std::size_t r = 0; r < 17; ++r)
          if (!same_bits(first[q].row(row)[r], other[q].row(row)[r])) return true;
    return false;
  };
  std::string chance;
  const auto change = [&](LentBatch spot, const char* name, const char* how) {
    if (differs(bits.at(plan, spot)))
      chance += fmt::format("{}{}", chance.empty() ? "" : ", ", name);
    same(bits.at(plan, bits.whole), how);
  };
  LentBatch later = bits.whole, seeded = bits.whole;
  later.step = 12345;
  seeded.seed = 0xfedcba9876543210u;
  change(later, "step", "the same call after a call at a later step");
  change(seeded, "seed", "the same call after a call with another seed");
  LentBatch elsewhere(bits.draw.many(17));
  (void)bits.at(plan, elsewhere);
  same(bits.at(plan, bits.whole), "the same call after a call at other joint actions");

  for (const bool other_first : {false, true}) {
    Bits fresh(subject);
    PlayedGame::Plan own(fresh.game, fresh.requests);
    if (other_first) (void)fresh.at(own, seeded);
    same(fresh.at(own, bits.whole),
         other_first ? "a fresh instance after a call with another seed" : "a fresh instance");
  }
  return passed(
      fmt::format("{} quantities are reproduced bit for bit, also by a fresh instance; {}",
                  bits.requests.size(),
                  chance.empty() ? "none of them is random" : "they depend on the " + chance));
}

Answer check_game_inputs(const CheckedPlugin& subject) {
  Bits bits(subject);
  PlayedGame::Plan plan(bits.game, bits.requests);
  const Rows all = bits.at(plan, bits.whole);
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double strange[] = {
      std::numeric_limits<double>::quiet_NaN(),  inf,  -inf, 1e300, -1e300,
      std::numeric_limits<double>::denorm_min(), -0.0, 0.0};
  std::size_t compared = 0;
  for (const std::uint32_t count : counts)
    for (const double value : strange)
      for (const bool all_coordinates : {true, false}) {
        std::vector<std::size_t> places(count);
        for (std::size_t r = 0; r < count; ++r) places[r] = r;
        LentBatch spot = some_of(bits.whole, places, stride_for(count), 0);
        const std::size_t victim = count / 2;
        for (std::size_t c = 0; c < spot.x.rows(); ++c)
          if (all_coordinates || c == 0) spot.x.row(c)[victim] = value;
        Vectors vectors = random_vectors(bits.requests, bits.game.shape(), spot);
        if (all_coordinates)
          for (GuardedArray& vector : vectors) vector.row(0)[victim] = value;
        const Rows rows = plan.at(spot, vectors);
        for (std::size_t r = 0; r < count; ++r)
          if (r != victim) {
            same_results(
                bits.requests, all, r, rows, r,
                fmt::format("replica {}, compared with the same replica beside a neighbour at {}",
                            r, value));
            ++compared;
          }
      }
  LentBatch none = bits.whole;
  fm_batch empty = none.c();
  empty.count = 0;
  Vectors vectors = random_vectors(bits.requests, bits.game.shape(), none);
  Rows rows;
  std::vector<double*> out;
  std::vector<const double*> lent;
  for (const fm_request& request : bits.requests)
    rows.emplace_back(rows_of(request, bits.game.shape()), none.x.stride());
  for (GuardedArray& row : rows) out.push_back(row.data());
  for (const GuardedArray& vector : vectors) lent.push_back(vector.data());
  note("fm_game.evaluate(a batch of 0 replicas)");
  plan.again(empty, lent.empty() ? nullptr : lent.data(), out.data());
  for (const GuardedArray& row : rows)
    if (!row.intact())
      throw Failed("fm_game.evaluate(a batch of 0 replicas) wrote beyond its arrays");
  return passed(
      fmt::format("NaN, infinities, 1e300, subnormal numbers and both zeros in one replica do not "
                  "change the bits of {} neighbours; an empty batch is accepted",
                  compared));
}

Answer check_game_last_step(const CheckedPlugin& subject) {
  Bits bits(subject);
  PlayedGame::Plan plan(bits.game, bits.requests);
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::size_t calls = 0;
  for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xffffffff},
                                   std::uint64_t{1} << 53, most})
    for (const std::uint64_t seed : {std::uint64_t{0}, most}) {
      LentBatch spot = bits.whole;
      spot.step = step;
      spot.seed = seed;
      spot.replicates[3] = 0xffffffffu;
      spot.replicates[4] = 0;
      const Rows rows = bits.at(plan, spot), again = bits.at(plan, spot);
      for (std::size_t r = 0; r < 17; ++r)
        same_results(
            bits.requests, rows, r, again, r,
            fmt::format("replica {} at step {} with seed {}, called twice", r, step, seed));
      ++calls;
    }
  return passed(fmt::format(
      "steps 0 to {0} with seeds 0 to {0}: {1} calls, each repeated bit for bit", most, calls));
}

}  // namespace firstmove::engine::checks
