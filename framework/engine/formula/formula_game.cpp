#include "formula/formula_game.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/file_names.hpp"
#include "formula/domains.hpp"
#include "formula/meaning.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t longest = 10'000;  // characters of a formula

// The place of a character of a formula: exact if the string is on one line without escapes.
std::string place_in(const toml::node& text, std::size_t position) {
  const toml::source_region& source = text.source();
  const std::size_t length = text.as_string()->get().size();
  const bool plain = source.path && !source.path->starts_with("--set") &&
                     source.begin.line == source.end.line &&
                     source.end.column - source.begin.column == length + 2;
  if (!plain) return where(text);
  toml::source_region at = source;
  at.begin.column += static_cast<toml::source_index>(position + 1);
  return where(at);
}

class Reader {
 public:
  explicit Reader(TableReader& in) : in_(in) {}

  std::optional<FormulaGame> read() {
    const std::size_t before = in_.mistakes().size();
    const toml::node* cost = in_.need("cost");
    read_players(in_.need("players"));
    read_parameters();
    read_random_inputs();
    read_definitions();
    FormulaGame game;
    game.id = read_name();
    const toml::node *domain = in_.find("domain"), *box = in_.find("box");
    if (in_.mistakes().size() == before)
      game.coordinates = read_domains(in_, names_.players, domain, box);
    const std::vector<const toml::node*> formulas = read_costs(cost);
    if (in_.mistakes().size() != before) return std::nullopt;
    Graph graph;
    Meaning meaning(names_, graph, false);
    for (std::size_t i = 0; i < formulas.size(); ++i) {
      const std::string& formula = formulas[i]->as_string()->get();
      game.costs.push_back(parse_formula(formula));
      understand(meaning, game.costs.back(), *formulas[i], i);
      game.summary += fmt::format("{}f_{} = {}", i == 0 ? "" : "; ", i + 1, formula);
    }
    if (in_.mistakes().size() != before) return std::nullopt;
    if (game.summary.size() > 200) game.summary = game.summary.substr(0, 198) + "..";
    game.text = text();
    game.names = std::move(names_);
    return game;
  }

 private:
  void read_players(const toml::node* node) {
    const toml::array* list = in_.array(
        node, "a table of players and their numbers of coordinates, like { x = 1, y = 2 }");
    if (!list) return;
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (!table || table->size() != 1) {
        in_.mistake(element, "each player is a name and a number of coordinates, like { x = 1 }");
        continue;
      }
      const auto only = table->begin();
      const auto& [key, size] = *only;
      const std::string name(key.str());
      take_name(size, name, "player");
      const auto count = size.value_exact<std::int64_t>();
      if (!count || *count < 1 || *count > 100'000)
        in_.mistake(size, fmt::format("the number of coordinates of player '{}' must be an "
                                      "integer from 1 to 100000, not {}",
                                      name, shown(size)));
      names_.players.push_back(
          {name, count ? static_cast<std::size_t>(std::max<std::int64_t>(*count, 1)) : 1});
    }
    if (list->empty()) in_.mistake(*node, "there must be at least one player");
  }

  // Everything that determines the game but the values of parameters.
  std::string text() const {
    toml::table keys;
    for (const char* const key : {"cost", "players", "let", "random", "domain", "box"})
      if (const toml::node* value = in_.raw().get(key)) keys.insert(key, *value);
    toml::table params;
    for (const FormulaNames::Parameter& parameter : names_.parameters) {
      toml::array shape;
      for (const std::size_t n : parameter.shape) shape.push_back(static_cast<std::int64_t>(n));
      params.insert(parameter.name, std::move(shape));
    }
    keys.insert("params", std::move(params));
    return toml_text(keys);
  }

  // Only the shapes of the parameters; their values are passed to the plugin as to any plugin.
  void read_parameters() {
    const toml::table* params = in_.table(in_.find("params"));
    if (!params) return;
    for (const auto& [key, value] : *params) {
      const std::string name(key.str());
      take_name(value, name, "parameter");
      std::vector<std::size_t> shape;
      const toml::node* inner = &value;
      while (const toml::array* list = inner->as_array()) {
        shape.push_back(list->size());
        if (list->empty()) break;
        inner = list->get(0);
      }
      if (!as_real(*inner) || shape.size() > 2)
        in_.mistake(value,
                    fmt::format("parameter '{}' of formulas must be a number, a list of numbers or "
                                "a list of rows, not {}: {}",
                                name, type_of(value), shown(value)));
      names_.parameters.push_back({name, shape});
    }
  }

  // A table's keys are in alphabetical order.
  void read_random_inputs() {
    const toml::table* inputs = in_.table(in_.find("random"));
    if (!inputs) return;
    for (const auto& [key, value] : *inputs) {
      const std::string name(key.str()), what = fmt::format("'{}' in random", name);
      take_name(value, name, "random input");
      if (!parse(value, what)) continue;
      try {
        names_.random_inputs.push_back(
            read_random_input(name, value.as_string()->get(), names_.parameters));
      } catch (const FormulaError& error) {
        mistake(value, what, error);
      }
    }
  }

  void read_definitions() {
    const toml::table* definitions = in_.table(in_.find("let"));
    if (!definitions) return;
    for (const auto& [key, value] : *definitions) {
      const std::string name(key.str());
      take_name(value, name, "definition");
      if (const auto formula = parse(value, fmt::format("'{}' in let", name))) {
        names_.definitions.emplace(name, *formula);
        definitions_[name] = &value;
      }
    }
  }

  void take_name(const toml::node& node, const std::string& name, const char* what) {
    if (!is_formula_name(name))
      in_.mistake(node, fmt::format("{} '{}': a name in formulas must consist of letters, digits "
                                    "and '_', and must not begin with a digit",
                                    what, name));
    else if (is_reserved(name) || name == "circle")
      in_.mistake(node,
                  fmt::format("'{}' is a reserved name; give the {} another name", name, what));
    else if (!taken_.insert(name).second)
      in_.mistake(node, fmt::format("the name '{}' is used twice", name));
  }

  std::string read_name() {
    const toml::node* node = in_.find("name");
    const std::string name = in_.text(node).value_or("formulas");
    if (name.empty() || name.size() > most_name ||
        !std::all_of(name.begin(), name.end(), [](unsigned char c) {
          return std::islower(c) || std::isdigit(c) || c == '-';
        }))
      in_.mistake(*node,
                  fmt::format("the name of the game must consist of at most {} lower-case letters, "
                              "digits and '-', but is '{}'",
                              most_name, name));
    return name;
  }

  std::vector<const toml::node*> read_costs(const toml::node* node) {
    std::vector<const toml::node*> formulas;
    const toml::array* list = in_.array(node, "a list of formulas, one for each player");
    if (!list) return formulas;
    for (const toml::node& element : *list) {
      if (parse(element, fmt::format("the cost of player {}", formulas.size() + 1)))
        formulas.push_back(&element);
    }
    if (!names_.players.empty() && list->size() != names_.players.size())
      in_.mistake(*node, fmt::format("expected one cost for each player ({}), but found {}",
                                     names_.players.size(), list->size()));
    return formulas;
  }

  std::optional<Expression> parse(const toml::node& node, const std::string& what) {
    const auto* text = node.as_string();
    if (!text) {
      in_.mistake(node, fmt::format("{} must be a formula in quotes, not {}: {}", what,
                                    type_of(node), shown(node)));
      return std::nullopt;
    }
    if (text->get().size() > longest) {
      in_.mistake(node,
                  fmt::format("{} has more than {} characters; use 'let' and sums", what, longest));
      return std::nullopt;
    }
    try {
      return parse_formula(text->get());
    } catch (const FormulaError& error) {
      mistake(node, what, error);
      return std::nullopt;
    }
  }

  void understand(Meaning& meaning, const Expression& cost, const toml::node& node,
                  std::size_t player) {
    try {
      meaning.cost(cost);
    } catch (const DefinitionError& error) {
      if (said_.insert(error.name).second)
        mistake(*definitions_.at(error.name), fmt::format("'{}' in let", error.name), error);
    } catch (const FormulaError& error) {
      mistake(node, fmt::format("the cost of player {}", player + 1), error);
    }
  }

  void mistake(const toml::node& node, const std::string& what, const FormulaError& error) {
    in_.mistakes().push_back(
        {place_in(node, error.position), fmt::format("{}: {}", what, error.what())});
  }

  TableReader& in_;
  FormulaNames names_;
  std::map<std::string, const toml::node*> definitions_;
  std::set<std::string> taken_, said_;
};

}  // namespace

void list_formula_players(toml::table& game) {
  toml::table* players = game.get_as<toml::table>("players");
  if (!players) return;
  std::vector<toml::table::iterator> order;
  for (auto entry = players->begin(); entry != players->end(); ++entry) order.push_back(entry);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    const toml::source_position &x = a->second.source().begin, &y = b->second.source().begin;
    return std::pair(x.line, x.column) < std::pair(y.line, y.column);
  });
  toml::array list;
  for (const auto& entry : order) {
    toml::table one;
    one.insert(entry->first, std::move(entry->second));
    list.push_back(std::move(one));
  }
  game.insert_or_assign("players", std::move(list));
}

std::optional<FormulaGame> read_formula_game(TableReader& in) { return Reader(in).read(); }

}  // namespace firstmove::engine
