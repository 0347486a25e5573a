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

class Lowering {
 public:
  // `constant` gives the position of a known node's numbers in Code::constants. With `replicas`,
  // every element is a row of replicas; else elements are side by side (Layout).
  Lowering(const Graph& graph, std::span<const NodeId> outputs, const Selection& selection,
           std::function<std::uint64_t(NodeId)> constant, std::function<bool(NodeId)> fixed,
           bool replicas);

  Layout layout();

 private:
  // An array where a step finds it.
  struct Array {
    Operand at;
    Extent extent;
    bool constant;  // the same for all replicas
    bool packed;    // rows of replicas without gaps
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

  // ---- Operations (lower_*.cpp) ----
  Step& step(KernelName kernel, const Array& out);
  static void input(Step& step, const Array& in, std::int64_t row = 0, std::int64_t column = 0,
                    std::int64_t term = 0);
  bool is_row(const Array& array) const { return !replicas_ || array.packed; }
  void lower_unary(NodeId id);
  void lower_elementwise(NodeId id);
  void lower_two_operators(NodeId id);
  void lower_sum(NodeId id);
  void lower_scalar_product(NodeId id);
  void lower_logsumexp(NodeId id);
  void lower_product(NodeId id);
  void lower_transpose(NodeId id);
  void lower_slice(NodeId id);
  void lower_gather(NodeId id);
  void lower_scatter(NodeId id);
  void lower_assemble(NodeId id);
  void zero(const Array& out);
  void move(const Array& from, const Array& to, std::int64_t to_step, bool add);

  const Graph& graph_;
  std::span<const NodeId> outputs_;
  const Selection& selection_;
  std::function<std::uint64_t(NodeId)> constant_;
  std::function<bool(NodeId)> fixed_;
  const bool replicas_;

  Layout layout_;
  Places places_;
  std::vector<NodeId> order_;
  std::size_t staying_ = 0;  // the first nodes of the order whose values stay from run to run
  std::size_t position_ = 0;
  std::vector<std::size_t> last_use_;       // in the order; by node
  std::vector<std::vector<NodeId>> dying_;  // by position
  std::vector<Operand> value_;              // by node
  std::vector<std::uint8_t> has_value_;
  std::vector<Places::Range> range_;      // of a value in a place
  std::vector<std::uint32_t> output_of_;  // the output that a node is written to
  std::uint64_t actions_ = 0;             // coordinates that are known to exist
  std::map<std::uint32_t, std::uint64_t> directions_;
};

}  // namespace firstmove::engine
