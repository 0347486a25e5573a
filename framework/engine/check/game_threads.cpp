// Checks that instances of a game on several threads are independent.
#include <memory>

#include "check/game_checks.hpp"
#include "check/played_game.hpp"
#include "check/threads.hpp"

namespace firstmove::engine::checks {
namespace {

constexpr std::size_t replicas = 24;

// An instance with a batch and arrays for its results.
struct Station {
  Station(const CheckedPlugin& subject, const std::vector<fm_request>& asked, unsigned which)
      : game(subject),
        requests(asked),
        plan(game, requests),
        spot(Points(game.shape(), 100 + which).many(replicas)),
        vectors(random_vectors(requests, game.shape(), spot)) {
    for (const fm_request& request : requests)
      rows.emplace_back(rows_of(request, game.shape()), spot.x.stride());
    for (GuardedArray& row : rows) out.push_back(row.data());
    for (const GuardedArray& vector : vectors) lent.push_back(vector.data());
  }
  void work() { plan.again(spot.c(), lent.empty() ? nullptr : lent.data(), out.data()); }

  PlayedGame game;
  std::vector<fm_request> requests;
  PlayedGame::Plan plan;
  LentBatch spot;
  Vectors vectors;
  Rows rows;
  std::vector<double*> out;
  std::vector<const double*> lent;
};

}  // namespace

Answer check_game_threads(const CheckedPlugin& subject) {
  const std::vector<fm_request> requests = PlayedGame(subject).offered(16, false);
  if (requests.empty()) throw Skipped("the game offers no quantities");
  {
    Station one(subject, requests, 0), other(subject, requests, 1);
    note("fm_game.evaluate of two instances in turn");
    find_shared_scratch(subject, [&](int which) { (which == 0 ? one : other).work(); });
  }
  constexpr unsigned threads = 4;
  std::vector<std::unique_ptr<Station>> alone;
  for (unsigned t = 0; t < threads; ++t) {
    alone.push_back(std::make_unique<Station>(subject, requests, t));
    alone.back()->work();
  }
  std::vector<Worker> workers;
  for (unsigned t = 0; t < threads; ++t)
    workers.push_back([&, t] {
      const auto station = std::make_shared<Station>(subject, requests, t);
      return [&, t, station] {
        station->work();
        try {
          for (std::size_t r = 0; r < replicas; ++r)
            same_results(requests, alone[t]->rows, r, station->rows, r,
                         fmt::format("replica {}, compared with a sequential call", r));
        } catch (const Failed& apart) {
          return std::string(apart.what());
        }
        return std::string();
      };
    });
  note("fm_game.evaluate in {} threads", threads);
  const std::size_t calls = work_at_once(workers);
  return passed(
      fmt::format("{} calls in {} threads gave the same bits as sequential calls, and no static "
                  "storage changes with the input",
                  calls, threads));
}

}  // namespace firstmove::engine::checks
