// The table of nodes that a recorded cost becomes (fm_graph in abi.h). Every operation of a number
// of type Symbol (symbol.hpp) adds its node here; a node that is there already is not added again.
// Functions are not inlined: recording takes microseconds, and compiling less code is felt more.
#pragma once

#include <firstmove/abi.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "pool.hpp"

namespace firstmove::recording {

using NodeId = std::uint32_t;

class Recorder {
 public:
  // The recorder of the cost that this thread is recording; null outside of a recording.
  static Recorder*& current() {
    static thread_local Recorder* recorder = nullptr;
    return recorder;
  }
  // Makes a recorder the current one as long as it lives.
  class Session {
   public:
    explicit Session(Recorder& recorder) : before_(current()) { current() = &recorder; }
    ~Session() { current() = before_; }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

   private:
    Recorder* before_;
  };

  struct Extent {
    std::uint32_t rows = 1, columns = 1;
    std::size_t size() const { return std::size_t{rows} * columns; }
    bool operator==(const Extent&) const = default;
  };
  Extent extent(NodeId id) const { return {nodes_[id].rows, nodes_[id].columns}; }

  // ---- Leaves ----

  NodeId number(double value) { return constant({1, 1}, {&value, 1}); }
  // Row-major numbers.
  [[gnu::noinline]] NodeId constant(Extent extent, std::span<const double> values) {
    vector_of(values.size());
    if (values.size() != extent.size())
      throw std::logic_error("a cost reads " + std::to_string(values.size()) +
                             " numbers as an array of " + text_of(extent));
    return add(FM_NODE_CONSTANT, extent, {}, numbers_.keep(values));
  }
  // Coordinates first .. first + count - 1 of the joint action, as a vector.
  NodeId action(std::size_t first, std::size_t count = 1) {
    return add(FM_NODE_ACTION, vector_of(count), {}, static_cast<std::int64_t>(first));
  }

  // Random numbers of a step (FM_NODE_NORMAL, FM_NODE_UNIFORM), and rows picked from constants.
  NodeId random(std::int32_t operation, std::uint32_t stream, Extent shape) {
    return add(operation, area_of(shape), {}, stream);
  }
  NodeId picked(NodeId table, std::uint32_t stream, std::size_t rows, bool distinct) {
    const Extent shape = {vector_of(rows).rows, extent(table).columns};
    return add(FM_NODE_PICK, area_of(shape), {&table, 1}, stream, distinct ? 1 : 0);
  }

  // ---- Operations ----

  // Element by element: along each axis, an input has the size of the result, or 1.
  [[gnu::noinline]] NodeId elementwise(std::int32_t operation, std::initializer_list<NodeId> inputs,
                                       std::int64_t attribute = 0) {
    Extent shape = extent(*inputs.begin());
    for (const NodeId input : inputs) {
      const Extent other = extent(input);
      shape = {common(shape.rows, other.rows), common(shape.columns, other.columns)};
    }
    return add(operation, shape, {inputs.begin(), inputs.end()}, attribute);
  }
  NodeId sum(NodeId a) {
    return extent(a).size() == 1 ? a : add(FM_NODE_SUM, {1, 1}, {&a, 1}, FM_SUM_ALL);
  }
  NodeId reshape(NodeId a, Extent shape) {
    if (extent(a) == shape) return a;
    if (extent(a).size() != shape.size()) misfit(extent(a), shape);
    return add(FM_NODE_RESHAPE, shape, {&a, 1});
  }
  NodeId logsumexp(NodeId a) {
    return extent(a).size() == 1 ? a : add(FM_NODE_LOGSUMEXP, {1, 1}, {&a, 1});
  }
  // The matrix product; `transposed`: FM_TRANSPOSE_*.
  NodeId product(NodeId a, NodeId b, std::int32_t transposed = 0) {
    Extent left = extent(a), right = extent(b);
    if (transposed & FM_TRANSPOSE_FIRST) left = {left.columns, left.rows};
    if (transposed & FM_TRANSPOSE_SECOND) right = {right.columns, right.rows};
    if (left.columns != right.rows) misfit(left, right);
    if (left.size() == 1 && right.size() == 1) return elementwise(FM_NODE_MULTIPLY, {a, b});
    const NodeId inputs[] = {a, b};
    return add(FM_NODE_PRODUCT, {left.rows, right.columns}, inputs, transposed);
  }
  // Elements first, first + step, .. as a vector.
  NodeId slice(NodeId a, std::size_t first, std::size_t count, std::size_t step = 1) {
    const std::size_t size = extent(a).size();
    if (count == 0 || first >= size || (count - 1) > (size - 1 - first) / (step == 0 ? 1 : step))
      throw std::out_of_range("a cost takes " + std::to_string(count) + " elements from element " +
                              std::to_string(first) + " of a vector of " + std::to_string(size));
    if (count == size && step == 1 && extent(a).columns == 1) return a;
    if (count == 1) step = 1;
    if (nodes_[a].operation == FM_NODE_ACTION && step == 1)
      return action(static_cast<std::size_t>(nodes_[a].attribute[0]) + first, count);
    return add(FM_NODE_SLICE, vector_of(count), {&a, 1}, static_cast<std::int64_t>(first),
               static_cast<std::int64_t>(step));
  }
  // A vector of arrays, one after the other.
  NodeId concatenated(std::span<const NodeId> parts) {
    vector_of(parts.size());
    if (parts.size() == 1 && extent(parts[0]).columns == 1) return parts[0];
    std::vector<std::uint32_t> places;
    std::size_t count = 0;
    for (const NodeId part : parts) {
      places.push_back(static_cast<std::uint32_t>(count));
      places.push_back(1);
      count += extent(part).size();
    }
    return add(FM_NODE_ASSEMBLE, vector_of(count), parts, indices_.keep(places));
  }

  // A number, `count` times.
  NodeId repeated(NodeId a, std::size_t count) {
    const std::vector<std::uint32_t> first(count, 0);
    return add(FM_NODE_GATHER, vector_of(count), {&a, 1}, indices_.keep(first));
  }

  // ---- The result ----

  // The graph with these costs: the nodes that they need, each after its inputs, in the order in
  // which the costs and their terms name them. (Compilers differ in the order in which they
  // evaluate the terms of an expression.) Valid until the recorder is used again.
  [[gnu::noinline]] const fm_graph* graph(std::span<const NodeId> costs) {
    Recorder sorted;
    std::vector<NodeId> place(nodes_.size(), unplaced);
    for (const NodeId cost : costs) {
      if (extent(cost).size() != 1)
        throw std::logic_error("a cost is a number, and not an array of " + text_of(extent(cost)));
      copy(cost, sorted, place);
      costs_.push_back(place[cost]);
    }
    nodes_ = std::move(sorted.nodes_);
    inputs_ = std::move(sorted.inputs_);
    index_ = {};
    c_ = {sizeof(fm_graph),
          static_cast<std::uint32_t>(nodes_.size()),
          nodes_.data(),
          inputs_.size(),
          inputs_.data(),
          numbers_.elements.size(),
          numbers_.elements.data(),
          indices_.elements.size(),
          indices_.elements.data(),
          costs_.data()};
    return &c_;
  }

 private:
  [[gnu::noinline]] static std::string text_of(Extent e) {
    return std::to_string(e.rows) + " x " + std::to_string(e.columns);
  }
  [[noreturn, gnu::noinline]] static void misfit(Extent a, Extent b) {
    throw std::logic_error("a cost combines arrays of " + text_of(a) + " and " + text_of(b) +
                           ", whose shapes do not fit");
  }
  // Throws for vectors without numbers, and for those that are too long.
  static Extent vector_of(std::size_t count) {
    if (count == 0 || count > 0xffffffffu)
      throw std::length_error("a cost has a vector of " + std::to_string(count) + " numbers");
    return {static_cast<std::uint32_t>(count), 1};
  }
  static Extent area_of(Extent shape) {
    vector_of(shape.size());
    return shape;
  }
  static std::uint32_t common(std::uint32_t a, std::uint32_t b) {
    if (a != b && a != 1 && b != 1) misfit({a, 1}, {b, 1});
    return a == 1 ? b : a;
  }

  [[gnu::noinline]] NodeId add(std::int32_t operation, Extent extent,
                               std::span<const NodeId> inputs, std::int64_t first = 0,
                               std::int64_t second = 0) {
    std::uint64_t hash = static_cast<std::uint64_t>(operation);
    for (const std::uint64_t word :
         {std::uint64_t{extent.rows}, std::uint64_t{extent.columns},
          static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(second)})
      hash = mixed(hash, word);
    for (const NodeId input : inputs) hash = mixed(hash, input);
    if (nodes_.size() >= 0xffffffffu)
      throw std::length_error("a cost has more than 4294967295 operations");
    const NodeId next = static_cast<NodeId>(nodes_.size());
    const NodeId found = index_.find_or_keep(hash, next, [&](NodeId id) {
      const fm_node& node = nodes_[id];
      return node.operation == operation && this->extent(id) == extent &&
             node.attribute[0] == first && node.attribute[1] == second &&
             node.inputs_count == inputs.size() &&
             std::equal(inputs.begin(), inputs.end(), inputs_.data() + node.inputs_begin);
    });
    if (found == next) {
      nodes_.push_back({operation,
                        extent.rows,
                        extent.columns,
                        static_cast<std::uint32_t>(inputs.size()),
                        inputs_.size(),
                        {first, second}});
      inputs_.insert(inputs_.end(), inputs.begin(), inputs.end());
    }
    return found;
  }

  // Appends a node to `to`, after its inputs; place[id] is the place of node id there.
  void copy(NodeId root, Recorder& to, std::vector<NodeId>& place) const {
    std::vector<NodeId> open = {root};  // not a recursion: sums may be very long
    while (!open.empty()) {
      const NodeId id = open.back();
      const fm_node& node = nodes_[id];
      const std::size_t before = open.size();
      if (place[id] == unplaced)
        for (std::uint64_t k = node.inputs_count; k-- > 0;)
          if (const NodeId input = inputs_[node.inputs_begin + k]; place[input] == unplaced)
            open.push_back(input);
      if (open.size() > before) continue;
      open.pop_back();
      if (place[id] != unplaced) continue;
      place[id] = static_cast<NodeId>(to.nodes_.size());
      to.nodes_.push_back(node);
      to.nodes_.back().inputs_begin = to.inputs_.size();
      for (std::uint64_t k = 0; k < node.inputs_count; ++k)
        to.inputs_.push_back(place[inputs_[node.inputs_begin + k]]);
    }
  }

  static constexpr NodeId unplaced = 0xffffffffu;
  std::vector<fm_node> nodes_;
  std::vector<NodeId> inputs_;
  Pool<double> numbers_;
  Pool<std::uint32_t> indices_;
  Index index_;  // of nodes
  std::vector<NodeId> costs_;
  fm_graph c_{};
};

}  // namespace firstmove::recording
