#include "graph/quantities.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "graph/derivatives.hpp"
#include "graph/slope.hpp"

namespace firstmove::engine {
namespace {

// A block becomes nodes of the graph if it takes few products, or products of few scalar nodes.
constexpr std::size_t always_few = 4, few_of_arrays = 16, most_nodes = 20000;

// Calls use(r, c, entry) for each entry of the block with a product's row r and column c.
template <class Use>
void for_each_entry(const CompressedBlock& block, const Use& use) {
  for (std::uint32_t r = 0; r < block.rows; ++r)
    for (const Span& span : block.pattern[r])
      for (std::uint32_t c = span.first; c < span.end; ++c) {
        if (block.symmetric && c > r) break;
        const std::size_t entry = std::size_t{r} * block.columns + c;
        const std::size_t mirrored = std::size_t{c} * block.rows + r;
        use(r, c, block.transposed ? mirrored : entry);
        if (block.symmetric && c != r) use(r, c, mirrored);
      }
}

class Builder {
 public:
  Builder(Graph& graph, std::span<const NodeId> costs, std::span<const std::uint32_t> offsets)
      : graph_(graph), costs_(costs), offsets_(offsets) {}

  Quantities build(std::span<const fm_request> requests) {
    for (std::uint32_t q = 0; q < requests.size(); ++q) {
      check(requests[q]);
      all_.outputs.push_back(output(requests[q], q));
    }
    return std::move(all_);
  }

 private:
  void check(const fm_request& r) const {
    const std::size_t n = costs_.size();
    if (r.quantity < FM_COST || r.quantity > FM_THIRD_PRODUCT || r.player >= n || r.j >= n ||
        r.k >= n || r.l >= n)
      throw GraphError(
          fmt::format("no quantity {} of player {} in the blocks {}, {}, {} of {} players",
                      r.quantity, r.player, r.j, r.k, r.l, n));
  }

  std::uint32_t dim(std::uint32_t player) const { return offsets_[player + 1] - offsets_[player]; }

  NodeId gradient_of(std::uint32_t i, std::uint32_t j) {
    const auto [at, made] = gradients_.try_emplace({i, j}, no_node);
    if (made) at->second = gradient(graph_, costs_[i], offsets_[j], dim(j));
    return at->second;
  }

  NodeId along_next(NodeId of, std::uint32_t player) {
    const auto which = static_cast<std::uint32_t>(all_.directions.size());
    all_.directions.push_back(dim(player));
    return derivative(graph_, of, {false, which, offsets_[player], dim(player)});
  }

  NodeId output(const fm_request& r, std::uint32_t q) {
    switch (r.quantity) {
      case FM_COST:
        return costs_[r.player];
      case FM_GRADIENT:
        return gradient_of(r.player, r.j);
      case FM_HESSIAN_PRODUCT:
        return along_next(gradient_of(r.player, r.j), r.k);
      case FM_HESSIAN_BLOCK:
        return block(r, q);
      default:
        return along_next(along_next(gradient_of(r.player, r.j), r.k), r.l);
    }
  }

  // Whether D_jk f_i is computed by products of D_kj f_i: the same choice for both of them.
  bool by_transposed(const fm_request& r) const {
    if (dim(r.j) != dim(r.k)) return dim(r.j) < dim(r.k);
    if (r.player == r.j || r.player == r.k) return r.player == r.k;
    return r.k < r.j;
  }

  NodeId block(const fm_request& request, std::uint32_t q) {
    CompressedBlock b{};
    b.request = q;
    b.symmetric = request.j == request.k;
    b.transposed = !b.symmetric && by_transposed(request);
    const std::uint32_t j = b.transposed ? request.k : request.j;
    const std::uint32_t k = b.transposed ? request.j : request.k;
    b.rows = dim(j);
    b.columns = dim(k);
    const NodeId slopes = gradient_of(request.player, j);
    b.pattern = dependencies(graph_, slopes, offsets_[k], b.columns);
    b.colour = column_colours(b.pattern, b.columns);
    b.colours = *std::max_element(b.colour.begin(), b.colour.end()) + 1;
    if (few(slopes, b.colours)) return block_in_graph(b, slopes, offsets_[k]);
    b.product = derivative(graph_, slopes, {false, 0, offsets_[k], b.columns});
    all_.blocks.push_back(std::move(b));
    return no_node;
  }

  bool few(NodeId of, std::size_t products) const {
    if (products <= always_few) return true;
    const std::vector<NodeId> order = slope_order(graph_, of);
    std::size_t elements = 0;
    for (const NodeId id : order) elements += graph_.extent(id).size();
    return products * order.size() <= most_nodes &&
           (products <= few_of_arrays || elements <= 4 * order.size());
  }

  NodeId block_in_graph(const CompressedBlock& b, NodeId slopes, std::uint32_t first) {
    std::vector<NodeId> products;
    for (std::uint32_t colour = 0; colour < b.colours; ++colour) {
      std::vector<bool> chosen(b.columns);
      for (std::uint32_t c = 0; c < b.columns; ++c) chosen[c] = b.colour[c] == colour;
      products.push_back(derivative(graph_, slopes, first, chosen));
    }
    const NodeId scalars = block_of_scalars(b, products);
    return scalars == no_node ? block_of_arrays(b, products) : scalars;
  }

  // The elements of a vector that is put together from numbers, none of which meet, with no_node
  // for zeros; empty for other vectors.
  std::vector<NodeId> elements_of(NodeId vector) const {
    const std::uint32_t rows = graph_.extent(vector).rows;
    if (is_zeros(graph_, vector)) return std::vector<NodeId>(rows, no_node);
    if (rows == 1) return {vector};
    if (graph_[vector].operation != Operation::assemble) return {};
    std::vector<NodeId> elements(rows, no_node);
    for (const Piece& piece : graph_.pieces(vector)) {
      if (!graph_.extent(piece.node).scalar() || elements[piece.first] != no_node) return {};
      elements[piece.first] = piece.node;
    }
    return elements;
  }

  NodeId block_of_scalars(const CompressedBlock& b, std::span<const NodeId> products) {
    std::vector<std::vector<NodeId>> elements;
    for (const NodeId product : products) {
      elements.push_back(elements_of(product));
      if (elements.back().empty()) return no_node;
    }
    std::vector<Piece> pieces;
    for_each_entry(b, [&](std::uint32_t r, std::uint32_t c, std::size_t entry) {
      if (const NodeId element = elements[b.colour[c]][r]; element != no_node)
        pieces.push_back({element, static_cast<std::uint32_t>(entry), 1});
    });
    return graph_.assemble(pieces, b.rows * b.columns);
  }

  // The products one after the other and a zero, from which the entries are gathered.
  NodeId block_of_arrays(const CompressedBlock& b, std::span<const NodeId> products) {
    std::vector<Piece> pieces;
    for (std::uint32_t colour = 0; colour < b.colours; ++colour)
      if (!is_zeros(graph_, products[colour]))
        pieces.push_back({products[colour], colour * b.rows, 1});
    const std::uint32_t zero = b.colours * b.rows;
    std::vector<std::uint32_t> indices(std::size_t{b.rows} * b.columns, zero);
    for_each_entry(b, [&](std::uint32_t r, std::uint32_t c, std::size_t entry) {
      indices[entry] = b.colour[c] * b.rows + r;
    });
    return graph_.gather(graph_.assemble(pieces, zero + 1), indices, {b.rows * b.columns, 1});
  }

  Graph& graph_;
  std::span<const NodeId> costs_;
  std::span<const std::uint32_t> offsets_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, NodeId> gradients_;  // by cost and block
  Quantities all_;
};

}  // namespace

void expand(const CompressedBlock& block, const double* products, std::size_t stride, double* out,
            std::size_t out_stride) {
  const std::size_t entries = std::size_t{block.rows} * block.columns;
  for (std::size_t e = 0; e < entries; ++e) out[e * out_stride] = 0.0;
  for_each_entry(block, [&](std::uint32_t r, std::uint32_t c, std::size_t entry) {
    out[entry * out_stride] = products[r * stride + block.colour[c]];
  });
}

Quantities quantities(Graph& graph, std::span<const NodeId> costs,
                      std::span<const std::uint32_t> offsets,
                      std::span<const fm_request> requests) {
  return Builder(graph, costs, offsets).build(requests);
}

}  // namespace firstmove::engine
