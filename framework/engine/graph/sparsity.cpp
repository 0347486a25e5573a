#include "graph/sparsity.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "graph/slope.hpp"

namespace firstmove::engine {
namespace {

// Beyond this many elements of all nodes together, all are taken to depend on everything.
constexpr std::size_t most_elements_with_sets = std::size_t{1} << 21;
// Beyond this many pairs of entries of one row, each column has its own colour.
constexpr std::size_t most_pairs = std::size_t{1} << 27;

// A set of coordinates as few spans; more than fit become one span over all of them.
struct CoordinateSet {
  std::array<Span, 6> spans{};
  std::uint32_t size = 0;

  void append(Span span) {
    if (size > 0 && span.first <= spans[size - 1].end) {
      spans[size - 1].end = std::max(spans[size - 1].end, span.end);
    } else if (size < spans.size()) {
      spans[size++] = span;
    } else {
      spans[0].end = span.end;
      size = 1;
    }
  }
  void add(const CoordinateSet& other) {
    if (other.size == 0) return;
    if (size == 0) {
      *this = other;
      return;
    }
    CoordinateSet both;
    for (std::uint32_t i = 0, j = 0; i < size || j < other.size;) {
      const bool own = j == other.size || (i < size && spans[i].first <= other.spans[j].first);
      both.append(own ? spans[i++] : other.spans[j++]);
    }
    *this = both;
  }
};

// The sets of the elements of one node; a single one if all are equal.
struct Sets {
  Extent extent;
  std::vector<CoordinateSet> all;
  const CoordinateSet& of(std::size_t element) const {
    return all.size() == 1 ? all[0] : all[element];
  }
  CoordinateSet whole() const {
    CoordinateSet set;
    for (const CoordinateSet& one : all) set.add(one);
    return set;
  }
  // One set for each row, or each column.
  std::vector<CoordinateSet> along(bool rows) const {
    std::vector<CoordinateSet> sets(all.size() == 1 ? 1 : rows ? extent.rows : extent.columns);
    if (all.size() == 1) sets[0] = all[0];
    for (std::size_t e = 0; e < all.size() && all.size() > 1; ++e)
      sets[rows ? e / extent.columns : e % extent.columns].add(all[e]);
    return sets;
  }
};

class Patterns {
 public:
  Patterns(const Graph& graph, NodeId of, std::uint32_t first, std::uint32_t count)
      : graph_(graph), first_(first), end_(first + count), sets_(std::size_t{of} + 1) {
    const std::vector<NodeId> order = slope_order(graph, of);
    std::size_t elements = 0;
    for (const NodeId id : order) elements += graph.extent(id).size();
    CoordinateSet everything;
    everything.append({0, count});
    for (const NodeId id : order) {
      sets_[id].extent = graph.extent(id);
      if (elements > most_elements_with_sets)
        sets_[id].all = {everything};
      else
        sets_[id].all = sets_of(id);
    }
    result_ = order.empty() ? &nothing_ : &sets_[of];
  }

  std::vector<std::vector<Span>> rows(std::size_t count) const {
    std::vector<std::vector<Span>> rows(count);
    for (std::size_t r = 0; r < count; ++r) {
      const CoordinateSet& set = result_->of(r);
      rows[r].assign(set.spans.begin(), set.spans.begin() + set.size);
    }
    return rows;
  }

 private:
  const Sets& of(NodeId id) const {
    return id < sets_.size() && !sets_[id].all.empty() ? sets_[id] : nothing_;
  }

  std::vector<CoordinateSet> sets_of(NodeId id) const {
    const Operation operation = graph_[id].operation;
    if (operation == Operation::action) return of_action(id);
    if (is_elementwise(operation)) return of_elements(id);
    if (operation == Operation::product) return of_product(id);
    return of_array(id);
  }

  std::vector<CoordinateSet> of_action(NodeId id) const {
    std::vector<CoordinateSet> sets(graph_.extent(id).rows);
    for (std::uint32_t i = 0; i < sets.size(); ++i) {
      const auto c = static_cast<std::uint32_t>(graph_[id].attribute[0]) + i;
      if (c >= first_ && c < end_) sets[i].append({c - first_, c - first_ + 1});
    }
    return sets;
  }

  std::vector<CoordinateSet> of_elements(NodeId id) const {
    const Extent extent = graph_.extent(id);
    const std::size_t skip = first_sloped_input(graph_[id].operation);
    bool equal = true;
    for (std::size_t k = skip; k < graph_[id].inputs_count; ++k)
      equal = equal && of(graph_.input(id, k)).all.size() == 1;
    std::vector<CoordinateSet> sets(equal ? 1 : extent.size());
    for (std::size_t k = skip; k < graph_[id].inputs_count; ++k) {
      const Sets& in = of(graph_.input(id, k));
      const Extent from = graph_.extent(graph_.input(id, k));
      for (std::size_t e = 0; e < sets.size(); ++e) {
        const std::size_t row = from.rows == 1 ? 0 : e / extent.columns;
        const std::size_t column = from.columns == 1 ? 0 : e % extent.columns;
        sets[e].add(in.of(row * from.columns + column));
      }
    }
    return sets;
  }

  std::vector<CoordinateSet> of_product(NodeId id) const {
    const Extent extent = graph_.extent(id);
    const auto flags = graph_[id].attribute[0];
    const auto left = of(graph_.input(id, 0)).along(!(flags & FM_TRANSPOSE_FIRST));
    const auto right = of(graph_.input(id, 1)).along((flags & FM_TRANSPOSE_SECOND) != 0);
    if (left.size() == 1 && right.size() == 1) {
      std::vector<CoordinateSet> set = left;
      set[0].add(right[0]);
      return set;
    }
    std::vector<CoordinateSet> sets(extent.size());
    for (std::size_t e = 0; e < sets.size(); ++e) {
      sets[e] = left[left.size() == 1 ? 0 : e / extent.columns];
      sets[e].add(right[right.size() == 1 ? 0 : e % extent.columns]);
    }
    return sets;
  }

  std::vector<CoordinateSet> of_array(NodeId id) const {
    const Node& node = graph_[id];
    const Extent extent = node.extent;
    if (node.operation == Operation::assemble) {
      std::vector<CoordinateSet> sets(extent.size());
      for (const Piece& piece : graph_.pieces(id))
        for (std::size_t i = 0; i < graph_.extent(piece.node).size(); ++i)
          sets[piece.first + piece.step * i].add(of(piece.node).of(i));
      return sets;
    }
    const Sets& in = of(graph_.input(id, 0));
    const Extent from = graph_.extent(graph_.input(id, 0));
    std::vector<CoordinateSet> sets(extent.size());
    switch (node.operation) {
      case Operation::sum:
      case Operation::logsumexp:
        if (node.attribute[0] == FM_SUM_ALL) return {in.whole()};
        return in.along(node.attribute[0] == FM_SUM_COLUMNS);
      case Operation::transpose:
        for (std::size_t e = 0; e < sets.size(); ++e)
          sets[e] = in.of(e % extent.columns * from.columns + e / extent.columns);
        return sets;
      case Operation::reshape:
        return in.all;
      case Operation::slice:
        for (std::size_t e = 0; e < sets.size(); ++e)
          sets[e] = in.of(static_cast<std::size_t>(node.attribute[0]) +
                          static_cast<std::size_t>(node.attribute[1]) * e);
        return sets;
      case Operation::gather:
        for (std::size_t e = 0; e < sets.size(); ++e) sets[e] = in.of(graph_.indices(id)[e]);
        return sets;
      case Operation::scatter:
        for (std::size_t e = 0; e < from.size(); ++e) sets[graph_.indices(id)[e]].add(in.of(e));
        return sets;
      default:  // leaves that are not actions
        return {{}};
    }
  }

  const Graph& graph_;
  const std::uint32_t first_, end_;
  const Sets nothing_{{}, {CoordinateSet{}}};
  std::vector<Sets> sets_;  // by node; empty for those without derivatives
  const Sets* result_ = nullptr;
};

}  // namespace

std::vector<std::vector<Span>> dependencies(const Graph& graph, NodeId of, std::uint32_t first,
                                            std::uint32_t count) {
  return Patterns(graph, of, first, count).rows(graph.extent(of).size());
}

std::vector<std::uint32_t> column_colours(const std::vector<std::vector<Span>>& pattern,
                                          std::uint32_t columns) {
  std::vector<std::uint32_t> colours(columns);
  std::iota(colours.begin(), colours.end(), 0u);
  std::size_t pairs = 0;
  for (const auto& row : pattern) {
    std::size_t entries = 0;
    for (const Span& span : row) entries += span.end - span.first;
    if (entries == columns) return colours;
    pairs += entries * entries;
  }
  if (pairs > most_pairs) return colours;
  std::vector<std::vector<std::uint32_t>> rows_of(columns);
  for (std::uint32_t r = 0; r < pattern.size(); ++r)
    for (const Span& span : pattern[r])
      for (std::uint32_t c = span.first; c < span.end; ++c) rows_of[c].push_back(r);
  std::vector<std::uint32_t> taken(columns, columns);  // by colour: the last column that meets it
  for (std::uint32_t c = 0; c < columns; ++c) {
    for (const std::uint32_t r : rows_of[c])
      for (const Span& span : pattern[r])
        for (std::uint32_t other = span.first; other < std::min(span.end, c); ++other)
          taken[colours[other]] = c;
    colours[c] = 0;
    while (taken[colours[c]] == c) ++colours[c];
  }
  return colours;
}

}  // namespace firstmove::engine
