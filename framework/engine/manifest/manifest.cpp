#include "manifest/manifest.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "base/toml_reader.hpp"
#include "call/task.hpp"
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

// Each run has a record in memory.
constexpr double most_runs = 100'000'000;

// The mistake that a manifest with this many variants like `spec` has too many runs, if it does.
std::optional<Mistake> too_many_runs(const toml::table& tree, const ExperimentSpec& spec,
                                     std::size_t variants) {
  const double runs = static_cast<double>(variants) * static_cast<double>(spec.learners.size()) *
                      static_cast<double>(spec.replicates.size());
  if (runs <= most_runs) return std::nullopt;
  const toml::node* const place = tree.at_path("experiment.seeds").node();
  return Mistake{
      place ? where(*place) : where(tree),
      fmt::format("the experiment would have {} runs ({} combinations of the sweep, {} "
                  "learners, {} replicates), and may have at most {}",
                  runs, variants, spec.learners.size(), spec.replicates.size(), most_runs)};
}

// What a game that cannot be played leaves open: the number of replicates, if the start is a grid,
// and claims about its coordinates. They are those of the other variants.
void complete(std::vector<Variant>& variants) {
  const auto played = std::find_if(variants.begin(), variants.end(), [](const Variant& variant) {
    return variant.spec.game.refusal.empty();
  });
  if (played == variants.end()) return;
  for (Variant& variant : variants)
    if (!variant.spec.game.refusal.empty()) {
      variant.spec.replicates = played->spec.replicates;
      variant.spec.claims = played->spec.claims;
    }
}

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
  // One game among several that cannot be played does not stop the others.
  std::vector<Mistake> refusals;
  const bool several = sweep.combinations.size() > 1;
  Resolver resolver;
  for (const Sweep::Combination& combination : sweep.combinations) {
    std::string json = sweep.json(combination);
    sweep.choose(combination, tree, mistakes);
    manifest.variants.push_back(
        {std::move(json), read_experiment(tree, catalog, mistakes, several ? &refusals : nullptr)});
    distinct.keep(mistakes);
    const ExperimentSpec& spec = manifest.variants.back().spec;
    const auto too_many = too_many_runs(tree, spec, sweep.combinations.size());
    if (too_many) mistakes.push_back(*too_many);
    if (mistakes.empty()) resolver.add(tree, spec);
    sweep.take_back();
    if (too_many) break;
  }
  if (refusals.size() == manifest.variants.size()) {
    std::move(refusals.begin(), refusals.end(), std::back_inserter(mistakes));
    distinct.keep(mistakes);
  }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
  complete(manifest.variants);
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
  limit_calls(manifest.variants.front().spec.budget.call);
  return manifest;
}

}  // namespace firstmove::engine
