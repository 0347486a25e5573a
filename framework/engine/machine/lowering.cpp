#include "machine/lowering.hpp"

#include <algorithm>
#include <utility>

namespace firstmove::engine {
namespace {

std::uint64_t multiple_of_lanes(std::uint64_t size) {
  return (size + FM_LANES - 1) / FM_LANES * FM_LANES;
}

}  // namespace

std::uint64_t padded(std::uint64_t size) { return multiple_of_lanes(size + FM_LANES - 1); }

Lowering::Lowering(const Graph& graph, std::span<const NodeId> outputs, const Selection& selection,
                   std::function<std::uint64_t(NodeId)> constant, std::function<bool(NodeId)> fixed,
                   Side side)
    : graph_(graph),
      outputs_(outputs),
      selection_(selection),
      constant_(std::move(constant)),
      fixed_(std::move(fixed)),
      side_(side),
      replicas_(side == Side::replicas),
      order_(selection.order()),
      last_use_(graph.size()),
      dying_(selection.order().size() + 1),
      value_(graph.size()),
      has_value_(graph.size()),
      range_(graph.size()),
      output_of_(graph.size(), no_output),
      row_of_(graph.size(), no_row),
      home_(graph.size()) {}

Layout Lowering::layout() {
  put_staying_first();
  find_last_uses();
  prepare_outputs();
  find_homes();
  for (position_ = 0; position_ < order_.size(); ++position_) {
    if (position_ == staying_) layout_.fixed_steps = layout_.steps.size();
    const NodeId id = order_[position_];
    // The second of two nodes that are computed together has its value already.
    if (!has_value_[id]) lower(id);
    for (const NodeId dead : dying_[position_]) release(dead);
    ends_.push_back(layout_.steps.size());
  }
  copy_outputs();
  ends_.push_back(layout_.steps.size());
  find_last_readers();
  layout_.places = places_.total();
  layout_.actions = actions_;
  layout_.samples = graph_.samples().size;
  return std::move(layout_);
}

// ---- Order ----

// A product with second derivatives is asked for along many directions at one joint action. What
// does not depend on the directions is then computed once, if it is much more than comparing two
// joint actions: its values are kept as long as the program. With replicas side by side they would
// not stay in the cache.
void Lowering::put_staying_first() {
  if (side_ != Side::elements) return;
  std::vector<std::uint8_t> moves(graph_.size());
  std::uint64_t numbers = graph_.samples().size;
  for (NodeId id = 0; id < graph_.size(); ++id) {
    const Node& node = graph_[id];
    moves[id] = node.operation == Operation::direction ? 1 : 0;
    for (const NodeId input : graph_.inputs(id)) moves[id] |= moves[input];
    if (node.operation == Operation::action)
      numbers =
          std::max(numbers, static_cast<std::uint64_t>(node.attribute[0]) + node.extent.size());
  }
  const auto stays = [&](NodeId id) { return moves[id] == 0; };
  if (std::ranges::all_of(order_, stays)) return;
  std::uint64_t work = 0;
  for (const NodeId id : order_)
    if (stays(id)) work += work_of(id);
  constexpr std::uint64_t much = 16;  // operations for each number that is compared
  if (work < much * numbers) return;
  const auto moving = std::stable_partition(order_.begin(), order_.end(), stays);
  staying_ = static_cast<std::size_t>(moving - order_.begin());
}

std::uint64_t Lowering::work_of(NodeId id) const {
  const std::uint64_t size = graph_.extent(id).size();
  if (graph_[id].operation != Operation::product) return size;
  const Extent left = graph_.extent(graph_.input(id, 0));
  const bool turned = (graph_[id].attribute[0] & FM_TRANSPOSE_FIRST) != 0;
  return size * (turned ? left.rows : left.columns);
}

// ---- Lifetimes ----

void Lowering::find_last_uses() {
  std::vector<std::uint8_t> kept(graph_.size());
  for (std::size_t at = 0; at < order_.size(); ++at) {
    // At least until it exists
    last_use_[order_[at]] = std::max(last_use_[order_[at]], at);
    for (const NodeId operand : selection_.operands(order_[at])) {
      const NodeId root = selection_.alias(operand).root;
      if (at < staying_) kept[root] = 1;
      last_use_[root] = at;
    }
    if (at < staying_) kept[order_[at]] = 1;
  }
  for (const NodeId output : outputs_) last_use_[selection_.alias(output).root] = order_.size();
  // What the fixed part makes, and the rest reads, is never written over.
  for (NodeId id = 0; id < graph_.size(); ++id)
    if (kept[id] && last_use_[id] >= staying_) last_use_[id] = order_.size();
  for (NodeId id = 0; id < graph_.size(); ++id)
    if (selection_.needed(id)) dying_[last_use_[id]].push_back(id);
}

// Positions in the order, which is what the steps have so far, become steps. The caller reads what
// is computed in its arrays.
void Lowering::find_last_readers() {
  for (Step& step : layout_.steps)
    if (step.until != Step::no_step)
      step.until = is_external(step.out[0]) ? Step::no_step : ends_[step.until];
}

bool Lowering::dies_here(NodeId id) const { return last_use_[id] == position_; }

void Lowering::release(NodeId id) {
  if (row_of_[id] != no_row) {
    leave_row(row_of_[id]);
    row_of_[id] = no_row;
  }
  if (range_[id].size == 0) return;
  places_.give_back(range_[id]);
  range_[id] = {};
}

// ---- Where values are ----

std::uint64_t Lowering::round_up(std::uint64_t size) const {
  return replicas_ ? size : multiple_of_lanes(size);
}

bool Lowering::is_external(const Operand& at) const {
  return at.space != Operand::Space::place && at.space != Operand::Space::constant;
}

void Lowering::prepare_outputs() {
  for (NodeId id = 0; id < graph_.size(); ++id) {
    if (!selection_.needed(id) || fixed_(id)) continue;
    const Node& node = graph_[id];
    const std::uint64_t first = static_cast<std::uint64_t>(node.attribute[0]);
    if (node.operation == Operation::action)
      actions_ = std::max(actions_, first + node.extent.size());
    if (node.operation == Operation::direction) {
      std::uint64_t& rows = directions_[static_cast<std::uint32_t>(first)];
      rows = std::max(rows, static_cast<std::uint64_t>(node.attribute[1]) + node.extent.size());
    }
  }
  for (std::size_t o = 0; o < outputs_.size(); ++o)
    if (output_of_[outputs_[o]] == no_output)
      output_of_[outputs_[o]] = static_cast<std::uint32_t>(o);
}

// The elements of an external array from the first of `root` on.
std::uint64_t Lowering::readable(NodeId root) const {
  const Node& node = graph_[root];
  if (node.operation == Operation::action)
    return multiple_of_lanes(actions_) - static_cast<std::uint64_t>(node.attribute[0]);
  if (node.operation == Operation::direction)
    return multiple_of_lanes(directions_.at(static_cast<std::uint32_t>(node.attribute[0]))) -
           static_cast<std::uint64_t>(node.attribute[1]);
  if (node.operation == Operation::sample)
    return multiple_of_lanes(graph_.samples().size) - static_cast<std::uint64_t>(node.attribute[0]);
  return multiple_of_lanes(node.extent.size());  // an output
}

Operand Lowering::value_of(NodeId root) const {
  const Node& node = graph_[root];
  const std::uint64_t first = static_cast<std::uint64_t>(node.attribute[0]);
  if (has_value_[root]) return value_[root];
  if (node.operation == Operation::action) return {Operand::Space::action, 0, first};
  if (node.operation == Operation::sample) return {Operand::Space::sample, 0, first};
  return {Operand::Space::direction, static_cast<std::uint32_t>(first),
          static_cast<std::uint64_t>(node.attribute[1])};
}

Lowering::Array Lowering::array(NodeId id, std::uint64_t reach) {
  const Extent extent = graph_.extent(id);
  const Alias alias = selection_.alias(id);
  if (fixed_(alias.root))
    return {
        {Operand::Space::constant, 0, constant_(alias.root) + alias.offset}, extent, true, true};
  Operand at = value_of(alias.root);
  // The elements lie apart, or the steps would read beyond the end.
  const bool unfit =
      side_ == Side::narrow ? !extent.scalar() : alias.offset + reach > readable(alias.root);
  if (!replicas_ && is_external(at) && unfit) {
    Array copy = temporary(graph_.extent(alias.root));
    range_[alias.root] = {copy.at.element, room(copy.size())};
    move({at, copy.extent, false, side_ == Side::elements}, copy, 1, false);
    layout_.steps.back().until = last_use_[alias.root];
    value_[alias.root] = at = copy.at;
    has_value_[alias.root] = 1;
  }
  at.element += alias.offset;
  return {at, extent, false, !is_external(at) || extent.scalar()};
}

Lowering::Array Lowering::temporary(Extent extent) {
  const Places::Range range = places_.take(room(extent.size()));
  return {{Operand::Space::place, 0, range.begin}, extent, false, true};
}

Lowering::Array Lowering::result(NodeId id, std::uint64_t reach) {
  const Extent extent = graph_.extent(id);
  const std::uint32_t output = output_of_[id];
  has_value_[id] = 1;
  if (home_[id].pack != no_node) return argument(id);
  // Both results of an instruction have rows at the same distance.
  const bool stays = position_ < staying_;  // and is copied in each run
  const bool alone = selection_.partner(id) == no_node || extent.scalar() || !replicas_;
  const bool fits = replicas_ || reach <= multiple_of_lanes(extent.size());
  if (output != no_output && alone && fits && !stays && side_ != Side::narrow) {
    value_[id] = {Operand::Space::output, output, 0};
    return {value_[id], extent, false, extent.scalar()};
  }
  const Places::Range range = places_.take(room(extent.size()));
  range_[id] = range;
  value_[id] = {Operand::Space::place, 0, range.begin};
  return {value_[id], extent, false, true};
}

// Outputs that were not computed where they belong.
void Lowering::copy_outputs() {
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    const Array from = array(outputs_[o]);
    if (from.at.space == Operand::Space::output && from.at.which == o) continue;
    const Extent extent = graph_.extent(outputs_[o]);
    const Array to{
        {Operand::Space::output, static_cast<std::uint32_t>(o), 0}, extent, false, extent.scalar()};
    if (side_ == Side::narrow)
      fill_rows(from, to);
    else
      move(from, to, 1, false);
  }
}

// ---- Steps ----

Step& Lowering::step(KernelName kernel, const Array& out) {
  Step& step = layout_.steps.emplace_back();
  step.kernel = kernel;
  step.out[0] = out.at;
  step.out_step = 1;
  return step;
}

void Lowering::input(Step& step, const Array& in, std::int64_t row, std::int64_t column,
                     std::int64_t term) {
  const std::size_t k = step.inputs++;
  step.in[k] = in.at;
  step.step[k][0] = row;
  step.step[k][1] = column;
  step.step[k][2] = term;
}

void Lowering::lower(NodeId id) {
  if (const auto pack = selection_.pack(id); !pack.empty()) return lower_pack(pack);
  switch (graph_[id].operation) {
    case Operation::sum:
      return selection_.is_scalar_product(id) ? lower_scalar_product(id) : lower_sum(id);
    case Operation::logsumexp:
      return lower_sum(id);
    case Operation::product:
      return lower_product(id);
    case Operation::transpose:
      return lower_transpose(id);
    case Operation::slice:
      return lower_slice(id);
    case Operation::gather:
      return lower_gather(id);
    case Operation::scatter:
      return lower_scatter(id);
    case Operation::assemble:
      return lower_assemble(id);
    default:
      if (selection_.two_operators(id)) return lower_two_operators(id);
      return inputs_of(graph_[id].operation) == 1 ? lower_unary(id) : lower_elementwise(id);
  }
}

}  // namespace firstmove::engine
