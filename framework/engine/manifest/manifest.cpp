#include "manifest/manifest.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/toml_reader.hpp"
#include "formula/formula_game.hpp"
#include "game/game.hpp"
#include "manifest/include.hpp"
#include "manifest/origin.hpp"
#include "manifest/overrides.hpp"
#include "manifest/read_claims.hpp"
#include "manifest/read_game.hpp"
#include "manifest/read_specs.hpp"
#include "manifest/resolve.hpp"
#include "manifest/sweep.hpp"

namespace firstmove::engine {
namespace {

// Reads one experiment, a sweep's values put in already. What it returns is only of use if no
// mistake was added.
class ExperimentReader {
 public:
  ExperimentReader(const toml::table& manifest, const Catalog& catalog,
                   std::vector<Mistake>& mistakes)
      : root_(manifest, "the manifest", mistakes), catalog_(catalog), mistakes_(mistakes) {}

  ExperimentSpec read() {
    const toml::node* experiment = root_.need("experiment");
    const toml::node* game = root_.need("game");
    // How long plugins may take is needed before the first of them is called.
    const auto call = root_.raw()["experiment"]["budget"]["call"].value<double>();
    if (call && *call > 0) spec_.budget.call = *call;
    if (const toml::table* table = root_.table(game)) read_game(*table);
    if (const toml::table* table = root_.table(experiment)) read_experiment(*table);
    read_learners();
    read_observers();
    if (const toml::array* list =
            root_.array(root_.find("claim"), "a list of tables, written [[claim]]"))
      if (shape_) spec_.claims = read_claims(*list, *shape_, spec_, mistakes_);
    for (const char* key : {"sweep", "include", "without"}) root_.find(key);  // read elsewhere
    root_.refuse_unknown_keys();
    return std::move(spec_);
  }

 private:
  void add(const toml::node& node, const std::string& what) {
    mistakes_.push_back({where(node), what});
  }

  // The plugin that `node` names. A library that cannot be used is a mistake, unless there is a
  // `refusal` to be filled and the manifest skips what it is about.
  std::optional<Plugin> find_plugin(TableReader& in, const toml::node* node, std::int32_t kind,
                                    std::string* refusal = nullptr) {
    const auto id = in.text(node);
    if (!id) return std::nullopt;
    try {
      return catalog_.find(kind, *id, std::min(load_limit, spec_.budget.call));
    } catch (const BrokenLibrary& broken) {
      if (!refusal || !spec_.skip_refused) {
        in.mistake(*node, broken.what());
        return std::nullopt;
      }
      *refusal = broken.what();
      return absent_plugin(kind, *id, broken.file);
    } catch (const PluginError& error) {
      in.mistake(*node, error.what());
      return std::nullopt;
    }
  }
  // `filled` are parameters that nobody writes under params.
  Parameters read_params(TableReader& in, const Plugin& plugin, toml::table filled = {}) {
    const toml::node* node = in.find("params");
    const toml::table* given = in.table(node);
    for (const auto& [key, value] : filled)
      if (given && given->contains(key))
        in.mistake(*given->get(key), fmt::format("'{}' comes from the source", key.str()));
    if (!filled.empty()) {
      for (const auto& [key, value] : given ? *given : toml::table()) filled.insert(key, value);
      given = &filled;
    }
    const std::size_t before = mistakes_.size();
    Parameters params(
        *plugin.descriptor, given,
        fmt::format("{} '{}'", kind_name(plugin.descriptor->kind), plugin.descriptor->id),
        mistakes_);
    // What is missing altogether is missing from the table that should hold it.
    for (std::size_t i = before; i < mistakes_.size(); ++i)
      if (mistakes_[i].where.empty()) mistakes_[i].where = where(in.raw());
    return params;
  }

  Parameters unread_params(TableReader& in) {
    const toml::table* given = in.table(in.find("params"));
    return given ? Parameters(*given) : Parameters();
  }

  void read_game(const toml::table& table) {
    TableReader in(table, "[game]", mistakes_);
    toml::table filled;
    const double limit = std::min(load_limit, spec_.budget.call);
    if (const auto game = read_game_plugin(in, catalog_, limit, filled)) {
      const std::size_t before = mistakes_.size();
      spec_.game = *game;
      if (game->refusal.empty())
        spec_.game.params = read_params(in, game->plugin, std::move(filled));
      const toml::node *params = in.find("params"), *teams = in.find("teams"),
                       *name = table.get(table.contains("source") ? "source" : "plugin");
      try {
        if (!game->refusal.empty()) throw PluginFailure(FM_FAILED, game->refusal);
        if (mistakes_.size() == before) shape_ = shape_of(spec_.game, spec_.budget.call);
        if (teams && shape_) read_teams(*teams, in);
      } catch (const PluginFailure& failure) {
        spec_.game.refusal = failure.what();
        if (skips_games()) return;
        const toml::node& place = params && game->refusal.empty() ? *params : name ? *name : table;
        add(place, game->refusal.empty() ? fmt::format("game '{}' refuses its parameters: {}",
                                                       game->plugin.descriptor->id, failure.what())
                                         : game->refusal);
      }
    } else {
      in.find("params");
      in.find("teams");
    }
    in.refuse_unknown_keys();
  }

  // Whether games that cannot be played are skipped. How players are paired up in cross-play is not
  // known without them.
  bool skips_games() const {
    return root_.raw()["experiment"]["refused"] == "skip" && !root_.raw().contains("cross_play");
  }

  // Lists of players that put together are 1, 2, .., n: a team's block is one piece of the joint
  // action.
  void read_teams(const toml::node& node, TableReader& in) {
    Teams teams;
    std::uint32_t next = 1;
    bool sound = node.is_array();
    for (const toml::node& team : sound ? *node.as_array() : toml::array()) {
      sound = sound && team.is_array() && !team.as_array()->empty();
      if (!sound) break;
      teams.emplace_back();
      for (const toml::node& player : *team.as_array()) {
        sound = sound && player.is_integer() && player.value<std::int64_t>() == next;
        teams.back().push_back(next++ - 1);
      }
    }
    if (!sound || next != shape_->players() + 1)
      return in.mistake(
          node,
          fmt::format("teams must list the players 1 to {} in their order, like [[1, 2], [3]], "
                      "and is {}",
                      shape_->players(), shown(node)));
    spec_.game.teams = std::move(teams);
    shape_ = shape_of(spec_.game, spec_.budget.call);
  }

  void read_experiment(const toml::table& table) {
    TableReader in(table, "[experiment]", mistakes_);
    const toml::node* name = in.need("name");
    if (const auto text = in.text(name)) {
      const bool sound = !text->empty() && text->front() != '.' &&
                         std::all_of(text->begin(), text->end(), [](unsigned char c) {
                           return std::isalnum(c) || c == '-' || c == '_' || c == '.';
                         });
      if (!sound)
        in.mistake(*name,
                   fmt::format("name '{}' must be made of letters, digits, '-', '_' and '.'; "
                               "it names a folder",
                               *text));
      spec_.name = *text;
    }
    spec_.steps = static_cast<std::uint64_t>(in.integer(in.need("steps"), 1).value_or(1));
    spec_.seed = static_cast<std::uint64_t>(in.integer(in.find("seed"), 0).value_or(0));
    spec_.warnings = in.boolean(in.find("warnings")).value_or(true);
    const auto batch = in.integer(in.find("batch"), 1);
    if (batch && *batch > 65536) in.mistake(*table.get("batch"), "batch must be at most 65536");
    spec_.batch = static_cast<std::uint32_t>(std::min<std::int64_t>(batch.value_or(0), 65536));
    const toml::node* start = in.find("start");
    if (shape_) read_start_or_default(in, start);
    read_seeds(in, in.find("seeds"));
    read_stop(in, in.find("stop"));
    read_budget(in, in.find("budget"));
    read_outcome(in, in.find("outcome"));
    read_refused(in, in.find("refused"));
    read_order(in, in.find("order"));
    in.refuse_unknown_keys();
  }

  void read_start_or_default(TableReader& in, const toml::node* node) {
    if (node) {
      if (auto start = read_start(*node, *shape_, in)) spec_.start = std::move(*start);
    } else if (shape_->start_lower.empty()) {
      in.mistake("[experiment] needs 'start': the game names no box to start in");
    } else {
      spec_.start = UniformStart{shape_->start_lower, shape_->start_upper};
    }
  }

  void read_seeds(TableReader& in, const toml::node* node) {
    constexpr std::int64_t most = 100'000'000;
    const toml::node* start = in.raw().get("start");
    std::uint64_t points = 0;
    if (const auto* grid = std::get_if<GridStart>(&spec_.start)) {
      points = 1;
      for (const std::uint32_t axis : grid->points)
        if ((points *= axis) > most)
          return in.mistake(*start,
                            fmt::format("the grid of starts may have at most {} points", most));
    }
    std::set<std::int64_t> numbers;
    if (!node) {
      // A grid says how many, even one that could not be read for want of a game.
      const toml::table* table = start ? start->as_table() : nullptr;
      if (!table || !table->contains("grid"))
        in.mistake("[experiment] needs 'seeds': how many replicates, or a list");
      for (std::uint64_t r = 0; r < points; ++r)
        spec_.replicates.push_back(static_cast<std::uint32_t>(r));
      return;
    }
    if (const auto* list = node->as_array()) {
      for (const toml::node& element : *list) {
        const auto* number = element.as_integer();
        if (!number || number->get() < 0 || number->get() > UINT32_MAX ||
            !numbers.insert(number->get()).second)
          return in.mistake(element,
                            fmt::format("seeds must be distinct integers from 0 to {}, and "
                                        "{} is not",
                                        UINT32_MAX, shown(element)));
        spec_.replicates.push_back(static_cast<std::uint32_t>(number->get()));
      }
      if (list->empty()) in.mistake(*node, "seeds must not be an empty list");
    } else if (const auto count = in.integer(node, 1)) {
      if (*count > most) return in.mistake(*node, fmt::format("seeds must be at most {}", most));
      for (std::int64_t r = 0; r < *count; ++r)
        spec_.replicates.push_back(static_cast<std::uint32_t>(r));
    }
    if (points != 0 && !spec_.replicates.empty() && spec_.replicates.size() != points)
      in.mistake(*node,
                 fmt::format("seeds and the grid of starts disagree: {} seeds, {} points; leave "
                             "seeds out",
                             spec_.replicates.size(), points));
  }

  void read_stop(TableReader& in, const toml::node* node) {
    const toml::table* table = in.table(node);
    if (!table) return;
    TableReader stop(*table, "'stop'", mistakes_);
    const toml::node* norm = stop.need("update_norm");
    if (const auto value = stop.real(norm)) {
      if (*value < 0)
        stop.mistake(*norm, fmt::format("update_norm must be at least 0, and is {}", *value));
      spec_.stop.update_norm = *value;
    }
    stop.refuse_unknown_keys();
  }

  void read_budget(TableReader& in, const toml::node* node) {
    const toml::table* table = in.table(node);
    if (!table) return;
    TableReader budget(*table, "'budget'", mistakes_);
    spec_.budget.products =
        static_cast<std::uint64_t>(budget.integer(budget.find("products"), 1).value_or(0));
    spec_.budget.seconds = above_zero(budget, "seconds").value_or(0);
    spec_.budget.call = above_zero(budget, "call").value_or(spec_.budget.call);
    budget.refuse_unknown_keys();
  }

  void read_outcome(TableReader& in, const toml::node* node) {
    const toml::table* table = in.table(node);
    if (!table) return;
    TableReader outcome(*table, "'outcome'", mistakes_);
    if (const auto tolerance = above_zero(outcome, "tolerance"))
      spec_.outcome.tolerance = *tolerance;
    if (const auto bound = above_zero(outcome, "bound")) spec_.outcome.bound = *bound;
    outcome.refuse_unknown_keys();
  }

  std::optional<double> above_zero(TableReader& in, const char* key) {
    const toml::node* node = in.find(key);
    const auto value = in.real(node);
    if (value && !(*value > 0))
      in.mistake(*node, fmt::format("{} must be above 0, and is {}", key, *value));
    return value;
  }

  void read_refused(TableReader& in, const toml::node* node) {
    const auto text = in.text(node);
    if (text && *text != "error" && *text != "skip")
      in.mistake(*node,
                 fmt::format("refused must be 'error' or 'skip', and is '{}'{}", *text,
                             did_you_mean(*text, std::vector<std::string>{"error", "skip"})));
    spec_.skip_refused = text == "skip";
  }

  void read_order(TableReader& in, const toml::node* node) {
    if (!shape_) return;
    const std::uint32_t n = shape_->players();
    for (std::uint32_t p = 0; p < n; ++p) spec_.place.push_back(p);
    const toml::array* order = in.array(node);
    if (!order) return;
    std::vector<std::uint32_t> place(n, n);
    std::uint32_t next = 0;
    for (const toml::node& element : *order)
      if (const auto player = element.value<std::int64_t>();
          element.is_integer() && *player >= 1 && *player <= n && place[*player - 1] == n)
        place[*player - 1] = next++;
    if (next != n || order->size() != n)
      return in.mistake(
          *node, fmt::format("order must list each of the players 1 to {} once, and is {}", n,
                             shown(*node)));
    spec_.place = place;
  }

  void read_learners() {
    const toml::node* pairings = root_.find("cross_play");
    const toml::node* node = pairings ? root_.find("learner") : root_.need("learner");
    std::set<std::string> names;
    if (const toml::array* list = root_.array(node, "a list of tables, written [[learner]]"))
      read_learners(*node, *list, names);
    if (const toml::array* list = root_.array(pairings, "a list of tables, written [[cross_play]]"))
      read_cross_play(*pairings, *list, names);
  }

  void read_learners(const toml::node& node, const toml::array& learners,
                     std::set<std::string>& names) {
    const toml::array* const list = &learners;
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (!table) {
        add(element, "each learner must be a table, written [[learner]]");
        continue;
      }
      TableReader in(*table, "[[learner]]", mistakes_);
      LearnerSpec learner;
      const toml::node* name = in.need("name");
      if (const auto text = in.text(name)) {
        learner.name = *text;
        if (text->empty()) in.mistake(*name, "a learner's name must not be empty");
        if (!names.insert(*text).second)
          in.mistake(*name, fmt::format("two learners are named '{}'", *text));
      }
      read_players(in, learner);
      in.refuse_unknown_keys();
      spec_.learners.push_back(std::move(learner));
    }
    if (list->empty()) add(node, "there must be at least one [[learner]]");
  }

  // Every entry in every player's place against every other, itself included, as a learner each.
  void read_cross_play(const toml::node& node, const toml::array& list,
                       std::set<std::string>& names) {
    const std::size_t before = mistakes_.size();
    for (const toml::node& element : list) {
      const toml::table* table = element.as_table();
      if (!table) {
        add(element, "each entry must be a table, written [[cross_play]]");
        continue;
      }
      TableReader in(*table, "[[cross_play]]", mistakes_);
      CrossPlaySpec entry;
      const toml::node* name = in.need("name");
      if (const auto text = in.text(name)) {
        entry.name = *text;
        if (text->empty() || text->find(" | ") != std::string::npos)
          in.mistake(*name,
                     "an entry's name must not be empty, nor hold ' | ', which parts names in "
                     "pairings");
        for (const CrossPlaySpec& other : spec_.cross_play)
          if (other.name == *text)
            in.mistake(*name, fmt::format("two entries of cross_play are named '{}'", *text));
      }
      entry.player = read_player(in, in, false);
      in.refuse_unknown_keys();
      spec_.cross_play.push_back(std::move(entry));
    }
    if (list.empty()) add(node, "there must be at least one [[cross_play]]");
    if (shape_ && mistakes_.size() == before) pair_up(node, shape_->players(), names);
  }

  void pair_up(const toml::node& node, std::uint32_t players, std::set<std::string>& names) {
    constexpr std::size_t most = 4096;
    std::size_t count = 1;
    for (std::uint32_t p = 0; p < players; ++p) {
      count *= spec_.cross_play.size();
      if (count > most)
        return add(node, fmt::format("cross_play of {} entries in a game of {} players makes more "
                                     "than {} pairings",
                                     spec_.cross_play.size(), players, most));
    }
    for (std::size_t pairing = 0; pairing < count; ++pairing) {
      LearnerSpec learner;
      std::size_t rest = pairing, unit = count;
      for (std::uint32_t p = 0; p < players; ++p) {
        unit /= spec_.cross_play.size();
        const CrossPlaySpec& entry = spec_.cross_play[rest / unit];
        rest %= unit;
        learner.name += (p == 0 ? "" : " | ") + entry.name;
        learner.players.push_back(entry.player);
        learner.entries.push_back(entry.name);
      }
      if (!names.insert(learner.name).second)
        add(node, fmt::format("a learner is named like the pairing '{}'", learner.name));
      spec_.learners.push_back(std::move(learner));
    }
  }

  void read_players(TableReader& in, LearnerSpec& learner) {
    const toml::node* players = in.find("players");
    const toml::node* rule = in.find("rule");
    // Read here too, as players with values of their own never look at these.
    if (const toml::node* step = in.find("step")) read_step(*step, in);
    if (const toml::node* noise = in.find("noise")) read_noise(*noise, in);
    if (const toml::node* optimizer = in.find("optimizer")) read_optimizer(*optimizer, in);
    const toml::node* params = in.find("params");
    if (!players) {
      if (!rule)
        return in.mistake("[[learner]] needs 'rule', for every player, or 'players', a list");
      const PlayerSpec player = read_player(in, in, true);
      learner.players.assign(shape_ ? shape_->players() : 1, player);
      return;
    }
    if (rule) in.mistake(*rule, "a learner has either 'rule' or 'players', not both");
    if (params && !rule)
      in.mistake(*params, "params stand with the rule that takes them, in the tables of 'players'");
    const toml::array* list = in.array(players);
    if (!list) return;
    if (shape_ && list->size() != shape_->players())
      in.mistake(*players,
                 fmt::format("the game '{}' has {} players, and this learner gives rules for {}",
                             spec_.game.plugin.descriptor->id, shape_->players(), list->size()));
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (!table) {
        add(element, "each player must be a table like { rule = \"gradient-play\" }");
        continue;
      }
      TableReader own(*table, fmt::format("player {} of [[learner]]", learner.players.size() + 1),
                      mistakes_);
      learner.players.push_back(read_player(own, in, false));
      own.refuse_unknown_keys();
    }
  }

  // A player's rule, from its own table and, for what is not there, from the learner's.
  PlayerSpec read_player(TableReader& own, TableReader& learner, bool whole) {
    PlayerSpec player;
    const auto rule = find_plugin(own, own.need("rule"), FM_KIND_LEARNER, &player.refusal);
    if (rule) {
      player.rule = *rule;
      player.params = player.refusal.empty() ? read_params(own, *rule) : unread_params(own);
    } else {
      own.find("params");
    }
    const bool responds = rule && rule->learner().direction == nullptr;
    const auto find = [&](const char* key) -> const toml::node* {
      const toml::node* node = own.find(key);
      if (node && responds && !whole)
        own.mistake(*node, fmt::format("rule '{}' plays its action outright and takes no {}",
                                       rule->descriptor->id, key));
      if (responds) return nullptr;
      return node ? node : learner.raw().get(key);
    };
    if (const toml::node* node = find("step")) {
      if (auto step = read_step(*node, own)) player.step = std::move(*step);
    } else if (!responds) {
      own.mistake(fmt::format("{} needs 'step', like step = {{ power = [1.0, 1.0] }}", own.name()));
    }
    if (const toml::node* node = find("noise"))
      if (auto noise = read_noise(*node, own)) player.noise = *noise;
    if (const toml::node* node = find("optimizer"))
      if (auto optimizer = read_optimizer(*node, own)) player.optimizer = *optimizer;
    return player;
  }

  void read_observers() {
    const toml::array* list =
        root_.array(root_.find("observer"), "a list of tables, written [[observer]]");
    if (!list) return;
    for (const toml::node& element : *list) {
      const toml::table* table = element.as_table();
      if (!table) {
        add(element, "each observer must be a table, written [[observer]]");
        continue;
      }
      TableReader in(*table, "[[observer]]", mistakes_);
      ObserverSpec observer;
      if (const auto plugin = find_plugin(in, in.need("plugin"), FM_KIND_OBSERVER)) {
        observer.plugin = *plugin;
        observer.params = read_params(in, *plugin);
      } else {
        in.find("params");
      }
      if (const toml::node* every = in.find("every"))
        if (auto cadence = read_cadence(*every, in)) observer.every = *cadence;
      in.refuse_unknown_keys();
      spec_.observers.push_back(std::move(observer));
    }
  }

  TableReader root_;
  const Catalog& catalog_;
  std::vector<Mistake>& mistakes_;
  ExperimentSpec spec_;
  std::optional<Shape> shape_;
};

// --set may name anything but what stands in files alone; what it drops is dropped last.
toml::table change(toml::table tree, const std::vector<std::string>& overrides,
                   std::vector<Mistake>& mistakes) {
  for (const std::string& assignment : overrides) apply_override(tree, assignment, mistakes);
  if (const toml::node* include = tree.get("include"))
    mistakes.push_back({where(*include), "include stands in a manifest, not in --set"});
  tree.erase("include");
  LooseValue without;
  if (toml::node* node = tree.get("without")) without.insert("value", std::move(*node));
  tree.erase("without");
  if (const toml::node* node = loose_node(without)) drop(tree, *node, mistakes);
  return tree;
}

std::uint64_t seed_of(const toml::table& tree) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, tree["experiment"]["seed"].value_or(std::int64_t{0})));
}

// Keeps the first of every mistake: what is wrong in every variant is one mistake.
class Distinct {
 public:
  void keep(std::vector<Mistake>& mistakes) {
    std::size_t kept = checked_;
    for (std::size_t i = checked_; i < mistakes.size(); ++i)
      if (said_.emplace(mistakes[i].where, mistakes[i].what).second)
        std::swap(mistakes[kept++], mistakes[i]);
    mistakes.resize(kept);
    checked_ = kept;
  }

 private:
  std::set<std::pair<std::string, std::string>> said_;
  std::size_t checked_ = 0;
};

// A sweep changes values, not what there is: results name learners and replicates once.
bool alike(const ExperimentSpec& a, const ExperimentSpec& b) {
  return a.name == b.name && a.replicates == b.replicates &&
         a.learners.size() == b.learners.size() && a.observers.size() == b.observers.size() &&
         std::equal(a.learners.begin(), a.learners.end(), b.learners.begin(),
                    [](const LearnerSpec& x, const LearnerSpec& y) { return x.name == y.name; });
}

}  // namespace

std::filesystem::path manifest_folder(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return folder.empty() ? "." : folder;
}

Manifest read_manifest(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       const Catalog& catalog) {
  std::vector<Mistake> mistakes;
  Distinct distinct;
  Composed composed = compose(file, mistakes);
  toml::table tree = change(std::move(composed.tree), overrides, mistakes);
  if (toml::table* game = tree.get_as<toml::table>("game")) list_formula_players(*game);
  Sweep sweep = take_sweep(tree, composed.files, seed_of(tree), mistakes);
  Manifest manifest;
  manifest.file = file;
  manifest.text = std::move(composed.text);
  Resolver resolver;
  for (const Sweep::Combination& combination : sweep.combinations) {
    std::string json = sweep.json(combination);
    sweep.choose(combination, tree, mistakes);
    manifest.variants.push_back(
        {std::move(json), ExperimentReader(tree, catalog, mistakes).read()});
    distinct.keep(mistakes);
    if (mistakes.empty()) resolver.add(tree, manifest.variants.back().spec);
    sweep.take_back();
  }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
  for (const Variant& variant : manifest.variants)
    if (!alike(variant.spec, manifest.variants.front().spec))
      throw InputError({Mistake{sweep.place,
                                "a sweep may not change names, seeds, or how many learners and "
                                "observers there are"}});
  const toml::table resolved = resolver.resolved(tree);
  std::ostringstream text;
  text << resolved << '\n' << sweep.text;
  manifest.resolved = text.str();
  manifest.settings = settings_of(resolved, places_of(tree), sweep);
  return manifest;
}

}  // namespace firstmove::engine
