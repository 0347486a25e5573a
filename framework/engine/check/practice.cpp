#include "check/practice.hpp"

#include <firstmove/game.hpp>

#include <spdlog/fmt/fmt.h>

#include <atomic>

namespace firstmove::engine::checks {
namespace {

struct PracticeGame {
  static constexpr bool encloses = false;  // it must fail when it is evaluated

  static Info info() {
    return {"practice",
            "1.0.0",
            "small smooth games",
            "the firstmove authors",
            "MIT",
            "",
            {integer("which").doc("index in all_practice")}};
  }
  explicit PracticeGame(const Values& v) : which(static_cast<Practice>(v.integer("which"))) {}

  firstmove::Shape shape() const {
    fm_domain domain = real_line();
    if (which == Practice::circles) domain = periodic(-3.14159265358979312, 3.14159265358979312);
    if (which == Practice::boxed) domain = box(-2, 3);
    firstmove::Shape shape;
    for (const std::uint32_t d : dims_of(which)) shape.players.push_back(std::vector(d, domain));
    return shape.starts(-1, 1);
  }

  template <class T>
  T cost(int player, Actions<T> x) const {
    const std::size_t i = static_cast<std::size_t>(player);
    if (which == Practice::zero_sum) {
      const T f =
          0.5 * x[0] * x[0] - 0.6 * x[1] * x[1] + 0.8 * x[0] * x[1] + 0.1 * sin(x[0]) * x[1];
      return player == 0 ? f : -f;
    }
    if (which == Practice::circles)
      return -cos(x[i] - 0.3 * static_cast<double>(i)) - 0.4 * cos(x[i] - x[1 - i]);
    T f = x[0] * 0.0;
    std::size_t first = 0;
    for (std::size_t p = 0; p < x.players(); ++p) {
      const auto block = x.of(p);
      for (std::size_t c = 0; c < block.size(); ++c) {
        const T& y = block[c];
        if (p != i) {
          f += (0.05 * y * y + 0.02 * sin(y));
          continue;
        }
        f += 0.5 * (1 + 0.1 * static_cast<double>(c)) * y * y + 0.02 * y * y * y * y;
        for (std::size_t e = 0; e < x.size(); ++e)
          if (e < first || e >= first + block.size())
            f += (0.1 + 0.1 * static_cast<double>((c + 2 * e + i) % 3)) * y * x[e] +
                 0.1 * sin(y) * x[e];
      }
      first += block.size();
    }
    return f;
  }

  Practice which;
};

std::atomic<std::int64_t> left = -1;
std::atomic<bool> costs_alone = false;
const fm_host* failing_host = nullptr;

const fm_game& sound() {
  return *static_cast<const fm_game*>(GamePlugin<PracticeGame>::descriptor()->table);
}

fm_status create_failing(const fm_host* host, const fm_values* values, fm_game_instance** out) {
  failing_host = host;
  return sound().create(host, values, out);
}
fm_status evaluate_failing(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                           const double* const* vectors, double* const* out) {
  if (left == 0) {
    failing_host->message(failing_host, FM_LEVEL_ERROR, on_purpose);
    left = -2;  // marks that the failure has happened
    return FM_FAILED;
  }
  if (left >= 1) --left;
  return sound().evaluate(game, plan, batch, vectors, out);
}
std::uint32_t offers_costs(const fm_game_instance* game, const fm_request* request) {
  if (costs_alone && request->quantity != FM_COST) return 0;
  return sound().offers(game, request);
}

}  // namespace

const char* practice_name(Practice game) {
  switch (game) {
    case Practice::zero_sum:
      return "a zero-sum game of two";
    case Practice::general_sum:
      return "a general-sum game of two";
    case Practice::three_players:
      return "a game of three";
    case Practice::circles:
      return "a game on circles";
    default:
      return "a game in a box";
  }
}

std::vector<std::uint32_t> dims_of(Practice game) {
  switch (game) {
    case Practice::general_sum:
      return {2, 1};
    case Practice::three_players:
      return {1, 2, 1};
    default:
      return {1, 1};
  }
}

Plugin practice_plugin() {
  static const fm_library library = {sizeof(fm_library), FM_ABI_MAJOR, FM_ABI_MINOR, 0, nullptr};
  return {"", &library, GamePlugin<PracticeGame>::descriptor()};
}

Plugin failing_plugin() {
  static const fm_game table = [] {
    fm_game changed = sound();
    changed.create = create_failing;
    changed.evaluate = evaluate_failing;
    changed.offers = offers_costs;
    return changed;
  }();
  static const fm_descriptor descriptor = [] {
    fm_descriptor changed = *GamePlugin<PracticeGame>::descriptor();
    changed.table = &table;
    return changed;
  }();
  Plugin plugin = practice_plugin();
  plugin.descriptor = &descriptor;
  return plugin;
}

Parameters practice_parameters(Practice game) {
  const toml::table given{{"which", static_cast<std::int64_t>(game)}};
  std::vector<Mistake> mistakes;
  return Parameters(*practice_plugin().descriptor, &given, "the practice game", mistakes);
}

std::int64_t let_evaluations(std::int64_t count) { return left.exchange(count); }
void offer_costs_alone(bool alone) { costs_alone = alone; }

}  // namespace firstmove::engine::checks
