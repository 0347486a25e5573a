// A cost as a graph: every node is an array of rows x columns numbers, computed from the arrays of
// nodes before it. Equal nodes exist only once, so that costs, players and derivatives share their
// common terms.
//
// A value does not depend on what else the graph contains: every node is a pure function of its
// inputs, the inputs of a sum or product of two are in an order that follows from what they are
// alone, and derivatives are built in an order that follows from the cost alone.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "graph/operation.hpp"
#include "graph/sample.hpp"

namespace firstmove::engine {

using NodeId = std::uint32_t;
constexpr NodeId no_node = 0xffffffff;

// The shape of an array, row-major: a number is 1 x 1, a vector of n is n x 1.
struct Extent {
  std::uint32_t rows = 1, columns = 1;
  std::size_t size() const { return std::size_t{rows} * columns; }
  bool scalar() const { return rows == 1 && columns == 1; }
  friend bool operator==(const Extent&, const Extent&) = default;
};

// Arrays whose shapes do not fit together, or an index outside of an array.
struct GraphError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Node {
  Operation operation = Operation::constant;
  Extent extent;
  std::uint32_t inputs_begin = 0, inputs_count = 0;  // in Graph::inputs()
  // constant: position of its first number. action: its first coordinate. direction: its number
  // and its first row. sample: its first element and its entry in samples(). whole_power: the
  // exponent. sum, logsumexp: the axis (FM_SUM_*). product: FM_TRANSPOSE_* flags. slice: first
  // element and step. gather, scatter, assemble: position of its first index.
  std::int64_t attribute[2] = {0, 0};
};

// A piece of an assembled vector: element i of `node` belongs to row first + step * i.
struct Piece {
  NodeId node;
  std::uint32_t first, step;
};

class Graph {
 public:
  // ---- Leaves ----
  NodeId number(double value);
  // Row-major numbers.
  NodeId numbers(Extent extent, std::span<const double> values);
  // Coordinates first .. first + count - 1 of the joint action, count x 1.
  NodeId action(std::uint32_t first, std::uint32_t count);
  // Rows first .. first + count - 1 of vector number `which` that is given at evaluation.
  NodeId direction(std::uint32_t which, std::uint32_t first, std::uint32_t count);
  // Random numbers that are given at evaluation: elements of the vector of samples().
  NodeId sample(Sample sample);

  // ---- Operations ----
  // All throw GraphError if the shapes do not fit. Elementwise operations broadcast: along each
  // axis an input has the size of the result, or 1.
  NodeId apply(Operation operation, NodeId a);
  NodeId apply(Operation operation, NodeId a, NodeId b);
  NodeId choose(NodeId condition, NodeId yes, NodeId no);
  NodeId whole_power(NodeId a, std::int64_t exponent);
  // axis: FM_SUM_ALL (1 x 1), FM_SUM_COLUMNS (rows x 1: each row is summed over its columns),
  // FM_SUM_ROWS (1 x columns).
  NodeId sum(NodeId a, int axis = FM_SUM_ALL);
  NodeId logsumexp(NodeId a, int axis = FM_SUM_ALL);  // of the same elements as the sum
  NodeId product(NodeId a, NodeId b, int transposed = 0);
  NodeId transpose(NodeId a);
  NodeId reshape(NodeId a, Extent extent);
  // Elements first, first + step, .. in row-major order, as a vector of `count`.
  NodeId slice(NodeId a, std::uint32_t first, std::uint32_t step, std::uint32_t count);
  // Element i of the result is element indices[i] of a.
  NodeId gather(NodeId a, std::span<const std::uint32_t> indices, Extent extent);
  // A vector of `count`, in which element i of a is added to element indices[i], i ascending.
  NodeId scatter(NodeId a, std::span<const std::uint32_t> indices, std::uint32_t count);
  // A vector of `count` zeros to which the pieces are added in their order.
  NodeId assemble(std::span<const Piece> pieces, std::uint32_t count);

  // ---- Contents ----
  std::size_t size() const { return nodes_.size(); }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  Extent extent(NodeId id) const { return nodes_[id].extent; }
  std::span<const NodeId> inputs(NodeId id) const {
    return {inputs_.data() + nodes_[id].inputs_begin, nodes_[id].inputs_count};
  }
  NodeId input(NodeId id, std::size_t k) const { return inputs_[nodes_[id].inputs_begin + k]; }
  // The numbers of a constant.
  std::span<const double> values(NodeId id) const;
  // What a constant scalar that was computed from others (simplify.hpp) may be off by: the largest
  // such error, since equal numbers are one node. 0 for all other constants.
  double rounding(NodeId id) const {
    const auto place = roundings_.find(id);
    return place == roundings_.end() ? 0 : place->second;
  }
  // A constant scalar that is known only to within an error.
  NodeId rounded_number(double value, double error);
  // The indices of a gather or scatter.
  std::span<const std::uint32_t> indices(NodeId id) const;
  // The pieces of an assembled vector.
  std::vector<Piece> pieces(NodeId id) const;
  // Whether it is a constant scalar of exactly this value.
  bool is_number(NodeId id, double value) const;
  const SampleList& samples() const { return samples_; }
  // Whether its value depends on the joint action, on a direction or on a sample.
  bool varies(NodeId id) const { return varies_[id] != 0; }

 private:
  // The place in places_ of an equal node, or that of a new one.
  std::size_t place_of(const Node& node, std::span<const NodeId> inputs, std::uint32_t hash) const;
  void widen();
  NodeId intern(const Node& node, std::span<const NodeId> inputs);
  std::uint64_t meaning_of(NodeId id) const;
  NodeId elementwise(Operation operation, std::span<const NodeId> inputs,
                     std::int64_t attribute = 0);
  NodeId whole(Operation operation, Extent extent, std::span<const NodeId> inputs,
               std::int64_t first = 0, std::int64_t second = 0);
  NodeId along(Operation operation, NodeId a, int axis);
  std::int64_t keep_numbers(std::span<const double> values);
  std::int64_t keep_indices(std::span<const std::uint32_t> indices);

  std::deque<Node> nodes_;
  std::vector<std::uint8_t> varies_;
  std::vector<NodeId> inputs_;
  std::vector<double> numbers_;
  std::vector<std::uint32_t> indices_;
  SampleList samples_;
  // A hash of all that a node is computed from, whatever the numbers of the nodes.
  std::vector<std::uint64_t> meaning_;
  // All nodes by their hash, each at the first free place from there on; at most half are taken.
  struct Place {
    std::uint32_t hash = 0;
    NodeId node = no_node;
  };
  std::vector<Place> places_ = std::vector<Place>(64);
  std::unordered_map<NodeId, double> roundings_;
  std::unordered_multimap<std::uint64_t, std::int64_t> known_numbers_, known_indices_;
  std::unordered_map<std::int64_t, std::size_t> lengths_;  // of kept indices, by their position
};

}  // namespace firstmove::engine
