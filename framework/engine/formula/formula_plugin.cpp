#include "formula/formula_plugin.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <limits>
#include <map>
#include <mutex>

#include "base/sha256.hpp"
#include "graph/export.hpp"

namespace firstmove::engine {
namespace {

// Of the meaning of formulas: a new one if the same formulas give other results.
constexpr const char* version = "1.0.0";

// A game and the texts that its descriptor points to.
struct Kept {
  FormulaGame game;
  std::string default_text;       // of formula_text, as TOML
  std::vector<std::string> docs;  // of parameters
  std::vector<fm_parameter> parameters;
  std::vector<const fm_parameter*> pointers;
  fm_descriptor descriptor{};
};

// The games of this process, by text and name.
struct Games {
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, Kept> kept;
};
Games& games() {
  static Games& all = *new Games;
  return all;
}

// The game of an instance; the name does not matter to it.
const FormulaGame* game_of(const std::string& text) {
  const std::lock_guard lock(games().mutex);
  const auto found = games().kept.lower_bound({text, ""});
  return found != games().kept.end() && found->first.first == text ? &found->second.game : nullptr;
}

class Instance {
 public:
  Instance(const FormulaGame& game, const fm_values& values)
      : Instance(game, costs_of(game, values)) {}
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const fm_shape& shape() const { return shape_; }
  const fm_graph& graph() const { return table_.get(); }

 private:
  Instance(const FormulaGame& game, const CostGraph& costs) : table_(costs.graph, costs.costs) {
    for (const FormulaNames::Player& player : game.names.players)
      dims_.push_back(static_cast<std::uint32_t>(player.size));
    for (const Coordinate& c : game.coordinates) {
      domains_.push_back(c.domain);
      lower_.push_back(c.start_lower);
      upper_.push_back(c.start_upper);
    }
    shape_ = {sizeof(fm_shape), static_cast<std::uint32_t>(dims_.size()),
              dims_.data(),     domains_.data(),
              lower_.data(),    upper_.data()};
  }

  static CostGraph costs_of(const FormulaGame& game, const fm_values& values) {
    FormulaNames names = game.names;
    for (FormulaNames::Parameter& parameter : names.parameters)
      for (std::uint32_t i = 0; i < values.count; ++i) {
        const fm_value& value = *values.values[i];
        if (parameter.name != value.name) continue;
        if (value.type == FM_TYPE_REALS)
          parameter.values.assign(value.reals, value.reals + value.length);
        else
          parameter.values = {value.real};
      }
    CostGraph costs;
    Meaning meaning(names, costs.graph, true);
    for (const Expression& cost : game.costs) costs.costs.push_back(meaning.cost(cost));
    return costs;
  }

  GraphTable table_;
  std::vector<std::uint32_t> dims_;
  std::vector<fm_domain> domains_;
  std::vector<double> lower_, upper_;
  fm_shape shape_{};
};

Instance& instance_of(fm_game_instance* game) { return *reinterpret_cast<Instance*>(game); }

fm_status create(const fm_host* host, const fm_values* values, fm_game_instance** out) {
  const FormulaGame* game = nullptr;
  for (std::uint32_t i = 0; i < values->count && !game; ++i)
    if (values->values[i]->name == std::string_view(formula_text))
      game = game_of(values->values[i]->string);
  try {
    if (!game) throw GraphError(fmt::format("'{}' names no game of formulas", formula_text));
    *out = reinterpret_cast<fm_game_instance*>(new Instance(*game, *values));
    return FM_OK;
  } catch (const std::exception& error) {
    host->message(host, FM_LEVEL_ERROR, error.what());
    return FM_INVALID;
  }
}

fm_status cannot_evaluate(auto...) { return FM_UNSUPPORTED; }

const void* extension(const fm_game_instance*, const char* id) {
  static constexpr fm_graph_source source = {
      sizeof(fm_graph_source), 0,
      [](fm_game_instance* game) { return &instance_of(game).graph(); }};
  return id == std::string_view(FM_GRAPH_EXTENSION) ? &source : nullptr;
}

constexpr fm_game table = {
    sizeof(fm_game),
    0,
    create,
    [](fm_game_instance* game) { delete &instance_of(game); },
    [](const fm_game_instance* game) { return &reinterpret_cast<const Instance*>(game)->shape(); },
    [](const fm_game_instance*, const fm_request*) -> std::uint32_t { return 0; },
    cannot_evaluate,
    [](fm_game_instance*, fm_game_plan*) {},
    cannot_evaluate,
    extension,
    1,
    0};

fm_parameter parameter_named(const char* name, std::int32_t type, const char* doc) {
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  return {sizeof(fm_parameter), type,      0, 1, name,   doc, nullptr,
          -unbounded,           unbounded, 0, 0, nullptr};
}

// `kept` stays where it is.
void describe(Kept& kept) {
  const FormulaGame& game = kept.game;
  const std::vector<FormulaNames::Parameter>& parameters = game.names.parameters;
  for (const FormulaNames::Parameter& p : parameters)
    kept.docs.push_back(p.shape.empty()
                            ? "a number in the formulas"
                            : fmt::format("{} {}", fmt::join(p.shape, " x "),
                                          p.shape.size() == 1 ? "numbers" : "numbers, by row"));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::size_t rank = parameters[i].shape.size();
    fm_parameter parameter = parameter_named(
        parameters[i].name.c_str(), rank == 0 ? FM_TYPE_REAL : FM_TYPE_REALS, kept.docs[i].c_str());
    parameter.rank = static_cast<std::uint32_t>(rank);
    kept.parameters.push_back(parameter);
  }
  kept.default_text = toml_text(toml::value<std::string>(game.text));
  fm_parameter text = parameter_named(formula_text, FM_TYPE_STRING, "the formulas of this game");
  text.required = 0;
  text.default_value = kept.default_text.c_str();
  kept.parameters.push_back(text);
  for (const fm_parameter& parameter : kept.parameters) kept.pointers.push_back(&parameter);
  kept.descriptor = {sizeof(fm_descriptor),
                     FM_KIND_GAME,
                     game.id.c_str(),
                     version,
                     game.summary.c_str(),
                     "the manifest's author",
                     "",
                     "",
                     static_cast<std::uint32_t>(kept.pointers.size()),
                     0,
                     kept.pointers.data(),
                     &table};
}

}  // namespace

FormulaPlugin formula_plugin(const FormulaGame& game) {
  const std::lock_guard lock(games().mutex);
  const auto [entry, is_new] = games().kept.try_emplace({game.text, game.id});
  Kept& kept = entry->second;
  if (is_new) {
    kept.game = game;
    describe(kept);
  }
  return {&kept.descriptor,
          sha256(fmt::format("formulas {}\n{}\n{}", version, game.id, game.text))};
}

}  // namespace firstmove::engine
