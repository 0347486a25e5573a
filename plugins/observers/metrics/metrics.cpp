// Numbers along a run: the game's own metrics, costs, and the norms of the players' own gradients.
#include <firstmove/observer.hpp>
#include <firstmove/oracle.hpp>
#include <firstmove/rows.hpp>

namespace {

using namespace firstmove;

struct Metrics {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"metrics",
            "1.0.0",
            "records the game's own metrics, costs and gradient norms at the observed steps",
            "the firstmove authors",
            "MIT",
            "",
            {boolean("costs").otherwise("true").doc("f_i of each player, named cost-1, cost-2, .."),
             boolean("gradients")
                 .otherwise("true")
                 .doc("|D_i f_i| of each player, named gradient-norm-1, gradient-norm-2, .."),
             boolean("measures")
                 .otherwise("true")
                 .doc("the game's own metrics, under the game's names")}};
  }

  Metrics(const Values& values, const Experiment&)
      : costs(values.boolean("costs")),
        gradients(values.boolean("gradients")),
        measures(values.boolean("measures")) {}

  class Batch {
   public:
    Batch(const Metrics& wanted, const fm_watch& watch, const Recorder& recorder)
        : recorder_(recorder), oracle_(watch.oracle, {watch.dims, watch.players}) {
      for (std::uint32_t i = 0; i < watch.players; ++i) {
        const std::string number = std::to_string(i + 1);
        if (wanted.costs) add("cost-" + number, cost(i), 1);
        if (wanted.gradients) add("gradient-norm-" + number, gradient(i, i), watch.dims[i]);
      }
      for (std::uint32_t k = 0; wanted.measures && watch.metrics && k < watch.metrics->count; ++k)
        add(watch.metrics->names[k], metric(k), 1);
      plan_ = oracle_.prepare(requests_);
    }

    void observe(const fm_view& view) {
      if (results_.empty()) make_room(view.stride);
      oracle_.evaluate(plan_, view.x, {}, outputs_);
      for (std::size_t q = 0; q < requests_.size(); ++q)
        for (std::uint32_t r = 0; r < view.count; ++r)
          if (view.active[r]) recorder_.metric(r, view.step, names_[q].c_str(), value(q, r));
    }

   private:
    void add(std::string name, const fm_request& request, std::size_t rows) {
      names_.push_back(std::move(name));
      requests_.push_back(request);
      rows_.push_back(rows);
    }
    void make_room(std::size_t stride) {
      for (const std::size_t rows : rows_) results_.emplace_back(rows, stride);
      for (RowStore& result : results_) outputs_.push_back(result.rows().data());
    }
    // The norm of a gradient; other quantities are a single number.
    double value(std::size_t q, std::uint32_t r) {
      const Rows rows = results_[q].rows();
      if (requests_[q].quantity != FM_GRADIENT) return rows[0][r];
      double sum = 0;
      for (std::size_t c = 0; c < rows.size(); ++c) sum += rows[c][r] * rows[c][r];
      return std::sqrt(sum);
    }

    Recorder recorder_;
    Oracle oracle_;
    std::vector<std::string> names_;
    std::vector<fm_request> requests_;
    std::vector<std::size_t> rows_;
    Plan plan_;
    std::vector<RowStore> results_;
    std::vector<double*> outputs_;
  };

  bool costs, gradients, measures;
};

}  // namespace

FIRSTMOVE_OBSERVER(Metrics)
