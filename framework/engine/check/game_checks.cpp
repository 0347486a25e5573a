// Checks of the functions of a game: creation, calls, release, and invalid requests.
#include "check/game_checks.hpp"

#include <cstring>

#include "check/leak.hpp"
#include "check/parameter_check.hpp"
#include "check/played_game.hpp"
#include "check/surroundings.hpp"
#include "game/shape_check.hpp"

namespace firstmove::engine::checks {
namespace {

// Calls every function of the table once, in the order of a run.
void call_every_function(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  const std::vector<fm_request> requests = game.offered(24);
  if (requests.empty())
    throw Failed("fm_game.offers returns 0 for every cost, gradient and higher derivative");
  PlayedGame::Plan plan(game, requests);
  Points draw(game.shape());
  for (const std::size_t count : {1, 9}) {
    const LentBatch spot(draw.many(count));
    plan.at(spot, random_vectors(requests, game.shape(), spot));
  }
}

Answer calls(const CheckedPlugin& subject) {
  call_every_function(subject);
  note("fm_game.offers, of a cost and gradients");
  PlayedGame game(subject);
  for (std::uint32_t i = 0; i < game.shape().players(); ++i)
    if (!game.offers(ask(FM_GRADIENT, i, i)) && !game.offers(ask(FM_COST, i)))
      throw Failed(fmt::format("the game offers neither f_{0} nor D_{0} f_{0}", i + 1));
  return passed("every function of the table is called and returns");
}

Answer parameters(const CheckedPlugin& subject) {
  const fm_game& table = subject.plugin.game();
  return check_parameters(subject, [&](const Parameters& params) -> std::string {
    const TestHost host;
    fm_game_instance* instance = nullptr;
    if (std::string said =
            refusal_of([&] { return table.create(host.get(), &params.values(), &instance); });
        !said.empty())
      return said;
    if (!instance) throw Failed("fm_game.create returned FM_OK and no instance");
    const fm_shape* const shape = guarded([&] { return table.shape(instance); });
    try {
      checked_shape(shape, subject.descriptor().id);
    } catch (const PluginFailure& unusable) {
      throw Failed(unusable.what());
    }
    guarded([&] { table.destroy(instance); });
    return "";
  });
}

Answer shape(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  const Shape& s = game.shape();
  note("fm_game.shape again");
  const fm_shape* const again = guarded([&] { return game.table().shape(game.instance()); });
  if (checked_shape(again, "").dims != s.dims)
    throw Failed("fm_game.shape changes from call to call");
  if ((again->start_lower == nullptr) != (again->start_upper == nullptr))
    throw Failed("the start box has only one of its two bounds");
  for (std::size_t c = 0; c < s.start_lower.size(); ++c) {
    const fm_domain& domain = s.domains[c];
    if (!std::isfinite(s.start_lower[c]) || !std::isfinite(s.start_upper[c]) ||
        s.start_lower[c] > s.start_upper[c])
      throw Failed(fmt::format("the start box of coordinate {} is [{}, {}]", c, s.start_lower[c],
                               s.start_upper[c]));
    if (domain.kind == FM_DOMAIN_BOX &&
        (s.start_upper[c] < domain.lower || s.start_lower[c] > domain.upper))
      throw Failed(fmt::format("the start box of coordinate {} lies outside its domain", c));
  }
  const std::vector<fm_request> costs = [&] {
    std::vector<fm_request> all;
    for (std::uint32_t i = 0; i < s.players(); ++i)
      if (game.offers(ask(FM_COST, i))) all.push_back(ask(FM_COST, i));
    return all;
  }();
  std::size_t finite = 0, asked = 0;
  if (!costs.empty()) {
    PlayedGame::Plan plan(game, costs);
    const Rows rows = plan.at(LentBatch(Points(s).many(16)), {});
    for (const GuardedArray& row : rows)
      for (std::size_t r = 0; r < 16; ++r, ++asked) finite += std::isfinite(row.row(0)[r]);
    if (finite == 0) throw Failed("no cost is finite at any of 16 starts in the start box");
  }
  const std::string text = fmt::format(
      "{} player{}, {} coordinates, {}; {} of {} costs at starts are finite", s.players(),
      s.players() == 1 ? "" : "s", s.coordinates(),
      s.start_lower.empty() ? "no start box" : "a start box within the domains", finite, asked);
  return finite == asked ? passed(text) : noted(text);
}

Answer arguments(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  const std::uint32_t n = game.shape().players(), far = 0xffffffffu;
  std::size_t refused = 0;
  const auto refuse = [&](const fm_request& request) {
    if (game.offers(request))
      throw Failed(fmt::format("{} returned 1 for a quantity that does not exist", journal().call));
    const fm_request* const pointer = &request;
    fm_game_plan* plan = nullptr;
    note("fm_game.prepare(quantity {}, player {}, j {}, k {}, l {})", request.quantity,
         request.player, request.j, request.k, request.l);
    if (!game.refuses([&] { return game.table().prepare(game.instance(), &pointer, 1, &plan); }))
      throw Failed(fmt::format("{} accepted a request that is not offered", journal().call));
    ++refused;
  };
  for (const std::int32_t quantity : {-1, 7, 99, std::numeric_limits<std::int32_t>::max(),
                                      std::numeric_limits<std::int32_t>::min()})
    refuse(ask(quantity, 0));
  for (const std::int32_t quantity : {FM_COST, FM_GRADIENT, FM_HESSIAN_PRODUCT, FM_HESSIAN_BLOCK,
                                      FM_THIRD_PRODUCT, FM_TAYLOR, FM_METRIC})
    refuse(ask(quantity, far));
  for (const std::uint32_t beyond : {n, far}) {
    if (!game.extension(FM_METRICS_EXTENSION)) refuse(ask(FM_METRIC, beyond));
    refuse(ask(FM_COST, beyond));
    refuse(ask(FM_GRADIENT, 0, beyond));
    refuse(ask(FM_HESSIAN_PRODUCT, 0, 0, beyond));
    refuse(ask(FM_HESSIAN_BLOCK, 0, beyond, 0));
    refuse(ask(FM_THIRD_PRODUCT, 0, 0, 0, beyond));
  }
  refuse(ask(FM_TAYLOR, 0, far));
  for (const char* id : {"", "firstmove.nothing", "firstmove.metric", "\xff"})
    if (game.extension(id))
      throw Failed(fmt::format("{} returned a table for an unknown extension", journal().call));
  return passed(
      fmt::format("{} invalid requests are refused, each with an error message, and unknown "
                  "extensions are NULL",
                  refused));
}

Answer environment(const CheckedPlugin& subject) {
  const Surroundings before = surroundings();
  call_every_function(subject);
  (void)parameters(subject);
  if (const std::string change = changed(before, surroundings()); !change.empty())
    throw Failed("after the plugin was called, " + change);
  return passed(
      "floating-point mode, locale, signals, working folder and environment are unchanged");
}

Answer leak(const CheckedPlugin& subject) {
  std::size_t times = find_leak("create and destroy", [&] { PlayedGame game(subject); });
  PlayedGame game(subject);
  const std::vector<fm_request> requests = game.offered(8);
  if (requests.empty()) throw Skipped("the game offers no quantities");
  times += find_leak("prepare and release", [&] { PlayedGame::Plan plan(game, requests); });
  if (!game.over_graph())
    times += find_leak("prepare, then destroy without release", [&] {
      const TestHost host;
      const fm_game& table = game.table();
      fm_game_instance* own = nullptr;
      fm_game_plan* plan = nullptr;
      const fm_request* const pointer = requests.data();
      note("fm_game.destroy with a plan not released");
      must([&] { return table.create(host.get(), &subject.params.values(), &own); });
      must([&] { return table.prepare(own, &pointer, 1, &plan); });
      guarded([&] { table.destroy(own); });
    });
  PlayedGame::Plan plan(game, requests);
  const LentBatch spot(Points(game.shape()).many(17));
  const Vectors vectors = random_vectors(requests, game.shape(), spot);
  Rows rows;
  std::vector<double*> out;
  std::vector<const double*> lent;
  for (const fm_request& request : requests)
    rows.emplace_back(rows_of(request, game.shape()), spot.x.stride());
  for (GuardedArray& row : rows) out.push_back(row.data());
  for (const GuardedArray& vector : vectors) lent.push_back(vector.data());
  note("fm_game.evaluate repeatedly");
  times += find_leak(
      "evaluate", [&] { plan.again(spot.c(), lent.empty() ? nullptr : lent.data(), out.data()); });
  return passed(
      fmt::format("created, prepared, evaluated and freed {} times without growth", times));
}

}  // namespace

std::vector<Check> game_checks() {
  return {
      {"calls", "every function of its table returns", calls},
      {"parameters", "values that the schema allows are accepted or refused with an error message",
       parameters},
      {"shape", "players, domains and start box are valid", shape},
      {"derivatives", "each quantity is the derivative of the next lower one", check_derivatives},
      {"symmetry", "second and third derivatives are symmetric", check_symmetry},
      {"batch", "a replica does not depend on its neighbours, place or padding", check_game_batch},
      {"repeat", "the same call gives the same bits", check_game_repeat},
      {"threads", "instances on several threads share nothing", check_game_threads},
      {"inputs", "NaN and infinity in one replica do not reach others", check_game_inputs},
      {"last-step", "steps and seeds at the ends of their range are accepted",
       check_game_last_step},
      {"arguments", "invalid requests are refused with an error message", arguments},
      {"environment", "the state of the process is unchanged", environment},
      {"leak", "what is allocated is freed", leak},
      {"enclosure", "derivatives lie within the proven bounds", check_enclosure},
      {"metrics", "metrics have valid names and finite values", check_metrics}};
}

}  // namespace firstmove::engine::checks
