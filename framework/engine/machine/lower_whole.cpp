// Steps for sums, products and moves of whole arrays.
#include <algorithm>

#include "machine/lowering.hpp"

namespace firstmove::engine {

// ---- Sums ----

// Also in the logarithmic form.
void Lowering::lower_sum(NodeId id) {
  const NodeId operand = graph_.input(id, 0);
  const Extent extent = graph_.extent(operand);
  const std::int64_t axis = graph_[id].attribute[0];
  const bool rows = axis == FM_SUM_ROWS;
  const bool along = !replicas_ && !rows;
  // Terms of the last row are read to the end of a vector.
  const Array in = array(operand, replicas_ ? extent.size()
                                  : rows ? extent.size() - extent.columns + round_up(extent.columns)
                                         : extent.size() + FM_LANES - 1);
  const Array out =
      result(id, along ? graph_.extent(id).size() : round_up(graph_.extent(id).size()));
  const bool logarithmic = graph_[id].operation == Operation::logsumexp;
  const KernelName plain = along ? KernelName::sum_along : KernelName::sum;
  const KernelName other = along ? KernelName::logsumexp_along : KernelName::logsumexp;
  Step& made = step(logarithmic ? other : plain, out);
  switch (axis) {
    case FM_SUM_ROWS:
      input(made, in, 1, 0, extent.columns);
      (replicas_ ? made.rows : made.count) = extent.columns;
      made.terms = extent.rows;
      break;
    case FM_SUM_COLUMNS:
      input(made, in, extent.columns, 0, 1);
      made.rows = extent.rows;
      made.terms = extent.columns;
      break;
    default:
      input(made, in, 0, 0, 1);
      made.terms = extent.size();
  }
}

void Lowering::lower_scalar_product(NodeId id) {
  const std::span<const NodeId> operands = selection_.operands(id);
  const std::uint64_t size = graph_.extent(operands[0]).size();
  const std::uint64_t reach = replicas_ ? size : size + FM_LANES - 1;
  Array first = array(operands[0], reach), second = array(operands[1], reach);
  if (second.constant) std::swap(first, second);
  const Array out = result(id);
  Step& made = step(!replicas_       ? KernelName::product_along
                    : first.constant ? KernelName::product_number
                                     : KernelName::product,
                    out);
  input(made, first, 0, 0, 1);
  input(made, second, 0, 0, 1);
  made.terms = size;
}

// ---- Products ----

void Lowering::lower_product(NodeId id) {
  const NodeId left = graph_.input(id, 0), right = graph_.input(id, 1);
  const std::int64_t flags = graph_[id].attribute[0];
  const Extent a = graph_.extent(left), b = graph_.extent(right), extent = graph_.extent(id);
  const std::uint64_t terms = flags & FM_TRANSPOSE_FIRST ? a.rows : a.columns;
  // Distances of the elements of a: from row to row of the result and from term to term; of b: from
  // column to column and from term to term. With one term both ways are the same.
  std::int64_t a_row = a.columns, a_term = 1, b_column = 1, b_term = b.columns;
  if ((flags & FM_TRANSPOSE_FIRST) != 0) std::swap(a_row, a_term);
  if ((flags & FM_TRANSPOSE_SECOND) != 0) std::swap(b_column, b_term);
  if (terms == 1) a_term = b_term = 1;

  if (replicas_) {
    Array first = array(left), second = array(right);
    const Array out = result(id);
    const bool number = first.constant || second.constant;
    Step& made = step(number ? KernelName::product_number : KernelName::product, out);
    made.rows = extent.rows;
    made.columns = extent.columns;
    made.terms = terms;
    if (second.constant) {
      input(made, second, 0, b_column, b_term);
      input(made, first, a_row, 0, a_term);
    } else {
      input(made, first, a_row, 0, a_term);
      input(made, second, 0, b_column, b_term);
    }
    return;
  }

  // Rows of a result that has several columns are faster with the columns in lanes, although b has
  // to be transposed for them.
  constexpr std::uint32_t many_rows = 16;
  const bool in_tiles = extent.rows >= many_rows && extent.columns >= FM_LANES / 2;
  const bool along = a_term == 1 && b_term == 1 && !in_tiles;
  if (along && (terms >= FM_LANES || (extent.columns == 1 && extent.rows == 1))) {
    const Array first = array(left, a.size() + FM_LANES - 1);
    const Array second = array(right, b.size() + FM_LANES - 1);
    const Array out = result(id);
    Step& made = step(KernelName::product_along, out);
    input(made, first, a_row, 0, 1);
    input(made, second, 0, b_column, 1);
    made.rows = extent.rows;
    made.columns = extent.columns;
    made.terms = terms;
    return;
  }
  if (extent.columns == 1 && (a_row == 1 || extent.rows == 1)) {
    // Elements of the result side by side along the rows of a
    const Array number = array(right), rows = array(left, a.size() + FM_LANES - 1);
    const Array out = result(id, round_up(extent.rows));
    Step& made = step(KernelName::product_number, out);
    input(made, number, 0, 0, b_term);
    input(made, rows, 0, 0, a_term);
    made.count = extent.rows;
    made.terms = terms;
    return;
  }
  // .. along the rows of b, which are columns of b^T
  Array rows = array(right, b.size() + FM_LANES - 1);
  Places::Range turned;
  if (b_column != 1) {
    const Array copy = temporary({b.columns, b.rows});
    turned = {copy.at.element, room(copy.size())};
    Step& made = step(KernelName::copy, copy);
    input(made, rows, 1, b.columns);
    made.rows = b.columns;
    made.columns = b.rows;
    rows = copy;
    b_term = b.rows;
  }
  const Array number = array(left);
  const Array out = result(id, extent.size() - extent.columns + round_up(extent.columns));
  Step& made = step(KernelName::product_number, out);
  made.out_step = extent.columns;
  input(made, number, a_row, 0, a_term);
  input(made, rows, 0, 0, b_term);
  made.rows = extent.rows;
  made.count = extent.columns;
  made.terms = terms;
  if (turned.size != 0) places_.give_back(turned);
}

// ---- Moves ----

void Lowering::zero(const Array& out) {
  Step& made = step(KernelName::zero, out);
  (is_row(out) ? made.count : made.rows) = out.size();
}

// Element i of `from` to element to_step * i of `to`.
void Lowering::move(const Array& from, const Array& to, std::int64_t to_step, bool add) {
  const bool spread = replicas_ && from.constant;
  Step& made = step(spread ? (add ? KernelName::add_spread : KernelName::spread)
                           : (add ? KernelName::add_copy : KernelName::copy),
                    to);
  made.out_step = to_step;
  input(made, from, 1);
  const bool row = !spread && is_row(from) && is_row(to) && to_step == 1;
  (row ? made.count : made.rows) = from.size();
}

// Each element to a row of the caller's array, in all lanes: what is beyond the replica is as its
// values are.
void Lowering::fill_rows(const Array& from, const Array& to) {
  Step& made = step(KernelName::spread, to);
  input(made, from, 1);
  made.count = FM_LANES;
  made.rows = from.size();
}

void Lowering::lower_transpose(NodeId id) {
  const Array in = array(graph_.input(id, 0));
  const Array out = result(id);
  Step& made = step(KernelName::copy, out);
  input(made, in, 1, in.extent.columns);
  made.rows = out.extent.rows;
  made.columns = out.extent.columns;
}

void Lowering::lower_slice(NodeId id) {
  Array in = array(graph_.input(id, 0));
  in.at.element += static_cast<std::uint64_t>(graph_[id].attribute[0]);
  const Array out = result(id);
  Step& made = step(KernelName::copy, out);
  input(made, in, graph_[id].attribute[1]);
  made.rows = out.size();
}

void Lowering::lower_gather(NodeId id) {
  const Array in = array(graph_.input(id, 0));
  const Array out = result(id);
  const std::span<const std::uint32_t> indices = graph_.indices(id);
  Step& made = step(KernelName::gather, out);
  input(made, in, 1);
  made.rows = out.size();
  made.indices = layout_.indices.size();
  layout_.indices.insert(layout_.indices.end(), indices.begin(), indices.end());
}

void Lowering::lower_scatter(NodeId id) {
  const Array in = array(graph_.input(id, 0));
  const Array out = result(id);
  const std::span<const std::uint32_t> indices = graph_.indices(id);
  zero(out);
  Step& made = step(KernelName::scatter, out);
  input(made, in, 1);
  made.rows = in.size();
  made.indices = layout_.indices.size();
  layout_.indices.insert(layout_.indices.end(), indices.begin(), indices.end());
}

void Lowering::lower_assemble(NodeId id) {
  const std::vector<Piece> pieces = graph_.pieces(id);
  std::vector<Array> in;
  for (const Piece& piece : pieces) in.push_back(array(piece.node));
  const Array out = result(id);
  // A piece no element of which meets an earlier one is copied, others are added.
  std::vector<std::uint8_t> taken(out.size()), add(pieces.size());
  std::size_t copied = 0;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const auto place = [&](std::size_t i) { return pieces[p].first + pieces[p].step * i; };
    for (std::size_t i = 0; i < in[p].size() && !add[p]; ++i) add[p] = taken[place(i)];
    for (std::size_t i = 0; i < in[p].size(); ++i) taken[place(i)] = 1;
    if (!add[p]) copied += in[p].size();
  }
  if (copied < out.size()) zero(out);
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    Array to = out;
    to.at.element += pieces[p].first;
    move(in[p], to, pieces[p].step, add[p] != 0);
  }
}

}  // namespace firstmove::engine
