// One instance of the game under check. Every call through its table is recorded. If the plugin
// lends its costs as a graph, it is the game that the engine makes from that.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "check/call.hpp"
#include "check/checked_plugin.hpp"
#include "check/guarded_array.hpp"
#include "game/game.hpp"
#include "game/graph_game.hpp"
#include "game/oracle.hpp"

namespace firstmove::engine::checks {

// The data of a batch: everything that fm_batch points to.
struct LentBatch {
  // One point for each replica; replica r has replicate number r.
  LentBatch(const std::vector<std::vector<double>>& points, std::size_t stride);
  explicit LentBatch(const std::vector<std::vector<double>>& points)
      : LentBatch(points, stride_for(points.size())) {}
  std::uint32_t count() const { return static_cast<std::uint32_t>(replicates.size()); }
  fm_batch c() const;

  GuardedArray x;
  std::vector<std::uint32_t> replicates;
  std::uint64_t step = 1, seed = 7;
};

// The input vectors of a list of requests, for all replicas of a batch.
using Vectors = std::vector<GuardedArray>;
using Rows = std::vector<GuardedArray>;  // results, one array for each request

class PlayedGame {
 public:
  explicit PlayedGame(const CheckedPlugin& subject);  // throws Failed
  ~PlayedGame();
  PlayedGame(const PlayedGame&) = delete;
  PlayedGame& operator=(const PlayedGame&) = delete;

  class Plan {
   public:
    Plan(PlayedGame& game, std::vector<fm_request> requests);
    ~Plan();
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;
    // Evaluates the batch. Throws Failed if the call fails, writes outside its arrays or changes
    // its inputs. The result arrays are filled with `garbage` before the call.
    Rows at(const LentBatch& spot, const Vectors& vectors, double garbage = 0);
    // The same into existing arrays. Checks only the status, and allocates no memory.
    void again(const fm_batch& batch, const double* const* vectors, double* const* out);
    const std::vector<fm_request>& requests() const { return requests_; }
    const Shape& shape() const { return game_.shape_; }

   private:
    PlayedGame& game_;
    std::vector<fm_request> requests_;
    fm_game_plan* plan_ = nullptr;
  };

  const Shape& shape() const { return shape_; }
  bool offers(const fm_request& request) const;
  const fm_game& table() const { return *table_; }
  fm_game_instance* instance() const { return instance_; }
  const void* extension(const char* id) const;
  // Whether a call of the game's table is refused, by a plugin with a message. The engine's own
  // table, over a graph that the plugin lends, has no message to check.
  template <class Call>
  bool refuses(Call&& call) const {
    return over_graph() ? guarded(call) != FM_OK : !refusal_of(call).empty();
  }
  // Whether the engine computes the quantities, from a graph that the plugin lends.
  bool over_graph() const { return table_ == &graph_table(); }
  // The requests of orders 0 to 3 and metrics that the game offers, and Taylor rows if `series`; a
  // random choice of them if there are more than `most`.
  std::vector<fm_request> offered(std::size_t most, bool series = true) const;

 private:
  const fm_game* table_;
  TestHost host_;
  HostSide graph_host_;  // of the engine's game over a graph that the plugin lends
  fm_game_instance* instance_ = nullptr;
  Shape shape_;
};

fm_request ask(std::int32_t quantity, std::uint32_t i, std::uint32_t j = 0, std::uint32_t k = 0,
               std::uint32_t l = 0);

// Random joint actions in the game's start box; without one, near 0 within its domains.
class Points {
 public:
  explicit Points(const Shape& shape, unsigned seed = 1) : shape_(shape), generator_(seed) {}
  std::vector<double> one();
  std::vector<std::vector<double>> many(std::size_t count);
  double uniform(double lower, double upper);

 private:
  const Shape& shape_;
  std::mt19937_64 generator_;
};

// Random vectors for a list of requests. Those of a replica depend only on its replicate number.
Vectors random_vectors(std::span<const fm_request> requests, const Shape& shape,
                       const LentBatch& spot);

// Throws Failed unless replica `a` of `left` has the same bits as replica `b` of `right`. `what`
// names the two: "replica 3 of 17, compared with the same replica alone".
void same_results(const std::vector<fm_request>& requests, const Rows& left, std::size_t a,
                  const Rows& right, std::size_t b, const std::string& what);

}  // namespace firstmove::engine::checks
