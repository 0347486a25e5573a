// From nodes to the steps of a program.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <vector>

#include "machine/code.hpp"
#include "machine/places.hpp"
#include "machine/selection.hpp"

namespace firstmove::engine {

// Numbers of an array to leave room for, as rows are read up to the next multiple of FM_LANES from
// wherever a part begins.
std::uint64_t padded(std::uint64_t size);

// The kernel of an operation that acts on a single array element by element.
KernelName unary_kernel(Operation operation);

class Lowering {
 public:
  // `constant` gives the position of a known node's numbers in Code::constants.
  Lowering(const Graph& graph, std::span<const NodeId> outputs, const Selection& selection,
           std::function<std::uint64_t(NodeId)> constant, std::function<bool(NodeId)> fixed,
           Side side);

  Layout layout();

 private:
  // An array where a step finds it.
  struct Array {
    Operand at;
    Extent extent;
    bool constant;  // the same for all replicas
    bool packed;    // without gaps between its elements
    std::uint64_t size() const { return extent.size(); }
  };

  // ---- Values and places (lowering.cpp) ----
  void put_staying_first();
  void find_last_uses();
  void prepare_outputs();
  void lower(NodeId id);
  void copy_outputs();
  void release(NodeId id);
  // `reach`: how many elements from its first the step may read.
  Array array(NodeId id, std::uint64_t reach);
  Array array(NodeId id) { return array(id, graph_.extent(id).size()); }
  Array whole_rows(NodeId id) { return array(id, round_up(graph_.extent(id).size())); }
  // The place of a node's value, of which a step writes `reach` elements.
  Array result(NodeId id, std::uint64_t reach);
  Array result(NodeId id) { return result(id, graph_.extent(id).size()); }
  Array temporary(Extent extent);
  std::uint64_t room(std::uint64_t size) const { return replicas_ ? size : padded(size); }
  std::uint64_t round_up(std::uint64_t size) const;
  bool is_external(const Operand& at) const;
  std::uint64_t readable(NodeId root) const;
  Operand value_of(NodeId root) const;
  bool dies_here(NodeId id) const;
  // About how many operations it takes.
  std::uint64_t work_of(NodeId id) const;
  void find_last_readers();

  // ---- Operations (lower_*.cpp) ----
  Step& step(KernelName kernel, const Array& out);
  static void input(Step& step, const Array& in, std::int64_t row = 0, std::int64_t column = 0,
                    std::int64_t term = 0);
  bool is_row(const Array& array) const { return side_ == Side::elements || array.packed; }
  void lower_unary(NodeId id);
  void lower_elementwise(NodeId id);
  void lower_two_operators(NodeId id);
  void lower_sum(NodeId id);
  void lower_scalar_product(NodeId id);
  void lower_product(NodeId id);
  void lower_transpose(NodeId id);
  void lower_slice(NodeId id);
  void lower_gather(NodeId id);
  void lower_scatter(NodeId id);
  void lower_assemble(NodeId id);

  // ---- Packs (lower_packs.cpp) ----
  void find_homes();
  void lower_pack(std::span<const NodeId> pack);
  Array argument(NodeId id);  // the place of a node that has a home
  std::uint32_t arguments_of(NodeId pack);
  // A row of places that several nodes share until the last of them is released.
  std::uint32_t take_row(std::size_t elements, std::size_t nodes);
  void leave_row(std::uint32_t row);
  Array element_of(std::uint32_t row, std::uint64_t element) const;

  void zero(const Array& out);
  void move(const Array& from, const Array& to, std::int64_t to_step, bool add);
  void fill_rows(const Array& from, const Array& to);

  static constexpr std::uint32_t no_output = 0xffffffff, no_row = 0xffffffff;

  const Graph& graph_;
  std::span<const NodeId> outputs_;
  const Selection& selection_;
  std::function<std::uint64_t(NodeId)> constant_;
  std::function<bool(NodeId)> fixed_;
  const Side side_;
  const bool replicas_;  // Side::replicas

  Layout layout_;
  Places places_;
  std::vector<NodeId> order_;
  std::size_t staying_ = 0;  // the first nodes of the order whose values stay from run to run
  std::size_t position_ = 0;
  std::vector<std::size_t> last_use_;       // in the order; by node
  std::vector<std::size_t> ends_;           // the number of steps after each position of the order
  std::vector<std::vector<NodeId>> dying_;  // by position
  std::vector<Operand> value_;              // by node
  std::vector<std::uint8_t> has_value_;
  std::vector<Places::Range> range_;      // of a value in a place
  std::vector<std::uint32_t> output_of_;  // the output that a node is written to
  std::uint64_t actions_ = 0;             // coordinates that are known to exist
  std::map<std::uint32_t, std::uint64_t> directions_;

  struct Row {
    Places::Range range;
    std::size_t nodes;  // that are left in it
  };
  // Where a node is computed so that it is an argument of its pack.
  struct Home {
    NodeId pack = no_node;  // the first node of it
    std::uint32_t element = 0;
  };
  struct Arguments {
    std::uint32_t row = no_row;
    std::size_t homes = 0;
  };
  std::vector<Row> rows_;
  std::vector<std::uint32_t> row_of_;      // by node
  std::vector<Home> home_;                 // by node
  std::map<NodeId, Arguments> arguments_;  // by the first node of a pack
};

}  // namespace firstmove::engine
