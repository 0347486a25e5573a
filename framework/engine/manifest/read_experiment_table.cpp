#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <set>

#include "manifest/read_specs.hpp"
#include "manifest/reading.hpp"

namespace firstmove::engine {
namespace {

void read_start_or_default(Reading& reading, KeyReader& in) {
  const Shape& shape = *reading.shape;
  if (const toml::node* node = in.node_at("start")) {
    if (auto start = read_start(*node, shape, in)) reading.spec.start = std::move(*start);
  } else if (shape.start_lower.empty()) {
    in.mistake("[experiment] needs 'start': the game names no box to start in");
  } else {
    reading.spec.start = UniformStart{shape.start_lower, shape.start_upper};
  }
}

void read_seed_list(Reading& reading, const toml::array& list, KeyReader& in) {
  const ManifestKey& number_key = manifest_table("experiment.seeds").at("number");
  std::set<std::int64_t> numbers;
  for (const toml::node& element : list) {
    const auto* number = element.as_integer();
    if (!number || !number_key.accepts(static_cast<double>(number->get())) ||
        !numbers.insert(number->get()).second)
      return in.mistake(element, fmt::format("seeds must be distinct integers {}, and {} is not",
                                             bounds_text(number_key), shown(element)));
    reading.spec.replicates.push_back(static_cast<std::uint32_t>(number->get()));
  }
  if (list.empty()) in.mistake(list, "seeds must not be an empty list");
}

void read_seeds(Reading& reading, KeyReader& in) {
  const ManifestKey& key = in.keys().at("seeds");
  auto& replicates = reading.spec.replicates;
  std::uint64_t points = 0;
  if (const auto* grid = std::get_if<GridStart>(&reading.spec.start)) {
    points = 1;
    for (const std::uint32_t axis : grid->points)
      if (!key.accepts(static_cast<double>(points *= axis)))
        return in.mistake(*in.raw().get("start"),
                          fmt::format("the grid of starts may have at most {} points",
                                      static_cast<std::int64_t>(key.maximum)));
  }
  const toml::node* node = in.find("seeds");
  if (!node) {
    // A grid sets the number of replicates, even if it could not be read because the game is
    // missing.
    if (in.needs("seeds")) in.mistake("[experiment] needs 'seeds': how many replicates, or a list");
    for (std::uint64_t r = 0; r < points; ++r) replicates.push_back(static_cast<std::uint32_t>(r));
    return;
  }
  if (const auto* list = node->as_array()) {
    const std::size_t before = reading.mistakes.size();
    read_seed_list(reading, *list, in);
    if (reading.mistakes.size() != before) return;
  } else if (const auto count = in.integer_at("seeds")) {
    for (std::int64_t r = 0; r < *count; ++r) replicates.push_back(static_cast<std::uint32_t>(r));
  }
  if (points != 0 && !replicates.empty() && replicates.size() != points)
    in.mistake(*node, fmt::format("seeds and the grid of starts disagree: {} seeds, {} points; "
                                  "leave seeds out",
                                  replicates.size(), points));
}

void read_stop(Reading& reading, KeyReader& in) {
  const toml::table* table = in.table_at("stop");
  if (!table) return;
  KeyReader stop(*table, manifest_table("experiment.stop"), reading.mistakes);
  if (const auto norm = stop.number_at("update_norm")) reading.spec.stop.update_norm = *norm;
  stop.refuse_unknown_keys();
}

void read_budget(Reading& reading, KeyReader& in) {
  const toml::table* table = in.table_at("budget");
  const toml::table none;
  KeyReader budget(table ? *table : none, manifest_table("experiment.budget"), reading.mistakes);
  BudgetSpec& spec = reading.spec.budget;
  spec.products = static_cast<std::uint64_t>(budget.integer_at("products").value_or(0));
  spec.seconds = budget.number_at("seconds").value_or(0);
  spec.call = budget.number_at("call").value_or(spec.call);
  budget.refuse_unknown_keys();
}

void read_outcome(Reading& reading, KeyReader& in) {
  const toml::table* table = in.table_at("outcome");
  const toml::table none;
  KeyReader outcome(table ? *table : none, manifest_table("experiment.outcome"), reading.mistakes);
  OutcomeTests& tests = reading.spec.outcome;
  tests.tolerance = outcome.number_at("tolerance").value_or(tests.tolerance);
  tests.bound = outcome.number_at("bound").value_or(tests.bound);
  outcome.refuse_unknown_keys();
}

void read_order(Reading& reading, KeyReader& in) {
  if (!reading.shape) return;
  const std::uint32_t n = reading.shape->players();
  for (std::uint32_t p = 0; p < n; ++p) reading.spec.place.push_back(p);
  const toml::array* order = in.list_at("order");
  if (!order) return;
  std::vector<std::uint32_t> place(n, n);
  std::uint32_t next = 0;
  for (const toml::node& element : *order)
    if (const auto player = element.value<std::int64_t>();
        element.is_integer() && *player >= 1 && *player <= n && place[*player - 1] == n)
      place[*player - 1] = next++;
  if (next != n || order->size() != n)
    return in.mistake(*order, fmt::format("order must list each of the players 1 to {} once, and "
                                          "is {}",
                                          n, shown(*order)));
  reading.spec.place = place;
}

}  // namespace

void read_experiment_table(Reading& reading, const toml::table& table) {
  KeyReader in(table, manifest_table("experiment"), reading.mistakes);
  ExperimentSpec& spec = reading.spec;
  spec.name = in.text_at("name").value_or("");
  spec.steps = static_cast<std::uint64_t>(in.integer_at("steps").value_or(1));
  spec.seed = static_cast<std::uint64_t>(in.integer_at("seed").value_or(0));
  spec.warnings = in.boolean_at("warnings").value_or(true);
  spec.batch = static_cast<std::uint32_t>(in.integer_at("batch").value_or(0));
  if (reading.shape) read_start_or_default(reading, in);
  read_seeds(reading, in);
  read_stop(reading, in);
  read_budget(reading, in);
  read_outcome(reading, in);
  spec.skip_refused = in.choice_at("refused") == "skip";
  read_order(reading, in);
  in.refuse_unknown_keys();
}

}  // namespace firstmove::engine
