#include "game/teams.hpp"

#include <algorithm>

#include "game/batch_array.hpp"
#include "game/game.hpp"
#include "game/graph_game.hpp"
#include "game/oracle.hpp"
#include "graph/export.hpp"

namespace firstmove::engine {
namespace {

// One quantity of one member, and its place in the team's: row (a, b) of its `rows` x `columns` is
// added to row (row + a) * width + column + b of result `out`.
struct Part {
  fm_request request;
  std::size_t out, row, column, width, columns;
  // The vectors that it takes: the team's vector, and its first row there.
  struct Slice {
    std::size_t vector, row;
  };
  std::vector<Slice> vectors;
};

struct TeamPlan {
  fm_game_plan* native = nullptr;
  std::vector<Part> parts;
  std::vector<std::size_t> rows;    // of each result
  std::vector<BatchArray> results;  // of each part
};

class TeamGame {
 public:
  TeamGame(const fm_host* host, std::unique_ptr<Game> members, const Teams& teams)
      : host_(host), members_(std::move(members)), teams_(teams) {
    stochastic_.draws = members_->stochastic() ? 1 : 0;
    const Shape& base = members_->shape();
    for (const auto& team : teams_) {
      dims_.push_back(0);
      for (const std::uint32_t p : team) {
        within_.push_back(dims_.back());
        dims_.back() += base.dims[p];
      }
    }
    const bool starts = !base.start_lower.empty();
    shape_ = {sizeof(fm_shape),
              static_cast<std::uint32_t>(teams_.size()),
              dims_.data(),
              base.domains.data(),
              starts ? base.start_lower.data() : nullptr,
              starts ? base.start_upper.data() : nullptr};
  }

  const fm_shape* shape() const { return &shape_; }
  const fm_metrics* metrics() const { return members_->metrics(); }
  const fm_stochastic* stochastic() const { return &stochastic_; }
  // The graph of the teams' costs, if the members have one; else NULL.
  const fm_graph* graph() {
    const CostGraph* const members = graph_of(*members_);
    if (!members) return nullptr;
    if (graph_) return &graph_->get();
    Graph all = members->graph;
    std::vector<NodeId> costs;
    for (const auto& team : teams_) {
      costs.push_back(members->costs[team[0]]);
      for (const std::uint32_t m : std::span(team).subspan(1))
        costs.back() = all.apply(Operation::add, costs.back(), members->costs[m]);
    }
    graph_ = std::make_unique<GraphTable>(all, costs);
    return &graph_->get();
  }

  bool offers(const fm_request& request) const {
    const std::vector<Part> parts = parts_of(request, 0, 0);
    return !parts.empty() && std::all_of(parts.begin(), parts.end(), [this](const Part& part) {
      return members_->host().ask("offers", [&] {
        return members_->table().offers(members_->instance(), &part.request) != 0;
      });
    });
  }

  fm_game_plan* prepare(const fm_request* const* requests, std::uint32_t count) {
    auto plan = std::make_unique<TeamPlan>();
    std::size_t vectors = 0;
    for (std::uint32_t q = 0; q < count; ++q) {
      for (Part& part : parts_of(*requests[q], q, vectors)) plan->parts.push_back(std::move(part));
      plan->rows.push_back(rows_of(*requests[q]));
      vectors += vectors_of(*requests[q]);
    }
    std::vector<const fm_request*> pointers;
    for (const Part& part : plan->parts) pointers.push_back(&part.request);
    members_->host().call("prepare", "prepare the requested quantities", [&] {
      return members_->table().prepare(members_->instance(), pointers.data(),
                                       static_cast<std::uint32_t>(pointers.size()), &plan->native);
    });
    plans_.push_back(std::move(plan));
    return reinterpret_cast<fm_game_plan*>(plans_.back().get());
  }

  void release(fm_game_plan* plan) {
    const auto* const released = reinterpret_cast<TeamPlan*>(plan);
    members_->host().release(
        "release", [&] { members_->table().release(members_->instance(), released->native); });
    std::erase_if(plans_, [released](const auto& p) { return p.get() == released; });
  }

  void evaluate(fm_game_plan* opaque, const fm_batch& batch, const double* const* vectors,
                double* const* out) {
    TeamPlan& plan = *reinterpret_cast<TeamPlan*>(opaque);
    const std::size_t stride = batch.stride;
    std::vector<const double*> slices;
    std::vector<double*> results;
    for (std::size_t p = 0; p < plan.parts.size(); ++p) {
      if (plan.results.size() == p)
        plan.results.emplace_back(engine::rows_of(plan.parts[p].request, members_->shape()),
                                  stride);
      results.push_back(plan.results[p].data());
      for (const Part::Slice& slice : plan.parts[p].vectors)
        slices.push_back(vectors[slice.vector] + slice.row * stride);
    }
    members_->host().call("evaluate", "evaluate its costs", [&] {
      return members_->table().evaluate(members_->instance(), plan.native, &batch, slices.data(),
                                        results.data());
    });
    for (std::size_t q = 0; q < plan.rows.size(); ++q)
      std::fill_n(out[q], plan.rows[q] * stride, 0.0);
    for (std::size_t p = 0; p < plan.parts.size(); ++p) add(plan.parts[p], plan.results[p], out);
  }

  const fm_host* host() const { return host_; }

 private:
  // A quantity of a team as quantities of its members; none if there is no such quantity.
  std::vector<Part> parts_of(const fm_request& r, std::size_t out, std::size_t vector) const {
    std::vector<Part> parts;
    const std::size_t n = teams_.size();
    if (r.quantity == FM_METRIC) return {{r, out, 0, 0, 1, 1, {}}};
    const bool blocks = r.quantity != FM_COST && r.quantity != FM_TAYLOR;
    if (r.player >= n || (blocks && (r.j >= n || r.k >= n || r.l >= n))) return {};
    const bool second = r.quantity == FM_HESSIAN_PRODUCT || r.quantity == FM_HESSIAN_BLOCK ||
                        r.quantity == FM_THIRD_PRODUCT;
    const std::vector<std::uint32_t> none = {0};
    for (const std::uint32_t m : teams_[r.player])
      for (const std::uint32_t j : blocks ? teams_[r.j] : none)
        for (const std::uint32_t k : second ? teams_[r.k] : none)
          for (const std::uint32_t l : r.quantity == FM_THIRD_PRODUCT ? teams_[r.l] : none) {
            Part part{r, out, 0, 0, 1, 1, {}};
            part.request.player = m;
            if (blocks) {
              part.request.j = j;
              part.row = within_[j];
            }
            if (second) part.request.k = k;
            if (r.quantity == FM_THIRD_PRODUCT) part.request.l = l;
            if (r.quantity == FM_HESSIAN_BLOCK) {
              part.column = within_[k];
              part.width = dims_[r.k];
              part.columns = members_->shape().dims[k];
            }
            if (vectors_of(r) > 0) part.vectors.push_back({vector, within_[k]});
            if (vectors_of(r) > 1) part.vectors.push_back({vector + 1, within_[l]});
            parts.push_back(std::move(part));
          }
    return parts;
  }

  std::size_t rows_of(const fm_request& r) const {
    if (r.quantity == FM_COST || r.quantity == FM_METRIC || r.quantity == FM_TAYLOR)
      return engine::rows_of(r, members_->shape());
    return r.quantity == FM_HESSIAN_BLOCK ? dims_[r.j] * dims_[r.k] : dims_[r.j];
  }

  static void add(const Part& part, const BatchArray& result, double* const* out) {
    const std::size_t stride = result.stride();
    for (std::size_t c = 0; c < result.rows(); ++c) {
      const std::size_t row =
          (part.row + c / part.columns) * part.width + part.column + c % part.columns;
      double* const to = out[part.out] + row * stride;
      const double* const from = result.row(c);
      for (std::size_t lane = 0; lane < stride; ++lane) to[lane] += from[lane];
    }
  }

  const fm_host* host_;
  std::unique_ptr<Game> members_;
  Teams teams_;
  std::vector<std::uint32_t> dims_;  // of each team
  std::vector<std::size_t> within_;  // where each member's block begins in its team's
  fm_shape shape_{};
  fm_stochastic stochastic_ = {sizeof(fm_stochastic), 0};
  std::vector<std::unique_ptr<TeamPlan>> plans_;
  std::unique_ptr<GraphTable> graph_;
};

TeamGame& at(const fm_game_instance* game) {
  return *reinterpret_cast<TeamGame*>(const_cast<fm_game_instance*>(game));
}

// What the members' game throws becomes a status and a message, as for any game.
template <class Body>
fm_status guarded(const fm_game_instance* game, Body&& body) {
  try {
    body();
    return FM_OK;
  } catch (const PluginFailure& failure) {
    at(game).host()->message(at(game).host(), FM_LEVEL_ERROR, failure.what());
    return failure.status;
  }
}

}  // namespace

const fm_game& team_table() {
  static const fm_graph_source graph = {sizeof(fm_graph_source), 0,
                                        [](fm_game_instance* game) { return at(game).graph(); }};
  static const fm_game table = {
      sizeof(fm_game),
      0,
      nullptr,  // made by make_team_game
      [](fm_game_instance* game) { delete &at(game); },
      [](const fm_game_instance* game) { return at(game).shape(); },
      [](const fm_game_instance* game, const fm_request* request) -> std::uint32_t {
        return at(game).offers(*request);
      },
      [](fm_game_instance* game, const fm_request* const* requests, std::uint32_t count,
         fm_game_plan** out) {
        return guarded(game, [&] { *out = at(game).prepare(requests, count); });
      },
      [](fm_game_instance* game, fm_game_plan* plan) { at(game).release(plan); },
      [](fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
         const double* const* vectors, double* const* out) {
        return guarded(game, [&] { at(game).evaluate(plan, *batch, vectors, out); });
      },
      [](const fm_game_instance* game, const char* id) -> const void* {
        const std::string_view asked = id;
        if (asked == FM_STOCHASTIC_EXTENSION) return at(game).stochastic();
        if (asked == FM_GRAPH_EXTENSION) return &graph;
        return asked == FM_METRICS_EXTENSION ? at(game).metrics() : nullptr;
      },
      0,
      0};
  return table;
}

fm_game_instance* make_team_game(const fm_host* host, std::unique_ptr<Game> members,
                                 const Teams& teams) {
  return reinterpret_cast<fm_game_instance*>(new TeamGame(host, std::move(members), teams));
}

}  // namespace firstmove::engine
