// The vector machine's results for a graph: the same bits in every batch, and as the plain
// evaluation has them.
#pragma once

#include "game/graph_plan.hpp"
#include "game/graph_taylor.hpp"
#include "support/graph_case.hpp"

namespace firstmove::test {

class MachineCheck {
 public:
  MachineCheck(GraphCase& one, Checked& checked) : case_(one), checked_(checked) {}

  void run() {
    const std::vector<fm_request> requests = some_requests();
    std::vector<const fm_request*> pointers;
    for (const fm_request& one : requests) pointers.push_back(&one);
    Samples none(case_.game.graph.samples());
    GraphPlan plan(case_.game, case_.offsets, none, pointers);
    const Quantities nodes = quantities(case_.game.graph, case_.game.costs, case_.offsets,
                                        {requests.data(), requests.size() - 1});
    for (const std::uint32_t rows : nodes.directions) {
      directions_.emplace_back();
      for (std::size_t r = 0; r < case_.points.size(); ++r)
        directions_.back().push_back(case_.vector_of(rows, r % 2 == 1));
    }
    const std::size_t count = case_.points.size();
    const auto batch = planned(plan, requests, 0, count, stride_for(count));
    for (std::size_t r = 0; r < count; ++r) {
      const auto alone = planned(plan, requests, r, 1, r % 2 == 0 ? 1 : FM_LANES)[0];
      for (std::size_t q = 0; q < requests.size(); ++q)
        if (bits_of(alone[q]) != bits_of(batch[r][q]))
          disagree("request " + std::to_string(q) + " depends on the batch");
    }
    compare_with_reference(nodes, batch[0]);
    if (!transposed(requests[3], batch[0][3], batch[0][4]))
      disagree("a block is not the transposed one");
  }

 private:
  using Values = GraphCase::Values;

  std::vector<fm_request> some_requests() {
    const std::uint32_t i = case_.player, j = case_.some_player(), k = case_.some_player(),
                        l = case_.some_player();
    const auto request = [i](std::int32_t quantity, std::uint32_t b = 0, std::uint32_t c = 0,
                             std::uint32_t d = 0) {
      return fm_request{sizeof(fm_request), quantity, i, b, c, d};
    };
    return {request(FM_COST),
            request(FM_GRADIENT, j),
            request(FM_HESSIAN_PRODUCT, j, k),
            request(FM_HESSIAN_BLOCK, j, k),
            request(FM_HESSIAN_BLOCK, k, j),
            request(FM_THIRD_PRODUCT, j, k, l),
            request(FM_TAYLOR, 2)};
  }

  std::size_t rows_of(const fm_request& r) const {
    switch (r.quantity) {
      case FM_COST:
        return 1;
      case FM_HESSIAN_BLOCK:
        return std::size_t{case_.dim(r.j)} * case_.dim(r.k);
      case FM_TAYLOR:
        return derivatives(case_.offsets.back(), r.j);
      default:
        return case_.dim(r.j);
    }
  }

  // The results of the requests for replicas first .. first + count - 1, by replica.
  std::vector<std::vector<Values>> planned(GraphPlan& plan, const std::vector<fm_request>& requests,
                                           std::size_t first, std::size_t count,
                                           std::size_t stride) const {
    const auto filled = [&](const std::vector<Values>& from) {
      BatchArray to(from[0].size(), stride);
      for (std::size_t r = 0; r < count; ++r)
        for (std::size_t c = 0; c < to.rows(); ++c) to.row(c)[r] = from[first + r][c];
      return to;
    };
    const BatchArray x = filled(case_.points);
    std::vector<BatchArray> vectors, results;
    std::vector<const double*> given;
    std::vector<double*> out;
    for (const auto& direction : directions_) vectors.push_back(filled(direction));
    for (const BatchArray& vector : vectors) given.push_back(vector.data());
    for (const fm_request& one : requests) results.emplace_back(rows_of(one), stride);
    for (BatchArray& result : results) out.push_back(result.data());
    const std::vector<std::uint32_t> replicates(count);
    const fm_batch batch = {
        sizeof(fm_batch), static_cast<std::uint32_t>(count), stride, 1, 0, replicates.data(),
        x.data()};
    plan.evaluate(batch, given.data(), out.data());
    std::vector<std::vector<Values>> values(count);
    for (std::size_t r = 0; r < count; ++r)
      for (const BatchArray& result : results) {
        values[r].emplace_back();
        for (std::size_t e = 0; e < result.rows(); ++e)
          values[r].back().push_back(result.row(e)[r]);
      }
    return values;
  }

  void compare_with_reference(const Quantities& nodes, const std::vector<Values>& results) {
    std::vector<Values> directions;
    for (const auto& direction : directions_) directions.push_back(direction[0]);
    std::vector<NodeId> outputs = nodes.outputs;
    outputs.push_back(taylor_node(case_.game, case_.offsets, case_.player, 2));
    for (std::size_t q = 0; q < outputs.size(); ++q) {
      if (outputs[q] == no_node) continue;
      checked_.bits += results[q].size();
      if (bits_of(reference(case_.game.graph, outputs[q], case_.points[0], directions)) !=
          bits_of(results[q]))
        disagree("request " + std::to_string(q) + " differs from the plain evaluation");
    }
  }

  // D_jk and D_kj as j x k and k x j.
  bool transposed(const fm_request& r, const Values& a, const Values& b) const {
    const std::size_t rows = case_.dim(r.j), columns = case_.dim(r.k);
    Values turned;
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t c = 0; c < columns; ++c) turned.push_back(b[c * rows + row]);
    return bits_of(a) == bits_of(turned);
  }

  GraphCase& case_;
  Checked& checked_;
  std::vector<std::vector<Values>> directions_;  // by direction and replica
};

}  // namespace firstmove::test
