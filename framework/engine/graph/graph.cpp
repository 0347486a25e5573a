#include "graph/graph.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "graph/simplify.hpp"

namespace firstmove::engine {
namespace {

std::string text_of(const Extent& extent) {
  return fmt::format("{} x {}", extent.rows, extent.columns);
}

// The size along one axis of the results of elements that are combined.
std::uint32_t broadcast(std::uint32_t a, std::uint32_t b, Operation operation, const Extent& first,
                        const Extent& second) {
  if (a == b || b == 1) return a;
  if (a == 1) return b;
  throw GraphError(fmt::format("'{}' needs arrays of the same shape, but has {} and {}",
                               name_of(operation), text_of(first), text_of(second)));
}

}  // namespace

// ---- Leaves ----

NodeId Graph::number(double value) { return numbers({1, 1}, {&value, 1}); }

NodeId Graph::numbers(Extent extent, std::span<const double> values) {
  if (values.size() != extent.size())
    throw GraphError(fmt::format("an array of {} has {} numbers, but {} are given", text_of(extent),
                                 extent.size(), values.size()));
  return intern(
      {.operation = Operation::constant, .extent = extent, .attribute = {keep_numbers(values), 0}},
      {});
}

NodeId Graph::rounded_number(double value, double error) {
  const NodeId id = number(value);
  if (error != 0) roundings_[id] = std::max(rounding(id), error);
  return id;
}

NodeId Graph::action(std::uint32_t first, std::uint32_t count) {
  return intern({.operation = Operation::action, .extent = {count, 1}, .attribute = {first, 0}},
                {});
}

NodeId Graph::direction(std::uint32_t which, std::uint32_t first, std::uint32_t count) {
  return intern(
      {.operation = Operation::direction, .extent = {count, 1}, .attribute = {which, first}}, {});
}

NodeId Graph::sample(Sample sample) {
  if (sample.picks() &&
      (!sample.table || sample.table->empty() || sample.table->size() % sample.columns != 0))
    throw GraphError(
        fmt::format("rows of {} numbers are picked from a table of other rows", sample.columns));
  if (sample.kind == Sample::Kind::distinct_pick &&
      sample.table->size() / sample.columns < sample.rows)
    throw GraphError(fmt::format("{} different rows cannot be picked from a table of {} rows",
                                 sample.rows, sample.table->size() / sample.columns));
  std::vector<SampleList::Entry>& known = samples_.entries;
  const auto same = [&](const SampleList::Entry& entry) {
    const Sample& one = entry.sample;
    return one.kind == sample.kind && one.stream == sample.stream && one.rows == sample.rows &&
           one.columns == sample.columns && (!one.table || *one.table == *sample.table);
  };
  std::size_t which =
      static_cast<std::size_t>(std::find_if(known.begin(), known.end(), same) - known.begin());
  const Extent extent = {sample.rows, sample.columns};
  if (which == known.size()) {
    if (samples_.size + sample.size() > no_node)
      throw GraphError("a step would take more than 4294967295 random numbers");
    known.push_back({std::move(sample), samples_.size});
    samples_.size += static_cast<std::uint32_t>(extent.size());
  }
  return intern({.operation = Operation::sample,
                 .extent = extent,
                 .attribute = {known[which].first, static_cast<std::int64_t>(which)}},
                {});
}

// ---- Element by element ----

NodeId Graph::elementwise(Operation operation, std::span<const NodeId> inputs,
                          std::int64_t attribute) {
  if (!is_elementwise(operation) || inputs_of(operation) != static_cast<int>(inputs.size()))
    throw GraphError(
        fmt::format("'{}' does not take {} arrays", name_of(operation), inputs.size()));
  Extent extent = this->extent(inputs[0]);
  for (const NodeId input : inputs.subspan(1)) {
    const Extent other = this->extent(input);
    extent = {broadcast(extent.rows, other.rows, operation, extent, other),
              broadcast(extent.columns, other.columns, operation, extent, other)};
  }
  if (const NodeId simple = simplified(*this, operation, inputs, attribute, extent);
      simple != no_node)
    return simple;
  return intern({.operation = operation, .extent = extent, .attribute = {attribute, 0}}, inputs);
}

NodeId Graph::apply(Operation operation, NodeId a) { return elementwise(operation, {{a}}); }

NodeId Graph::apply(Operation operation, NodeId a, NodeId b) {
  if (is_commutative(operation) && meaning_[b] < meaning_[a]) std::swap(a, b);
  return elementwise(operation, {{a, b}});
}

NodeId Graph::choose(NodeId condition, NodeId yes, NodeId no) {
  return elementwise(Operation::choose, {{condition, yes, no}});
}

NodeId Graph::whole_power(NodeId a, std::int64_t exponent) {
  if (exponent < -FM_MAX_POWER || exponent > FM_MAX_POWER)
    throw GraphError(fmt::format("the whole power {} is beyond {}", exponent, FM_MAX_POWER));
  return elementwise(Operation::whole_power, {{a}}, exponent);
}

// ---- Whole arrays ----

NodeId Graph::whole(Operation operation, Extent extent, std::span<const NodeId> inputs,
                    std::int64_t first, std::int64_t second) {
  return intern({.operation = operation, .extent = extent, .attribute = {first, second}}, inputs);
}

// A sum, or its logarithmic form: of single elements, each is the element itself.
NodeId Graph::along(Operation operation, NodeId a, int axis) {
  const Extent in = extent(a);
  const Extent out = {axis == FM_SUM_COLUMNS ? in.rows : 1, axis == FM_SUM_ROWS ? in.columns : 1};
  if (out == in) return a;
  // A sum along the only axis with more than one element is the sum of all.
  if (out.scalar()) axis = FM_SUM_ALL;
  return whole(operation, out, {{a}}, axis);
}

NodeId Graph::sum(NodeId a, int axis) { return along(Operation::sum, a, axis); }

NodeId Graph::logsumexp(NodeId a, int axis) { return along(Operation::logsumexp, a, axis); }

NodeId Graph::product(NodeId a, NodeId b, int transposed) {
  Extent left = extent(a), right = extent(b);
  if (transposed & FM_TRANSPOSE_FIRST) std::swap(left.rows, left.columns);
  if (transposed & FM_TRANSPOSE_SECOND) std::swap(right.rows, right.columns);
  if (left.columns != right.rows)
    throw GraphError(fmt::format("a matrix of {} cannot be multiplied by one of {}", text_of(left),
                                 text_of(right)));
  return whole(Operation::product, {left.rows, right.columns}, {{a, b}}, transposed);
}

NodeId Graph::transpose(NodeId a) {
  const Extent in = extent(a);
  // The order of the elements does not change.
  if (in.rows == 1 || in.columns == 1) return reshape(a, {in.columns, in.rows});
  if ((*this)[a].operation == Operation::transpose) return input(a, 0);
  return whole(Operation::transpose, {in.columns, in.rows}, {{a}});
}

NodeId Graph::reshape(NodeId a, Extent extent) {
  if (extent.size() != this->extent(a).size())
    throw GraphError(fmt::format("an array of {} cannot become one of {}", text_of(this->extent(a)),
                                 text_of(extent)));
  if (extent == this->extent(a)) return a;
  if ((*this)[a].operation == Operation::reshape) return reshape(input(a, 0), extent);
  return whole(Operation::reshape, extent, {{a}});
}

NodeId Graph::slice(NodeId a, std::uint32_t first, std::uint32_t step, std::uint32_t count) {
  const std::size_t size = extent(a).size();
  if (count == 0 || first + std::size_t{step} * (count - 1) >= size)
    throw GraphError(fmt::format("elements {} + {} i, i < {}, are not all within an array of {}",
                                 first, step, count, size));
  if (count == 1) step = 1;
  if (first == 0 && step == 1 && count == size) return reshape(a, {count, 1});
  const Node& from = (*this)[a];
  // Coordinates are always slices of the joint action itself.
  if (from.operation == Operation::action && step == 1)
    return action(static_cast<std::uint32_t>(from.attribute[0]) + first, count);
  if (from.operation == Operation::direction && step == 1)
    return direction(static_cast<std::uint32_t>(from.attribute[0]),
                     static_cast<std::uint32_t>(from.attribute[1]) + first, count);
  if (from.operation == Operation::reshape) return slice(input(a, 0), first, step, count);
  if (from.operation == Operation::constant) {
    std::vector<double> chosen(count);
    for (std::uint32_t i = 0; i < count; ++i) chosen[i] = values(a)[first + std::size_t{step} * i];
    return numbers({count, 1}, chosen);
  }
  return whole(Operation::slice, {count, 1}, {{a}}, first, step);
}

NodeId Graph::gather(NodeId a, std::span<const std::uint32_t> indices, Extent extent) {
  if (indices.size() != extent.size())
    throw GraphError(fmt::format("an array of {} needs {} indices, but has {}", text_of(extent),
                                 extent.size(), indices.size()));
  for (const std::uint32_t index : indices)
    if (index >= this->extent(a).size())
      throw GraphError(
          fmt::format("element {} is not within an array of {}", index, this->extent(a).size()));
  return whole(Operation::gather, extent, {{a}}, keep_indices(indices));
}

NodeId Graph::scatter(NodeId a, std::span<const std::uint32_t> indices, std::uint32_t count) {
  if (indices.size() != extent(a).size())
    throw GraphError(fmt::format("an array of {} needs {} indices, but has {}", text_of(extent(a)),
                                 extent(a).size(), indices.size()));
  for (const std::uint32_t index : indices)
    if (index >= count)
      throw GraphError(fmt::format("element {} is not within a vector of {}", index, count));
  return whole(Operation::scatter, {count, 1}, {{a}}, keep_indices(indices));
}

NodeId Graph::assemble(std::span<const Piece> pieces, std::uint32_t count) {
  std::vector<NodeId> inputs;
  std::vector<std::uint32_t> places;
  for (const Piece& piece : pieces) {
    const std::size_t size = extent(piece.node).size();
    if (piece.first + std::size_t{piece.step} * (size - 1) >= count)
      throw GraphError(fmt::format("elements {} + {} i, i < {}, are not all within a vector of {}",
                                   piece.first, piece.step, size, count));
    inputs.push_back(piece.node);
    places.insert(places.end(), {piece.first, size == 1 ? 1 : piece.step});
  }
  if (pieces.size() == 1 && extent(inputs[0]).size() == count)
    return reshape(inputs[0], {count, 1});
  return whole(Operation::assemble, {count, 1}, inputs, keep_indices(places));
}

// ---- Contents ----

std::span<const double> Graph::values(NodeId id) const {
  return {numbers_.data() + nodes_[id].attribute[0], nodes_[id].extent.size()};
}

std::span<const std::uint32_t> Graph::indices(NodeId id) const {
  const std::size_t count =
      nodes_[id].operation == Operation::scatter ? extent(input(id, 0)).size() : extent(id).size();
  return {indices_.data() + nodes_[id].attribute[0], count};
}

std::vector<Piece> Graph::pieces(NodeId id) const {
  std::vector<Piece> all;
  const std::uint32_t* place = indices_.data() + nodes_[id].attribute[0];
  for (const NodeId node : inputs(id)) {
    all.push_back({node, place[0], place[1]});
    place += 2;
  }
  return all;
}

bool Graph::is_number(NodeId id, double value) const {
  const Node& node = nodes_[id];
  return node.operation == Operation::constant && node.extent.scalar() &&
         std::bit_cast<std::uint64_t>(values(id)[0]) == std::bit_cast<std::uint64_t>(value);
}

}  // namespace firstmove::engine
