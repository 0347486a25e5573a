// The quantities that a batch can request of its game: the game's own, and those derived from them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "game/batch_array.hpp"
#include "game/game.hpp"

namespace firstmove::engine {

bool same(const fm_request& a, const fm_request& b);
// An order of requests, and of lists of them, for maps.
struct RequestOrder {
  bool operator()(const fm_request& a, const fm_request& b) const;
  bool operator()(const std::vector<fm_request>& a, const std::vector<fm_request>& b) const;
};

// "D_21 f_2 as a dense block", players counted from 1.
std::string describe(const fm_request& request);
// The number of rows of its result, and of vectors that it takes.
std::size_t rows_of(const fm_request& request, const Shape& shape);
std::size_t vectors_of(const fm_request& request);
// The products that a replica is charged for it: one for a gradient or a product with second or
// third derivatives; one for each column of a dense block; for all derivatives up to an order, the
// number of gradients with as many rows. Costs and metrics are free.
std::uint64_t products_of(const fm_request& request, const Shape& shape);

// One game over one batch of replicas. Blocks that a game lacks are computed from products with
// unit vectors, and products from blocks.
class Oracle {
 public:
  // The arrays of a single replica of a large game are contiguous (abi.h, "Batches") if the game
  // can take them and `contiguous` says that everybody else can. Throws PluginFailure if there is
  // too little memory for the joint actions of such a batch.
  Oracle(Game& game, std::span<const std::uint32_t> replicates, std::uint64_t seed,
         bool contiguous = false);

  bool offers(const fm_request& request) const;
  // Throws PluginFailure, with a message that names what is missing, unless it is offered and its
  // results fit into memory.
  void require(const fm_request& request) const;
  // Bytes of its result, and of what prepare() keeps besides if the game itself does not give it.
  double result_bytes(const fm_request& request) const;
  double scratch_bytes(const fm_request& request) const;
  // A handle for evaluate(). Throws PluginFailure like require().
  std::size_t prepare(const std::vector<fm_request>& requests);
  // All quantities of a plan at the joint action x of the whole batch, as fm_game.evaluate says.
  // Throws PluginFailure.
  void evaluate(std::size_t plan, std::uint64_t step, const double* x, const double* const* vectors,
                double* const* out);

  // What a replica is charged for one evaluation of a plan.
  std::uint64_t products(std::size_t plan) const { return plans_[plan].products; }

  Game& game() { return game_; }
  std::size_t stride() const { return stride_; }
  std::span<const std::uint32_t> replicates() const { return replicates_; }
  fm_batch batch(std::uint64_t step, const double* x) const;

 private:
  // Where the game reads a vector or writes a result: in the caller's memory, or here.
  struct Place {
    bool callers;
    std::size_t index;  // of the caller's array, or of `scratch`
  };
  // A column of a block that is computed as a product.
  struct Column {
    std::size_t scratch, out, column, columns;
  };
  // A product that is computed from a whole block.
  struct Multiplication {
    std::size_t scratch, vector, out, rows, columns;
  };
  struct Plan {
    fm_game_plan* native = nullptr;
    std::uint64_t products = 0;
    bool direct = false;  // the game reads and writes the caller's arrays in the caller's order
    std::vector<Place> vectors, outputs;
    std::vector<const double*> vector_pointers;
    std::vector<double*> output_pointers;
    std::vector<BatchArray> scratch;
    std::vector<Column> columns;
    std::vector<Multiplication> multiplications;
  };

  bool native(const fm_request& request) const;
  void call(const Plan& plan, const fm_batch& at, const double* const* vectors, double* const* out);

  Game& game_;
  std::span<const std::uint32_t> replicates_;
  std::size_t stride_;
  std::uint64_t seed_;
  std::vector<Plan> plans_;
};

}  // namespace firstmove::engine
