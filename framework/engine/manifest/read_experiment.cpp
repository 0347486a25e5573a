#include "manifest/read_claims.hpp"
#include "manifest/read_specs.hpp"
#include "manifest/reading.hpp"

namespace firstmove::engine {

void read_observers(Reading& reading, KeyReader& root) {
  const toml::array* list = root.list_at("observer");
  if (!list) return;
  for (const toml::node& element : *list) {
    const toml::table* table = element.as_table();
    if (!table) {
      reading.mistake(element, "each observer must be a table, written [[observer]]");
      continue;
    }
    KeyReader in(*table, manifest_table("observer"), reading.mistakes);
    ObserverSpec observer;
    if (const auto plugin = read_plugin(reading, in)) {
      observer.plugin = *plugin;
      observer.params = read_params(reading, in, *plugin);
    }
    if (const auto cadence = read_cadence(*in.node_at("every"), in)) observer.every = *cadence;
    in.refuse_unknown_keys();
    reading.spec.observers.push_back(std::move(observer));
  }
}

ExperimentSpec read_experiment(const toml::table& manifest, const Catalog& catalog,
                               std::vector<Mistake>& mistakes, std::vector<Mistake>* refusals) {
  Reading reading{manifest, catalog, mistakes, refusals};
  KeyReader root(manifest, manifest_table(""), mistakes);
  const toml::table *experiment = root.table_at("experiment"), *game = root.table_at("game");
  // The time limit of plugin calls is needed before the first plugin is called.
  const auto call = manifest["experiment"]["budget"]["call"].value<double>();
  if (call && *call > 0) reading.spec.budget.call = *call;
  if (game) read_game(reading, *game);
  if (experiment) read_experiment_table(reading, *experiment);
  read_learners(reading, root);
  read_observers(reading, root);
  const toml::array* claims = root.list_at("claim");
  if (claims && reading.shape)
    reading.spec.claims = read_claims(*claims, *reading.shape, reading.spec, mistakes);
  root.refuse_unknown_keys();  // include, without and sweep are read elsewhere
  return std::move(reading.spec);
}

}  // namespace firstmove::engine
