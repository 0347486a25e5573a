#include "manifest/manifest.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/toml_reader.hpp"
#include "formula/formula_game.hpp"
#include "manifest/include.hpp"
#include "manifest/origin.hpp"
#include "manifest/overrides.hpp"
#include "manifest/reading.hpp"
#include "manifest/resolve.hpp"
#include "manifest/sweep.hpp"

namespace firstmove::engine {
namespace {

// Applies --set, which may set everything but `include`; its `without` is applied last.
toml::table change(toml::table tree, const std::vector<std::string>& overrides,
                   std::vector<Mistake>& mistakes) {
  for (const std::string& assignment : overrides) apply_override(tree, assignment, mistakes);
  if (const toml::node* include = tree.get("include"))
    mistakes.push_back(
        {where(*include), "include belongs in a manifest and cannot be set by --set"});
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

// Keeps each mistake once: the variants of a sweep repeat it.
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

// A sweep changes values only: results name learners and replicates once for all variants.
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
    manifest.variants.push_back({std::move(json), read_experiment(tree, catalog, mistakes)});
    distinct.keep(mistakes);
    if (mistakes.empty()) resolver.add(tree, manifest.variants.back().spec);
    sweep.take_back();
  }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
  for (const Variant& variant : manifest.variants)
    if (!alike(variant.spec, manifest.variants.front().spec))
      throw InputError(
          {Mistake{sweep.place,
                   "a sweep may not change names, seeds, or the number of learners and "
                   "observers"}});
  const toml::table resolved = resolver.resolved(tree);
  std::ostringstream text;
  text << resolved << '\n' << sweep.text;
  manifest.resolved = text.str();
  manifest.settings = settings_of(resolved, places_of(tree), sweep);
  return manifest;
}

}  // namespace firstmove::engine
