// One instance of the game under check, called through its table with every call written down.
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
#include "game/oracle.hpp"

namespace firstmove::engine::checks {

// Where a batch stands: everything that fm_batch lends.
struct LentBatch {
  // `points` one a replica; replica r is replicate r.
  LentBatch(const std::vector<std::vector<double>>& points, std::size_t stride);
  explicit LentBatch(const std::vector<std::vector<double>>& points)
      : LentBatch(points, stride_for(points.size())) {}
  std::uint32_t count() const { return static_cast<std::uint32_t>(replicates.size()); }
  fm_batch c() const;

  GuardedArray x;
  std::vector<std::uint32_t> replicates;
  std::uint64_t step = 1, seed = 7;
};

// The vectors of a list of requests, at all replicas of a spot.
using Vectors = std::vector<GuardedArray>;
using Rows = std::vector<GuardedArray>;  // results, an array a request

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
    // At a spot. Throws Failed if the call fails, writes beyond its arrays or changes what it was
    // lent. `garbage` is what the results hold before.
    Rows at(const LentBatch& spot, const Vectors& vectors, double garbage = 0);
    // The same into arrays that are there, with no check but the status and no memory taken.
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
  const fm_game& table() const { return table_; }
  fm_game_instance* instance() const { return instance_; }
  const void* extension(const char* id) const;
  // What it offers of orders 0 to 3 and its measures, at most `most` of them, spread over all; and
  // Taylor rows if `series`.
  std::vector<fm_request> offered(std::size_t most, bool series = true) const;

 private:
  const fm_game& table_;
  TestHost host_;
  fm_game_instance* instance_ = nullptr;
  Shape shape_;
};

fm_request ask(std::int32_t quantity, std::uint32_t i, std::uint32_t j = 0, std::uint32_t k = 0,
               std::uint32_t l = 0);

// Random joint actions in the game's start box, or else within its domains about 0.
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

// Random vectors for a list of requests; of replica r they depend on r's replicate alone.
Vectors random_vectors(std::span<const fm_request> requests, const Shape& shape,
                       const LentBatch& spot);

// Throws Failed unless replica `a` of `left` has the bits of replica `b` of `right`; `what` says
// what the two are: "replica 3 of 17, and alone".
void same_results(const std::vector<fm_request>& requests, const Rows& left, std::size_t a,
                  const Rows& right, std::size_t b, const std::string& what);

}  // namespace firstmove::engine::checks
