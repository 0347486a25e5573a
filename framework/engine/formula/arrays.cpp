#include "formula/arrays.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace firstmove::engine {
namespace {

constexpr std::size_t most_elements = std::size_t{1} << 31;  // of a node

std::uint32_t side(std::size_t size) {
  if (size > most_elements) throw GraphError("an array is too large");
  return static_cast<std::uint32_t>(size);
}

std::size_t size_of_part(const Dimensions& dimensions, std::size_t begin, std::size_t end) {
  std::size_t size = 1;
  for (std::size_t k = begin; k < end; ++k) size *= dimensions[k].size;
  return size;
}

// Rows are the positions on the first axis.
Extent extent_of(const Dimensions& dimensions) {
  if (dimensions.empty()) return {1, 1};
  return {dimensions[0].size, side(size_of_part(dimensions, 1, dimensions.size()))};
}

// How many of the axes before `split`, or from there on, an array has: it can be broadcast as rows
// and columns if it has all or none of each.
bool fits(const Dimensions& own, const Dimensions& all, std::size_t split) {
  std::size_t before = 0, after = 0;
  for (std::size_t k = 0; k < all.size(); ++k)
    (k < split ? before : after) += has(own, all[k].axis) ? 1 : 0;
  return (before == 0 || before == split) && (after == 0 || after == all.size() - split);
}

std::size_t best_split(const std::vector<Array>& in, const Dimensions& all) {
  const std::size_t usual = std::min<std::size_t>(all.size(), 1);
  std::size_t best = usual, least = in.size() + 1;
  for (std::size_t k = 0; k <= all.size(); ++k) {
    const std::size_t split = (usual + k) % (all.size() + 1);
    const auto misfits = static_cast<std::size_t>(
        std::ranges::count_if(in, [&](const Array& a) { return !fits(a.dimensions, all, split); }));
    if (misfits >= least) continue;
    best = split;
    least = misfits;
  }
  return best;
}

}  // namespace

NodeId ArrayBuilder::shaped(const Array& a, std::size_t rows, std::size_t columns) {
  return graph_.reshape(a.node, {side(rows), side(columns)});
}

Array ArrayBuilder::numbers(const Dimensions& dimensions, std::span<const double> values) {
  if (values.empty()) return nothing(dimensions);
  return {graph_.numbers(extent_of(dimensions), values), dimensions};
}

Array ArrayBuilder::numbers(const Whole& whole) {
  const std::vector<std::int64_t> integers = listed(axes_, whole, whole.dimensions);
  const std::vector<double> values(integers.begin(), integers.end());
  return numbers(whole.dimensions, values);
}

Array ArrayBuilder::ones(const Dimension& axis) {
  return numbers({axis}, std::vector<double>(axis.size, 1.0));
}

Array ArrayBuilder::renamed(Array a, AxisId from, AxisId to) {
  for (Dimension& d : a.dimensions)
    if (d.axis == from) d.axis = to;
  return a;
}

Array ArrayBuilder::spread(const Array& a, const Dimensions& to) {
  if (a.dimensions == to) return a;
  // Two groups of axes that change places.
  if (a.dimensions.size() == to.size())
    for (std::size_t k = 1; k < to.size(); ++k) {
      Dimensions turned = a.dimensions;
      std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(k), turned.end());
      if (turned != to) continue;
      const std::size_t rows = size_of_part(a.dimensions, 0, k);
      return {graph_.transpose(shaped(a, rows, size_of(to) / rows)), to};
    }
  return {graph_.gather(a.node, axes_.positions(a.dimensions, to), extent_of(to)), to};
}

Array ArrayBuilder::ascending(const Array& a) {
  Dimensions sorted = a.dimensions;
  std::ranges::sort(sorted, {}, &Dimension::axis);
  return spread(a, sorted);
}

Array ArrayBuilder::each(std::vector<Array> in, const Operations& apply) {
  std::vector<Dimensions> dimensions;
  for (const Array& a : in) dimensions.push_back(a.dimensions);
  const Dimensions all = axes_.united(dimensions);
  if (size_of(all) == 0) return nothing(all);
  for (Array& a : in) {
    Dimensions own;
    for (const Dimension& d : all)
      if (std::ranges::any_of(a.dimensions, [&](const Dimension& mine) {
            return mine.axis == d.axis || axes_.descends(d.axis, mine.axis);
          }))
        own.push_back(d);
    a = spread(a, own);
  }
  const std::size_t split = best_split(in, all);
  std::vector<NodeId> nodes;
  for (Array& a : in) {
    if (!fits(a.dimensions, all, split)) a = spread(a, all);
    const bool rows = split > 0 && has(a.dimensions, all[0].axis);
    const bool columns = split < all.size() && has(a.dimensions, all[split].axis);
    nodes.push_back(shaped(a, rows ? size_of_part(all, 0, split) : 1,
                           columns ? size_of_part(all, split, all.size()) : 1));
  }
  return {apply(nodes), all};
}

Array ArrayBuilder::multiply(const Array& a, const Array& b) {
  return each({a, b}, [this](std::span<const NodeId> in) {
    return graph_.apply(Operation::multiply, in[0], in[1]);
  });
}

// ---- Sums ----

Array ArrayBuilder::sum(const Array& a, const Dimension& over) {
  if (!has(a.dimensions, over.axis)) return sum(multiply(a, ones(over)), over);
  const Dimensions rest = without(a.dimensions, over.axis);
  if (size_of(a.dimensions) == 0) return numbers(rest, std::vector<double>(size_of(rest), 0.0));
  if (!axes_.parents(over.axis).empty()) return sum_of_ragged(a, over);
  if (rest.empty()) return {graph_.sum(a.node), {}};
  if (a.dimensions.back() == over)
    return {graph_.sum(shaped(a, size_of(rest), over.size), FM_SUM_COLUMNS), rest};
  if (a.dimensions.front() == over)
    return {graph_.sum(shaped(a, over.size, size_of(rest)), FM_SUM_ROWS), rest};
  Dimensions last = rest;
  last.push_back(over);
  return sum(spread(a, last), over);
}

Array ArrayBuilder::sum_of_ragged(const Array& a, const Dimension& over) {
  const Dimensions& parents = axes_.parents(over.axis);
  Dimensions to = without(a.dimensions, over.axis);
  to.insert(to.end(), parents.begin(), parents.end());
  if (const std::uint32_t count = axes_.regular(over.axis); count > 0) {
    Dimensions last = without(a.dimensions, over.axis);
    last.push_back(over);
    const Array at_end = spread(a, last);
    return ascending({graph_.sum(shaped(at_end, size_of(to), count), FM_SUM_COLUMNS), to});
  }
  std::ranges::sort(to, {}, &Dimension::axis);
  return {graph_.scatter(a.node, axes_.positions(to, a.dimensions), side(size_of(to))), to};
}

Array ArrayBuilder::sum_of_products(const Array& a, const Array& b, const Dimension& over) {
  if (const auto product = matrix_product(a, b, over.axis)) return *product;
  return sum(multiply(ascending(a), ascending(b)), over);
}

// Where neither factor varies along an axis of the other, besides the one that is summed over. The
// order of terms is that of the sum.
std::optional<Array> ArrayBuilder::matrix_product(const Array& a, const Array& b, AxisId over) {
  if (!has(a.dimensions, over) || !has(b.dimensions, over) || !axes_.parents(over).empty())
    return std::nullopt;
  const Dimensions left = without(a.dimensions, over), right = without(b.dimensions, over);
  if (left.empty() && right.empty()) return std::nullopt;
  for (const Dimension& l : left)
    for (const Dimension& r : right)
      if (l.axis == r.axis || axes_.descends(l.axis, r.axis) || axes_.descends(r.axis, l.axis))
        return std::nullopt;
  if (left.empty() || (!right.empty() && right.front().axis < left.front().axis))
    return matrix_product(b, a, over);
  Dimensions all = left;
  all.insert(all.end(), right.begin(), right.end());
  if (size_of(a.dimensions) == 0 || size_of(b.dimensions) == 0) return std::nullopt;
  // Each factor as a matrix, or as the transpose of one.
  const auto matrix = [&](const Array& factor, const Dimensions& rest, bool rows_first, int flag) {
    const std::size_t others = size_of(rest), inner = size_of(factor.dimensions) / others;
    const bool inner_first = factor.dimensions.front().axis == over;
    Array in = factor;
    if (!inner_first && factor.dimensions.back().axis != over) {
      Dimensions last = rest;
      last.push_back(*std::ranges::find(factor.dimensions, over, &Dimension::axis));
      in = spread(factor, last);
    }
    const bool plain = rest.empty() || inner_first != rows_first;
    NodeId node = plain == rows_first ? shaped(in, others, inner) : shaped(in, inner, others);
    int flags = plain ? 0 : flag;
    if (graph_[node].operation == Operation::transpose) {
      node = graph_.input(node, 0);
      flags ^= flag;
    }
    return std::pair(node, flags);
  };
  const auto [first, transposed] = matrix(a, left, true, FM_TRANSPOSE_FIRST);
  const auto [second, transposed_too] = matrix(b, right, false, FM_TRANSPOSE_SECOND);
  return ascending({graph_.product(first, second, transposed | transposed_too), all});
}

Array ArrayBuilder::logsumexp(const Array& a) {
  const Dimensions rest = without(a.dimensions, row_axis);
  const std::size_t count = size_of(rest);
  if (size_of(a.dimensions) == 0)
    return numbers(rest, std::vector<double>(count, -std::numeric_limits<double>::infinity()));
  if (rest.empty()) return {graph_.logsumexp(a.node), {}};
  return {graph_.logsumexp(shaped(a, count, a.dimensions.back().size), FM_SUM_COLUMNS), rest};
}

Array ArrayBuilder::vector_of(const std::vector<Array>& numbers) {
  std::vector<Dimensions> dimensions;
  for (const Array& a : numbers) dimensions.push_back(a.dimensions);
  Dimensions all = axes_.united(dimensions);
  const std::size_t count = size_of(all);
  const auto size = static_cast<std::uint32_t>(numbers.size());
  std::vector<Piece> pieces;
  for (std::uint32_t k = 0; k < size; ++k)
    pieces.push_back({spread(numbers[k], all).node, k, size});
  all.push_back({row_axis, size});
  return {graph_.assemble(pieces, side(count * size)), all};
}

// ---- Elements ----

Array ArrayBuilder::element(const Array& a, const std::vector<Whole>& at) {
  const std::size_t open = a.dimensions.size() - at.size();
  Whole flat = Whole::constant(0);
  std::int64_t step = 1;
  for (std::size_t k = a.dimensions.size(); k-- > 0; step *= a.dimensions[k].size) {
    const Whole position = k < open ? Whole::along(a.dimensions[k], 0, 1)
                                    : plus(axes_, at[k - open], Whole::constant(-1));
    flat = plus(axes_, flat, times(axes_, position, Whole::constant(step)));
  }
  return at_positions(a, flat);
}

Array ArrayBuilder::at_positions(const Array& a, const Whole& flat) {
  if (flat.listed.empty()) {
    // Elements in steps, if the axes are ordered by theirs.
    std::vector<std::size_t> order(flat.steps.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) { return flat.steps[k]; });
    Dimensions dimensions;
    for (const std::size_t k : order) dimensions.push_back(flat.dimensions[k]);
    std::int64_t step = 0, next = 0;  // between elements; of the axis before
    bool even = true;
    for (std::size_t k = order.size(); k-- > 0;) {
      if (dimensions[k].size == 1) continue;
      const std::int64_t own = flat.steps[order[k]];
      even = even && own > 0 && (next == 0 || own == next);
      if (step == 0) step = own;
      next = own * dimensions[k].size;
    }
    if (even)
      return ascending({graph_.slice(a.node, static_cast<std::uint32_t>(flat.base),
                                     static_cast<std::uint32_t>(std::max<std::int64_t>(step, 1)),
                                     side(size_of(dimensions))),
                        dimensions});
  }
  const std::vector<std::int64_t> at = listed(axes_, flat, flat.dimensions);
  const std::vector<std::uint32_t> indices(at.begin(), at.end());
  return {graph_.gather(a.node, indices, extent_of(flat.dimensions)), flat.dimensions};
}

}  // namespace firstmove::engine
