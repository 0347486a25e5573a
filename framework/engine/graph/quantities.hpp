// The quantities of a game (FM_COST .. FM_THIRD_PRODUCT) as nodes of the graph of its costs.
//
// A quantity's operations and their order follow from its own request and its own cost, so that its
// bits do not depend on the other requests; terms that several quantities need are one node.
#pragma once

#include "graph/sparsity.hpp"

namespace firstmove::engine {

// A dense block D_jk f_i that is computed from few products with 0-1 vectors, one for each colour:
// columns of one colour have no row in common in which both can be nonzero. Curtis, Powell, Reid,
// "On the estimation of sparse Jacobian matrices", 1974. The product is a program of its own,
// evaluated with one lane for each colour at the same joint action.
struct CompressedBlock {
  std::uint32_t request;  // its position in the list of requests
  // `rows` x 1, the product with direction number 0, which has `columns` rows. The products are of
  // D_jk f_i, or of D_kj f_i if that takes fewer colours.
  NodeId product;
  std::uint32_t rows, columns;
  std::uint32_t colours;
  // Row c of the direction is 1 in the lane of colour colour[c], and 0 in all others.
  std::vector<std::uint32_t> colour;  // `columns` entries
  // For each row of the product the columns, ascending, that can be nonzero.
  std::vector<std::vector<Span>> pattern;
  bool transposed;  // the product's rows are the block's columns
  bool symmetric;   // j = k: entries above the diagonal are those below it
};

// Writes the block of one replica: entry e of its row-major entries to out[e * out_stride]. Row r
// of the product in the lane of colour c is at products[r * stride + c].
void expand(const CompressedBlock& block, const double* products, std::size_t stride, double* out,
            std::size_t out_stride);

struct Quantities {
  // One for each request: its result, rows x 1 in the order of fm_game.evaluate. no_node for a
  // block that is in `blocks`.
  std::vector<NodeId> outputs;
  std::vector<CompressedBlock> blocks;
  // The rows of each direction of `outputs`: direction number v is vector number v of
  // fm_game.evaluate, so that an FM_THIRD_PRODUCT has two.
  std::vector<std::uint32_t> directions;
};

// costs: one number for each player. offsets: the first coordinate of each player, and the number
// of all coordinates. The requests are FM_COST, FM_GRADIENT, FM_HESSIAN_PRODUCT, FM_HESSIAN_BLOCK
// or FM_THIRD_PRODUCT with players of the game; others throw GraphError. D_jk f_i and the
// transposed D_kj f_i have the same bits, and D_jj f_i is symmetric to the bit.
Quantities quantities(Graph& graph, std::span<const NodeId> costs,
                      std::span<const std::uint32_t> offsets, std::span<const fm_request> requests);

}  // namespace firstmove::engine
